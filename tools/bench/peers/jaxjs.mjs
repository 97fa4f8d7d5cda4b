/**
 * jax-js as a peer, on WebAssembly or WebGPU: every case one jitted function. Its arrays are counted by hand: each use
 * of a name but the last is `.ref`.
 */
import { gptBatches, gptWeights, training } from './gptWeights.mjs';
import { installBrowser } from './browserGlobals.mjs';
import { serve } from './serve.mjs';
import { ids, values } from './values.mjs';

installBrowser(process.argv[2]);
// jax-js uses methods of iterators, which Node has from version 22.
const iterator = Object.getPrototypeOf(Object.getPrototypeOf([].values()));
for (const name of ['map', 'filter']) {
  iterator[name] ??= function (callback) {
    return [...this][name](callback).values();
  };
}
iterator.toArray ??= function () {
  return [...this];
};
const {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy: np,
  tree,
  valueAndGrad,
} = await import('@jax-js/jax');

async function open(backend) {
  const wanted = backend === 'webgpu' ? 'webgpu' : 'wasm';
  const devices = await init(wanted);
  if (!devices.includes(wanted)) throw new Error(`jax-js has no ${wanted} backend here (error)`);
  defaultDevice(wanted);
  return { name: `jax-js 0.1.25 (${wanted})`, ops, synchronize };
}

/** Runs under way. What is freed before it was waited for is never computed. */
const underWay = [];

/** Lets results be computed and then freed; gives the run to wait for where many are under way. */
function started(results) {
  underWay.push(blockUntilReady(results).then(() => tree.dispose(results)));
  return underWay.length > 3 ? underWay.shift() : undefined;
}

async function synchronize() {
  await Promise.all(underWay.splice(0));
}

const leaf = (shape, seed, scale, shift) => np.array(values(shape, seed, scale, shift)).reshape(shape);
const refs = (inputs) => inputs.map((one) => one.ref);

function repeated(make, inputs) {
  return {
    run: () => started(make()),
    async results() {
      const arrays = [];
      for (const one of make()) arrays.push(await one.data());
      return arrays;
    },
    async dispose() {
      await synchronize();
      for (const one of inputs) one.dispose();
    },
  };
}

/** Forward and backward of y = forward(...inputs). */
function differentiated(forward, inputs, upstream) {
  const argnums = inputs.map((_, i) => i);
  const step = jit((gradient, ...all) => {
    const weighed = (...primals) => {
      const y = forward(...primals);
      return [np.sum(y.ref.mul(gradient)), y];
    };
    const [[sum, y], gradients] = valueAndGrad(weighed, { argnums, hasAux: true })(...all);
    sum.dispose();
    return [y, ...gradients];
  });
  return repeated(() => step(upstream.ref, ...refs(inputs)), [...inputs, upstream]);
}

function layerNorm(x, weight, bias) {
  const mean = np.mean(x.ref, -1, { keepdims: true });
  const centred = x.sub(mean);
  const variance = np.mean(np.square(centred.ref), -1, { keepdims: true });
  const y = centred.div(np.sqrt(variance.add(1e-5))).mul(weight);
  return bias ? y.add(bias) : y;
}

/** Mean over rows; the classes as one-hot rows. */
function crossEntropy(logits, oneHot) {
  const rows = logits.shape[0];
  return np.sum(nn.logSoftmax(logits, -1).mul(oneHot)).mul(-1 / rows);
}

/** `step` is 1, 2, … as an array. */
function adamwStep(p, gradient, m, v, step, decay) {
  const { learningRate, beta1, beta2, eps } = training;
  const nextM = m.mul(beta1).add(gradient.ref.mul(1 - beta1));
  const nextV = v.mul(beta2).add(np.square(gradient).mul(1 - beta2));
  const share = (beta, at) =>
    np
      .exp(at.mul(Math.log(beta)))
      .mul(-1)
      .add(1);
  const root = np.sqrt(nextV.ref.div(share(beta2, step.ref))).add(eps);
  const update = nextM.ref.div(share(beta1, step)).div(root).mul(learningRate);
  return [p.mul(1 - learningRate * decay).sub(update), nextM, nextV];
}

const ops = {
  matmul({ m, n, k, batch, transposeA, transposeB }) {
    const outer = batch === 1 ? [] : [batch];
    const a = leaf([...outer, ...(transposeA ? [k, m] : [m, k])], 1);
    const b = leaf([...outer, ...(transposeB ? [n, k] : [k, n])], 2);
    const turned = (x, turn) => (turn ? np.swapaxes(x, -1, -2) : x);
    const product = jit((x, y) => [np.matmul(turned(x, transposeA), turned(y, transposeB))]);
    return repeated(() => product(a.ref, b.ref), [a, b]);
  },
  attention({ batch, tokens, heads, width }) {
    const shape = [batch, tokens, heads, width];
    const inputs = [1, 2, 3].map((seed) => leaf(shape, seed));
    const forward = (q, k, v) => nn.dotProductAttention(q, k, v, { isCausal: true });
    return differentiated(forward, inputs, leaf(shape, 4));
  },
  layerNorm({ rows, columns }) {
    const inputs = [leaf([rows, columns], 1), leaf([columns], 2, 0.5, 1), leaf([columns], 3)];
    return differentiated(layerNorm, inputs, leaf([rows, columns], 4));
  },
  crossEntropy({ rows, classes }) {
    const targets = np.array(ids(rows, classes, 2));
    const step = jit((classIds, x) => {
      const loss = (logits) => crossEntropy(logits, nn.oneHot(classIds, classes));
      const [value, gradient] = valueAndGrad(loss)(x);
      return [value, gradient];
    });
    const x = leaf([rows, classes], 1, 3);
    return repeated(() => step(targets.ref, x.ref), [targets, x]);
  },
  adamw({ parameters }) {
    const gradient = leaf([parameters], 2, 0.1);
    let state = [leaf([parameters], 1), np.zeros([parameters]), np.zeros([parameters])];
    let made = 0;
    const step = jit((p, g, m, v, at) => adamwStep(p, g, m, v, at, training.weightDecay));
    const run = () => {
      const [p, m, v] = state;
      state = step(p, gradient.ref, m, v, np.array([++made]));
      return started(state.map((one) => one.ref));
    };
    const results = async () => {
      await run();
      return [await state[0].ref.data()];
    };
    const dispose = async () => {
      await synchronize();
      tree.dispose([gradient, ...state]);
    };
    return { run, results, dispose };
  },
  conv2d({ batch, channels, filters, size, kernel }) {
    const inputs = [
      leaf([batch, channels, size, size], 1),
      leaf([filters, channels, kernel, kernel], 2, 0.1),
      leaf([filters], 3),
    ];
    const forward = (x, weight, bias) =>
      lax.conv(x, weight, [1, 1], 'SAME').add(bias.reshape([1, filters, 1, 1]));
    return differentiated(forward, inputs, leaf([batch, filters, size, size], 4));
  },
  trainingStep(sizes) {
    const { layers, heads, width, context, vocabulary, batch } = sizes;
    const batches = gptBatches(sizes);
    const shapes = gptWeights(sizes).map(({ shape }) => shape);
    const weights = gptWeights(sizes).map(({ data, shape }) => np.array(data).reshape(shape));
    const zeros = () => shapes.map((shape) => np.zeros(shape));
    let state = [weights, zeros(), zeros()];
    let made = 0;

    const rows = batch * context;
    const project = (x, weight) => np.matmul(x, np.matrixTranspose(weight)); // [R, C] · [O, C]ᵀ
    const forward = (all, inputs) => {
      const [tokens, positions, ...rest] = all;
      const embedded = np.matmul(nn.oneHot(inputs, vocabulary), tokens.ref);
      let x = embedded.reshape([batch, context, width]).add(positions).reshape([rows, width]);
      for (let i = 0; i < layers; i++) {
        const [norm1, qkv, out, norm2, up, down] = rest.slice(6 * i, 6 * i + 6);
        const three = project(layerNorm(x.ref, norm1), qkv);
        const headsOf = (one) => one.reshape([batch, context, heads, width / heads]);
        const [q, k, v] = np.split(three, 3, 1).map(headsOf);
        const mixed = nn.dotProductAttention(q, k, v, { isCausal: true }).reshape([rows, width]);
        x = x.add(project(mixed, out));
        x = x.ref.add(project(nn.gelu(project(layerNorm(x, norm2), up), { approximate: false }), down));
      }
      return project(layerNorm(x, rest.at(-1)), tokens);
    };
    const step = jit((parameters, ms, vs, at, inputs, targets) => {
      const lossOf = (all) => crossEntropy(forward(all, inputs), nn.oneHot(targets, vocabulary));
      const [loss, gradients] = valueAndGrad(lossOf)(parameters.map((p) => p.ref));
      const squares = gradients.map((gradient) => np.sum(np.square(gradient.ref)));
      const norm = np.sqrt(squares.reduce((sum, one) => sum.add(one)));
      const scale = np.minimum(np.reciprocal(norm.add(1e-6)).mul(training.clip), 1);
      const next = parameters.map((p, i) => {
        const decay = shapes[i].length > 1 ? training.weightDecay : 0;
        return adamwStep(p, gradients[i].mul(scale.ref), ms[i], vs[i], at.ref, decay);
      });
      scale.dispose();
      at.dispose();
      return [loss, ...[0, 1, 2].map((which) => next.map((one) => one[which]))];
    });
    const train = () => {
      const { inputs, targets } = batches[made++ % batches.length];
      const [loss, ...next] = step(...state, np.array([made]), np.array(inputs), np.array(targets));
      state = next;
      return loss;
    };
    const results = async () => [await train().data()];
    const dispose = async () => {
      await synchronize();
      tree.dispose(state);
      step.dispose();
    };
    return { run: () => started([train(), tree.ref(state)]), results, dispose };
  },
};

await serve(open);

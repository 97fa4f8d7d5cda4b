/** TensorFlow.js as a peer, on WebAssembly or WebGPU. What it has no operation for is put together from those it has. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { gptBatches, gptWeights, training } from './gptWeights.mjs';
import { installBrowser } from './browserGlobals.mjs';
import { serve } from './serve.mjs';
import { ids, values } from './values.mjs';

const require = createRequire(import.meta.url);
if (process.argv[2] === 'webgpu') installBrowser('webgpu');
const tf = require('@tensorflow/tfjs-core');
// In Node it is the layers that bring the gradients.
require('@tensorflow/tfjs-layers');
// Node gets a build without the methods, which are these functions.
for (const name of ['add', 'sub', 'mul', 'div', 'square', 'sqrt', 'rsqrt', 'neg', 'reshape', 'cast']) {
  tf.Tensor.prototype[name] = function (...args) {
    return tf[name](this, ...args);
  };
}

async function open(backend) {
  if (backend === 'webgpu') {
    require('@tensorflow/tfjs-backend-webgpu');
    await tf.setBackend('webgpu');
  } else {
    const wasm = require('@tensorflow/tfjs-backend-wasm');
    wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
    await tf.setBackend('wasm');
  }
  await tf.ready();
  const wanted = backend === 'webgpu' ? 'webgpu' : 'wasm';
  if (tf.getBackend() !== wanted) throw new Error(`TensorFlow.js has no ${wanted} backend here`);
  return { name: `TensorFlow.js ${tf.version_core} (${wanted})`, ops, synchronize };
}

/** On WebGPU commands wait in batches: they are handed over, and waited for. */
async function synchronize() {
  if (tf.getBackend() !== 'webgpu') return;
  const backend = tf.backend();
  if (backend.commandEncoder) {
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
  await backend.queue.onSubmittedWorkDone();
}

const leaf = (shape, seed, scale, shift) => tf.tensor(values(shape, seed, scale, shift), shape);

/** Runs `make`, which gives tensors; frees them, or reads them, with axes in Craft's order. */
function repeated(make, inputs, orders = []) {
  return {
    run: () => tf.dispose(make()),
    async results() {
      const tensors = tf.tidy(() => make().map((one, i) => (orders[i] ? tf.transpose(one, orders[i]) : one)));
      const arrays = await Promise.all(tensors.map((one) => one.data()));
      tf.dispose(tensors);
      return arrays;
    },
    dispose: () => tf.dispose(inputs),
  };
}

/** Forward and backward of y = forward(...inputs). */
function differentiated(forward, inputs, upstream = tf.scalar(1), orders = []) {
  const make = () =>
    tf.tidy(() => {
      let y;
      const gradients = tf.grads((...all) => (y = tf.keep(forward(...all))))(inputs, upstream);
      return [y, ...gradients];
    });
  return repeated(make, [...inputs, upstream], orders);
}

function layerNorm(x, weight, bias) {
  const { mean, variance } = tf.moments(x, -1, true);
  const y = x.sub(mean).mul(variance.add(1e-5).rsqrt()).mul(weight);
  return bias ? y.add(bias) : y;
}

/** Where a causal mask hides a key: −1e9 added to the score. */
function causalBias(tokens) {
  const hidden = Float32Array.from({ length: tokens * tokens }, (_, i) =>
    i % tokens > Math.floor(i / tokens) ? -1e9 : 0,
  );
  return tf.tensor(hidden, [tokens, tokens]);
}

/** q, k, v [B, H, T, W] → [B, H, T, W] */
function attend(q, k, v, bias) {
  const scores = tf.matMul(q, k, false, true).mul(1 / Math.sqrt(q.shape[3]));
  return tf.matMul(tf.softmax(scores.add(bias)), v);
}

function crossEntropy(logits, oneHot) {
  return tf.mean(tf.sum(tf.logSoftmax(logits).mul(oneHot), -1)).neg();
}

function adamwStep(p, gradient, m, v, step, decay) {
  const { learningRate, beta1, beta2, eps } = training;
  const nextM = m.mul(beta1).add(gradient.mul(1 - beta1));
  const nextV = v.mul(beta2).add(gradient.square().mul(1 - beta2));
  const root = nextV
    .div(1 - beta2 ** step)
    .sqrt()
    .add(eps);
  const update = nextM
    .div(1 - beta1 ** step)
    .div(root)
    .mul(learningRate);
  return [p.mul(1 - learningRate * decay).sub(update), nextM, nextV];
}

const ops = {
  matmul({ m, n, k, batch, transposeA, transposeB }) {
    const outer = batch === 1 ? [] : [batch];
    const a = leaf([...outer, ...(transposeA ? [k, m] : [m, k])], 1);
    const b = leaf([...outer, ...(transposeB ? [n, k] : [k, n])], 2);
    return repeated(() => [tf.matMul(a, b, transposeA, transposeB)], [a, b]);
  },
  attention({ batch, tokens, heads, width }) {
    const shape = [batch, tokens, heads, width];
    const bias = causalBias(tokens);
    const headsFirst = (x) => tf.transpose(x, [0, 2, 1, 3]);
    const forward = (q, k, v) => headsFirst(attend(headsFirst(q), headsFirst(k), headsFirst(v), bias));
    return differentiated(
      forward,
      [1, 2, 3].map((seed) => leaf(shape, seed)),
      leaf(shape, 4),
    );
  },
  layerNorm({ rows, columns }) {
    const inputs = [leaf([rows, columns], 1), leaf([columns], 2, 0.5, 1), leaf([columns], 3)];
    return differentiated(layerNorm, inputs, leaf([rows, columns], 4));
  },
  crossEntropy({ rows, classes }) {
    const oneHot = tf.oneHot(tf.tensor1d(ids(rows, classes, 2), 'int32'), classes).cast('float32');
    return differentiated((x) => crossEntropy(x, oneHot), [leaf([rows, classes], 1, 3)]);
  },
  adamw({ parameters }) {
    const gradient = leaf([parameters], 2, 0.1);
    let state = [leaf([parameters], 1), tf.zeros([parameters]), tf.zeros([parameters])];
    let step = 0;
    const run = () => {
      const [p, m, v] = state;
      step++;
      state = tf.tidy(() => adamwStep(p, gradient, m, v, step, training.weightDecay));
      tf.dispose([p, m, v]);
    };
    const results = async () => {
      run();
      return [await state[0].data()];
    };
    return { run, results, dispose: () => tf.dispose([gradient, ...state]) };
  },
  conv2d({ batch, channels, filters, size, kernel }) {
    // The layouts of TensorFlow: x [B, H, W, C], weight [K, K, C, O]; the transposes are outside what is timed.
    const x = tf.tidy(() => tf.transpose(leaf([batch, channels, size, size], 1), [0, 2, 3, 1]));
    const weight = tf.tidy(() =>
      tf.transpose(leaf([filters, channels, kernel, kernel], 2, 0.1), [2, 3, 1, 0]),
    );
    const inputs = [x, weight, leaf([filters], 3)];
    const upstream = tf.tidy(() => tf.transpose(leaf([batch, filters, size, size], 4), [0, 2, 3, 1]));
    const images = [0, 3, 1, 2];
    const forward = (a, w, bias) => tf.conv2d(a, w, 1, 'same').add(bias);
    return differentiated(forward, inputs, upstream, [images, images, [3, 2, 0, 1]]);
  },
  lstm({ batch, steps, width, hidden }) {
    const shapes = [[4 * hidden, width], [4 * hidden, hidden], [4 * hidden], [4 * hidden]];
    const weights = shapes.map((shape, i) => leaf(shape, 2 + i, 0.1));
    const forward = (x, weightIh, weightHh, biasIh, biasHh) => {
      const gates = tf.matMul(x.reshape([batch * steps, width]), weightIh, false, true);
      const inputs = tf.unstack(gates.add(biasIh.add(biasHh)).reshape([batch, steps, 4 * hidden]), 1);
      let h = tf.zeros([batch, hidden]);
      let c = h;
      const outputs = inputs.map((input) => {
        const [i, f, g, o] = tf.split(input.add(tf.matMul(h, weightHh, false, true)), 4, 1);
        c = tf
          .sigmoid(f)
          .mul(c)
          .add(tf.sigmoid(i).mul(tf.tanh(g)));
        h = tf.sigmoid(o).mul(tf.tanh(c));
        return h;
      });
      return tf.stack(outputs, 1);
    };
    return differentiated(
      forward,
      [leaf([batch, steps, width], 1), ...weights],
      leaf([batch, steps, hidden], 4),
    );
  },
  trainingStep(sizes) {
    const { layers, heads, width, context, vocabulary, batch } = sizes;
    const bias = causalBias(context);
    const batches = gptBatches(sizes);
    const weights = gptWeights(sizes).map(({ data, shape }) => tf.variable(tf.tensor(data, shape)));
    const moments = weights.map(({ shape }) => [tf.zeros(shape), tf.zeros(shape)]);
    let step = 0;

    const rows = batch * context;
    const project = (x, weight) => tf.matMul(x, weight, false, true); // [R, C] · [O, C]ᵀ
    const headsOf = (x) => tf.transpose(x.reshape([batch, context, heads, width / heads]), [0, 2, 1, 3]);
    const gelu = (x) => x.mul(0.5).mul(tf.erf(x.mul(Math.SQRT1_2)).add(1));
    const lossOf = ({ inputs, targets }) => {
      const [tokens, positions, ...rest] = weights;
      const oneHot = (array) => tf.oneHot(tf.tensor1d(array, 'int32'), vocabulary).cast('float32');
      // A gather's gradient is no kernel of the wasm backend: tokens are looked up by a product.
      const embedded = tf.matMul(oneHot(inputs), tokens).reshape([batch, context, width]);
      let x = embedded.add(positions).reshape([rows, width]);
      for (let i = 0; i < layers; i++) {
        const [norm1, qkv, out, norm2, up, down] = rest.slice(6 * i, 6 * i + 6);
        const [q, k, v] = tf.split(project(layerNorm(x, norm1), qkv), 3, 1).map(headsOf);
        const mixed = tf.transpose(attend(q, k, v, bias), [0, 2, 1, 3]).reshape([rows, width]);
        x = x.add(project(mixed, out));
        x = x.add(project(gelu(project(layerNorm(x, norm2), up)), down));
      }
      return crossEntropy(project(layerNorm(x, rest.at(-1)), tokens), oneHot(targets));
    };
    const run = () => {
      const now = batches[step++ % batches.length];
      return tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => lossOf(now), weights);
        const gradients = weights.map(({ name }) => grads[name]);
        // Not addN: on WebGPU it binds all its operands at once, more than an adapter has bindings for.
        const squares = gradients.map((gradient) => tf.sum(gradient.square()));
        const norm = tf.sqrt(squares.reduce((sum, one) => sum.add(one)));
        const scale = tf.minimum(tf.div(training.clip, norm.add(1e-6)), 1);
        for (const [i, weight] of weights.entries()) {
          const decay = weight.rank > 1 ? training.weightDecay : 0;
          const [m, v] = moments[i];
          const [p, ...next] = adamwStep(weight, gradients[i].mul(scale), m, v, step, decay);
          weight.assign(p);
          moments[i] = next.map((moment) => tf.keep(moment));
          tf.dispose([m, v]);
        }
        return value;
      });
    };
    return {
      run: () => tf.dispose(run()),
      async results() {
        const loss = run();
        return [await loss.data()];
      },
      dispose: () => tf.dispose([bias, ...weights, ...moments.flat()]),
    };
  },
};

await serve(open);

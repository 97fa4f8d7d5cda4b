/** Craft itself, asked as its peers are. Operations with gradients run as compiled steps. */
import {
  adamwStep,
  compile,
  conv2d,
  crossEntropy,
  layerNorm,
  lstm,
  matmul,
  noGrad,
  openDevice,
  scaledDotProductAttention,
  selectiveScan,
  setDefaultDevice,
  tensor,
  variable,
  zeros,
} from '@craft/tensor';
import { prepareTraining } from './craftTraining.mjs';
import { training } from './gptWeights.mjs';
import { ids, values } from './values.mjs';

export async function openCraft(backend) {
  const device = await openDevice(backend);
  setDefaultDevice(device);
  const name = `Craft (${device.description})`;
  return { name, device, ops, synchronize: () => device.synchronize(), close: () => device.close() };
}

const leaf = (shape, seed, scale, shift) =>
  tensor(values(shape, seed, scale, shift), { shape, requiresGrad: true }).keep();

/** Forward and backward of y = forward(...inputs); results are y and the inputs' gradients. */
function differentiated(forward, inputs, gradientShape) {
  const gradient = gradientShape && tensor(values(gradientShape, 4), { shape: gradientShape }).keep();
  const step = compile((upstream) => {
    const y = forward(...inputs);
    y.backward(upstream);
    const gradients = inputs.map(({ grad }) => grad.detach());
    for (const x of inputs) x.zeroGrad();
    return [y.detach(), ...gradients];
  });
  const upstream = gradient ?? tensor(1).keep();
  return {
    run: () => discard(step(upstream)),
    results: () => read(step(upstream)),
    dispose: () => [step, upstream, ...inputs].forEach((one) => one.dispose()),
  };
}

function discard(results) {
  for (const one of results) one.dispose();
}

async function read(results) {
  const arrays = [];
  for (const one of results) arrays.push(await one.data());
  discard(results);
  return arrays;
}

const ops = {
  matmul({ m, n, k, batch, transposeA, transposeB }) {
    const outer = batch === 1 ? [] : [batch];
    const make = (shape, seed) => tensor(values(shape, seed), { shape }).keep();
    const a = make([...outer, ...(transposeA ? [k, m] : [m, k])], 1);
    const b = make([...outer, ...(transposeB ? [n, k] : [k, n])], 2);
    const product = () => noGrad(() => matmul(a, b, { transposeA, transposeB }));
    return {
      run: () => product().dispose(),
      results: () => read([product()]),
      dispose: () => discard([a, b]),
    };
  },
  attention({ batch, tokens, heads, width }) {
    const shape = [batch, tokens, heads, width];
    const inputs = [1, 2, 3].map((seed) => leaf(shape, seed));
    return differentiated((q, k, v) => scaledDotProductAttention(q, k, v), inputs, shape);
  },
  layerNorm({ rows, columns }) {
    const inputs = [leaf([rows, columns], 1), leaf([columns], 2, 0.5, 1), leaf([columns], 3)];
    return differentiated((x, weight, bias) => layerNorm(x, weight, bias), inputs, [rows, columns]);
  },
  crossEntropy({ rows, classes }) {
    const targets = tensor(ids(rows, classes, 2)).keep();
    return differentiated((x) => crossEntropy(x, targets), [leaf([rows, classes], 1, 3)], null);
  },
  adamw({ parameters }) {
    const shape = [parameters];
    const [p, gradient] = [values(shape, 1), values(shape, 2, 0.1)].map((array) => tensor(array).keep());
    const [m, v] = [zeros(shape).keep(), zeros(shape).keep()];
    const { learningRate, beta1, beta2, eps, weightDecay } = training;
    const made = variable(0);
    const options = { learningRate, beta1, beta2, eps, weightDecay, step: made };
    const step = compile(() => adamwStep(p, gradient, m, v, options));
    const run = () => {
      made.value++;
      step();
    };
    const results = async () => {
      run();
      return [await p.data()];
    };
    return { run, results, dispose: () => discard([step, p, gradient, m, v]) };
  },
  conv2d({ batch, channels, filters, size, kernel }) {
    const inputs = [
      leaf([batch, channels, size, size], 1),
      leaf([filters, channels, kernel, kernel], 2, 0.1),
      leaf([filters], 3),
    ];
    const forward = (x, weight, bias) => conv2d(x, weight, bias, { padding: Math.floor(kernel / 2) });
    return differentiated(forward, inputs, [batch, filters, size, size]);
  },
  lstm({ batch, steps, width, hidden }) {
    const shapes = [[4 * hidden, width], [4 * hidden, hidden], [4 * hidden], [4 * hidden]];
    const weights = shapes.map((shape, i) => leaf(shape, 2 + i, 0.1));
    const forward = (x, weightIh, weightHh, biasIh, biasHh) =>
      lstm(x, { weightIh, weightHh, biasIh, biasHh }).output;
    return differentiated(forward, [leaf([batch, steps, width], 1), ...weights], [batch, steps, hidden]);
  },
  selectiveScan({ batch, steps, width, states }) {
    const inputs = [
      leaf([batch, steps, width], 1),
      leaf([batch, steps, width], 2, 0.05, 0.05),
      leaf([width, states], 3, 0.5, -1),
      leaf([batch, steps, states], 5),
      leaf([batch, steps, states], 6),
    ];
    return differentiated((...all) => selectiveScan(...all).output, inputs, [batch, steps, width]);
  },
  trainingStep: prepareTraining,
};

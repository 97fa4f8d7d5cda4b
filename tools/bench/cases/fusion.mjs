/**
 * Compiled steps with elementwise chains fused against the same steps without (`fuse: false`), in turn in one process,
 * runs per second. What is written by hand here exists as one kernel, too; the point is what others write by hand.
 */
import { compile, noGrad, defaultDevice, randn, randomScope, scope, variable, zeros } from '@craft/tensor';
import { Gpt } from '@craft/models';
import { AdamW, languageModelTask, parameterGroups } from '@craft/training';
import { compare } from '../statistics.mjs';

export async function* run({ repeats, seconds, tiny }) {
  const device = defaultDevice();
  for (const { name, prepare } of measured) {
    const { step, args, dispose } = prepare(device, tiny);
    const sides = [true, false].map((fuse) => compile(step, { device, fuse }));
    const once = (compiled) => scope(() => void compiled(...args));
    const samples = [[], []];
    const counts = [];
    for (const compiled of sides) {
      once(compiled);
      await device.synchronize();
      const start = performance.now();
      for (let i = 0; i < 3; i++) once(compiled);
      await device.synchronize();
      counts.push(Math.max(1, Math.ceil((3000 * seconds) / (performance.now() - start))));
    }
    for (let i = 0; i < repeats; i++) {
      for (const [k, compiled] of sides.entries()) {
        const start = performance.now();
        for (let n = 0; n < counts[k]; n++) once(compiled);
        await device.synchronize();
        samples[k].push((1000 * counts[k]) / (performance.now() - start));
      }
    }
    const [fused, plain] = sides.map((compiled) => compiled.report());
    const note = `${fused.launches} launches instead of ${plain.launches}`;
    yield { ...compare(name, 'runs/s', ...samples, 'without fusion'), note };
    for (const compiled of sides) compiled.dispose();
    dispose();
  }
}

const measured = [
  { name: 'fusion gelu by hand, forward+backward', prepare: geluByHand },
  { name: 'fusion Adam by hand', prepare: adamByHand },
  { name: 'fusion GPT training step', prepare: gpt },
];

/** y = gelu(x + bias) + x through tanh, and its gradients. */
function geluByHand(device, tiny) {
  const [rows, width] = tiny ? [5, 20] : [4096, 1024];
  const x = randn([rows, width], { seed: 1, device, requiresGrad: true }).keep();
  const bias = randn([width], { seed: 2, device, requiresGrad: true }).keep();
  const step = () => {
    const h = x.add(bias);
    const inner = h.add(h.square().mul(h).mul(0.044715)).mul(0.7978845608);
    const y = h.mul(inner.tanh().add(1)).mul(0.5).add(x);
    const loss = y.square().sum();
    loss.backward();
    const gradients = [x, bias].map(({ grad }) => grad.detach());
    for (const one of [x, bias]) one.zeroGrad();
    return { loss: loss.detach(), gradients };
  };
  return { step, args: [], dispose: () => [x, bias].forEach((one) => one.dispose()) };
}

/** Moving averages of a gradient and its square, and the parameter after the step, all as new tensors. */
function adamByHand(device, tiny) {
  const size = tiny ? 100 : 4_000_000;
  const state = {
    p: randn([size], { seed: 1, device }).keep(),
    m: zeros([size], { device }).keep(),
    v: zeros([size], { device }).keep(),
  };
  const gradient = randn([size], { seed: 2, std: 0.1, device }).keep();
  const learningRate = variable(1e-3);
  const step = ({ p, m, v }, g) =>
    noGrad(() => {
      const mean = m.mul(0.9).add(g.mul(0.1));
      const square = v.mul(0.99).add(g.square().mul(0.01));
      const change = mean.div(square.sqrt().add(1e-8)).add(p.mul(0.1));
      return { p: p.sub(change.mul(learningRate)), m: mean, v: square };
    });
  return {
    step,
    args: [state, gradient],
    dispose: () => [...Object.values(state), gradient].forEach((one) => one.dispose()),
  };
}

/** A whole step of a small GPT with dropout; most of what is elementwise in it is fused by hand already. */
function gpt(device, tiny) {
  const [nLayers, dModel, contextLength, batch] = tiny ? [1, 16, 8, 2] : [4, 128, 64, 8];
  const settings = {
    nLayers,
    nHeads: 4,
    nKvHeads: null,
    dModel,
    feedForward: null,
    contextLength,
    dropout: 0.1,
    norm: 'layer',
    positions: 'learned',
    tieWeights: true,
    bias: false,
    activation: 'gelu',
    initStd: 0.02,
  };
  const model = new Gpt(settings, { vocabSize: 65, seed: 1 });
  const optimizer = new AdamW(parameterGroups(model.namedParameters(), { weightDecay: 0.1 }), {
    beta1: 0.9,
    beta2: 0.99,
    eps: 1e-8,
  });
  const task = languageModelTask();
  const ids = (shift) => Int32Array.from({ length: batch * contextLength }, (_, i) => (i * 7 + shift) % 65);
  const data = { inputs: ids(0), targets: ids(7), batchSize: batch, length: contextLength };
  const step = (part) => {
    const { sum, count } = randomScope({ seed: 1, step: 0 }, () => task.loss(model, part));
    const loss = sum.mul(1 / count);
    loss.backward();
    noGrad(() => optimizer.update({ learningRate: 1e-3 }));
    optimizer.zeroGrad();
    return loss.detach();
  };
  const dispose = () => {
    optimizer.dispose();
    for (const [, parameter] of model.namedParameters()) parameter.dispose();
  };
  return { step, args: [data], dispose };
}

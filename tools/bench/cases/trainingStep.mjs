/** Whole training steps of a GPT (forward, backward, clip, AdamW) in f32; tokens per second. */
import { adamwStep, clipScale, crossEntropy, globalNorm, scope, tensor, zeros } from '@craft/tensor';
import { Gpt } from '@craft/models';
import { compare } from '../statistics.mjs';
import { startTorch } from '../torchPeer.mjs';

const common = {
  norm: 'layer',
  positions: 'learned',
  tieWeights: true,
  bias: false,
  activation: 'gelu',
  dropout: 0,
  initStd: 0.02,
};
const models = [
  [
    'shakespeare-char-cpu, batch 12',
    { nLayers: 4, nHeads: 4, dModel: 128, feedForward: 512, contextLength: 64 },
    12,
  ],
  ['got-char-1m, batch 16', { nLayers: 6, nHeads: 8, dModel: 128, feedForward: 512, contextLength: 256 }, 16],
];
const vocabSize = 65;

export async function* run({ device, torch, repeats, threads }) {
  const peer = torch && startTorch(torch, 'training_step', threads);
  for (const [name, sizes, batch] of models) {
    const once = trainer({ ...common, ...sizes }, batch, device);
    const steps = Math.ceil(8192 / (batch * sizes.contextLength));
    await once(steps);
    const ours = [];
    const theirs = [];
    for (let i = 0; i < repeats; i++) {
      ours.push(await once(steps));
      if (peer) theirs.push((await peer.measure({ ...sizes, vocabSize, batch, steps })).tokensPerSecond);
    }
    yield compare(name, 'tokens/s', ours, theirs, `PyTorch ${torch?.version}`);
  }
  peer?.stop();
}

/** A function that trains for some steps on random tokens and returns tokens per second. */
function trainer(config, batch, device) {
  const model = new Gpt(config, { vocabSize, seed: 1 });
  const parameters = [...model.namedParameters()].map(([, parameter]) => parameter);
  const moments = parameters.map((p) => [zeros(p.shape).keep(), zeros(p.shape).keep()]);
  const tokens = batch * config.contextLength;
  const random = () => Int32Array.from({ length: tokens }, () => Math.floor(Math.random() * vocabSize));
  let step = 0;
  return async (steps) => {
    const start = performance.now();
    let loss;
    for (let i = 0; i < steps; i++) {
      step++;
      loss?.dispose();
      loss = scope(() => {
        const ids = tensor(random(), { shape: [batch, config.contextLength] });
        const targets = tensor(random());
        const result = crossEntropy(model.forward(ids).reshape([tokens, vocabSize]), targets);
        result.backward();
        const gradients = parameters.map((p) => p.grad);
        const gradScale = clipScale(globalNorm(gradients), 1);
        parameters.forEach((p, at) => {
          const [m, v] = moments[at];
          adamwStep(p, gradients[at], m, v, {
            learningRate: 1e-3,
            beta1: 0.9,
            beta2: 0.99,
            eps: 1e-8,
            weightDecay: p.rank >= 2 ? 0.1 : 0,
            step,
            gradScale,
          });
          p.zeroGrad();
        });
        return result.detach();
      });
      device.submit();
    }
    await loss.item();
    loss.dispose();
    return (tokens * steps * 1000) / (performance.now() - start);
  };
}

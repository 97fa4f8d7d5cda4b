/** Craft's side of the training steps: its own Trainer, halted between the samples that are measured. */
import { Gpt } from '@craft/models';
import { AdamW, constantSchedule, languageModelTask, parameterGroups, Trainer } from '@craft/training';
import { gptBatches, gptWeights, training } from './gptWeights.mjs';

export function prepareTraining(sizes) {
  const { layers, heads, width, context, vocabulary, batch } = sizes;
  const model = new Gpt(
    {
      nLayers: layers,
      nHeads: heads,
      nKvHeads: null,
      dModel: width,
      feedForward: null,
      contextLength: context,
      dropout: 0,
      norm: 'layer',
      positions: 'learned',
      tieWeights: true,
      bias: false,
      activation: 'gelu',
      initStd: 0.02,
    },
    { vocabSize: vocabulary, seed: 1 },
  );
  const names = [...model.namedParameters()].map(([name]) => name);
  model.loadStateDict(new Map(gptWeights(sizes).map((weight, i) => [names[i], weight])));
  const { learningRate, weightDecay, clip, ...adam } = training;
  const loader = new HaltingLoader(gptBatches(sizes), batch, context);
  const optimizer = new AdamW(parameterGroups(model.namedParameters(), { weightDecay }), adam);
  const losses = new Map();
  const trainer = new Trainer({
    model,
    task: languageModelTask(),
    optimizer,
    schedule: constantSchedule({ learningRate }),
    train: loader,
    callbacks: { losses: { onLog: ({ metrics }) => void losses.set(metrics.step, metrics.loss) } },
    settings: {
      duration: '1000000step',
      batchSize: batch,
      microbatchSize: null,
      gradientClip: clip,
      seed: 1,
      compile: true,
      logEvery: '1step',
      evaluateEvery: null,
      evaluateBatches: null,
      checkpointEvery: null,
      keepLast: 1,
      keepBest: 0,
    },
  });
  const ended = trainer.fit().catch((error) => loader.fail(error));
  return {
    run: () => loader.step(),
    async results() {
      await loader.step();
      const step = loader.steps;
      // On a GPU figures arrive a few steps late: more steps bring them.
      while (!losses.has(step)) await loader.step();
      return [Float32Array.of(losses.get(step))];
    },
    async dispose() {
      loader.end();
      await ended;
      optimizer.dispose();
      for (const [, parameter] of model.namedParameters()) parameter.dispose();
    },
  };
}

/** Hands out a batch for each call of `step`, and lets the Trainer wait in between. */
class HaltingLoader {
  steps = 0;
  batchesPerEpoch = 1e9;
  #batches;
  #waiting = deferred();
  #asked = deferred();

  constructor(batches, batchSize, length) {
    this.tokensPerBatch = batchSize * length;
    this.#batches = batches.map((batch) => ({ ...batch, batchSize, length }));
  }

  /** The Trainer's side: asking for a batch says that the step before is on its way. */
  next() {
    const { promise } = (this.#waiting = deferred());
    this.#asked.resolve();
    return promise;
  }

  /** Lets one step run; resolves when the Trainer asks for the next batch. */
  async step() {
    await this.#asked.promise;
    this.#asked = deferred();
    this.#waiting.resolve(this.#batches[this.steps++ % this.#batches.length]);
    await this.#asked.promise;
  }

  /** Ends the training, which takes it for an error. */
  end() {
    this.#waiting.resolve(null);
  }

  /** Makes the step under way fail, and all after it. */
  fail(error) {
    this.#asked.promise.catch(() => {});
    this.#asked.reject(error);
  }

  state() {
    return null;
  }

  load() {}
}

function deferred() {
  let settle;
  const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle };
}

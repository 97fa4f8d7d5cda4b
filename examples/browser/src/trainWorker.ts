/** Trains away from the page's own thread, which stays free to draw and to react. */
import { arrayTokens, characterTokenizerBuilder, randomWindows, type Tokenizer } from '@craft/data';
import { createGpt, generateTokens, type Gpt } from '@craft/models';
import { openDevice, type Device } from '@craft/tensor';
import {
  AdamW,
  cosineSchedule,
  isTrainMetrics,
  languageModelTask,
  parameterGroups,
  Trainer,
  trainingSchema,
  type Callback,
} from '@craft/training';
import * as v from 'valibot';
import type { Report, Request } from './messages.ts';

const contextLength = 64;
const batchSize = 8;
const seed = 1337;

let stop = (): void => {};

onmessage = ({ data }: MessageEvent<Request>) => {
  if (data.type === 'stop') stop();
  else void train(data);
};

async function train({ text, steps, device: name }: Extract<Request, { type: 'train' }>): Promise<void> {
  let device: Device | undefined;
  try {
    device = await openDevice(name);
    const builder = characterTokenizerBuilder();
    builder.observe(text);
    const tokenizer = builder.build();
    const tokens = tokenizer.encode(text);
    const model = createGpt(
      {
        nLayers: 2,
        nHeads: 4,
        dModel: 64,
        contextLength,
        norm: 'rms',
        positions: 'rotary',
        // So narrow a model hears itself better when it starts louder than GPT-2's 0.02.
        initStd: 0.06,
      },
      { vocabSize: tokenizer.vocabSize, seed, device },
    );
    const trainer = new Trainer({
      model,
      task: languageModelTask({ device }),
      optimizer: new AdamW(parameterGroups(model.namedParameters(), { weightDecay: 0.1 }), {
        beta1: 0.9,
        beta2: 0.99,
        eps: 1e-8,
      }),
      schedule: cosineSchedule({
        learningRate: 6e-3,
        minLearningRate: 1e-4,
        warmup: Math.min(50, steps / 10),
        decay: steps,
      }),
      train: randomWindows({ source: arrayTokens(tokens), contextLength, batchSize, seed }),
      callbacks: { page: pageCallback(model, tokenizer, Math.max(1, Math.round(steps / 4))) },
      settings: v.parse(trainingSchema, {
        duration: `${steps}step`,
        batchSize,
        seed,
        logEvery: '1step',
        evaluateEvery: null,
        checkpointEvery: null,
      }),
    });
    stop = () => trainer.requestStop();
    let parameters = 0;
    for (const [, parameter] of model.namedParameters()) parameters += parameter.size;
    report({ type: 'started', device: device.description, parameters, tokens: tokens.length });
    const { step, final, elapsedSeconds } = await trainer.fit();
    report({ type: 'finished', step, loss: final.trainLoss, seconds: elapsedSeconds });
  } catch (error) {
    report({ type: 'failed', message: messageOf(error) });
  } finally {
    await device?.close();
  }
}

/** Tells the page each loss, and lets the model write every so many steps and at the end. */
function pageCallback(model: Gpt, tokenizer: Tokenizer, every: number): Callback {
  async function write(step: number, signal: AbortSignal): Promise<void> {
    const prompt = tokenizer.decode([0]);
    report({ type: 'sample', step, prompt });
    const options = { maxTokens: 200, temperature: 0.8, seed: seed + step };
    for await (const id of generateTokens(model, tokenizer.encode(prompt), options)) {
      if (signal.aborted) return;
      report({ type: 'text', text: tokenizer.decode([id]) });
    }
  }
  return {
    onLog({ metrics }) {
      if (!isTrainMetrics(metrics)) return;
      const { step, loss, tokensPerSecond } = metrics;
      report({ type: 'loss', step, loss, tokensPerSecond });
    },
    async onStepEnd({ step, totalSteps, signal }) {
      if (step % every === 0 || step === totalSteps) await write(step, signal);
    },
  };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = 'hint' in error && typeof error.hint === 'string' ? ` (${error.hint})` : '';
  return `${error.message}${hint}`;
}

function report(message: Report): void {
  postMessage(message);
}

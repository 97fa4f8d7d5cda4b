import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sequentialWindows, type PreparedDataset, type SplitName } from '@craft/data';
import { evaluateModel, languageModelTask, replaceFile } from '@craft/training';
import type { EvaluateCommandOptions } from '../commands/evaluate.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { formatCount, formatLoss } from '../terminal/formatNumbers.ts';
import { printJson } from '../terminal/printJson.ts';
import { say, showStatus } from '../terminal/screen.ts';
import { colours } from '../terminal/terminal.ts';
import { openEvaluationData } from './evaluationData.ts';
import { Interruption } from './interruption.ts';
import { openModel, type OpenModel } from './openModel.ts';
import { tokenLengths } from './tokenLengths.ts';

/** `craft-cli evaluate`: measures the model of a run on a whole split. */
export async function evaluateRun(
  run: string | undefined,
  options: EvaluateCommandOptions,
): Promise<ExitCode> {
  const interruption = new Interruption();
  const { signal } = interruption;
  const opened = await openModel({ run, checkpoint: options.checkpoint, device: options.device });
  try {
    const { checkpoint, device, run: found } = opened;
    say(
      colours.dim(`${displayPath(found.path)}, step ${formatCount(checkpoint.step)}, ${device.description}`),
    );
    const { dataset, isOther } = await openEvaluationData(opened, {
      signal,
      allowChange: options.allowChange === 'data',
    });
    try {
      const figures = await measure(opened, dataset, { split: options.split, signal });
      // What was measured on other data must not stand in the place of the run's own figures.
      const other = isOther ? `-${dataset.fingerprint.slice(0, 8)}` : '';
      const name = `${options.split}-step-${String(checkpoint.step).padStart(8, '0')}${other}.json`;
      const about = isOther ? { dataset: dataset.fingerprint } : {};
      write(join(found.path, 'evaluation'), name, { step: checkpoint.step, ...about, ...figures });
      if (options.json) printJson(figures);
    } finally {
      dataset.close();
    }
    return exitCodes.done;
  } catch (error) {
    showStatus('');
    if (!interruption.happened) throw error;
    return exitCodes.interrupted;
  } finally {
    interruption.dispose();
    await opened.device.close();
  }
}

/** What `evaluate --json` prints. */
interface Figures {
  readonly split: string;
  readonly loss: number;
  readonly perplexity: number;
  readonly accuracy?: number | undefined;
  readonly bitsPerCharacter?: number | undefined;
  readonly bitsPerByte?: number | undefined;
  readonly tokens: number;
}

async function measure(
  { composed, device, model }: OpenModel,
  dataset: PreparedDataset,
  { split, signal }: { readonly split: SplitName; readonly signal: AbortSignal },
): Promise<Figures> {
  const source = dataset.split(split);
  const { tokens: splitTokens } = dataset.manifest.splits[split];
  const { model: settings, training } = composed.config;
  const batchSize = training.microbatchSize ?? training.batchSize;
  const { contextLength } = settings;
  const result = await evaluateModel(
    model,
    languageModelTask({ device }),
    sequentialWindows({ source, contextLength, batchSize }),
    {
      signal,
      ...tokenLengths(dataset, split),
      onProgress: ({ tokens }) =>
        showStatus(`Evaluating ${split}: ${Math.floor((100 * tokens) / splitTokens)}%`),
    },
  );
  showStatus('');
  const { loss, perplexity, accuracy = 0, bitsPerCharacter = 0, bitsPerByte, tokens } = result;
  const bytes = bitsPerByte === undefined ? '' : `, ${bitsPerByte.toFixed(3)} per byte`;
  say(
    `${split} loss ${formatLoss(loss)}, perplexity ${perplexity.toFixed(3)}, accuracy ${(100 * accuracy).toFixed(2)}%, ` +
      `${bitsPerCharacter.toFixed(3)} bits per character${bytes}, over ${formatCount(tokens)} tokens`,
  );
  const floor = dataset.splitEntropy(split);
  if (floor !== undefined)
    say(`entropy of this text: ${floor.toFixed(4)} nats per character, what no model is below`);
  return { split, loss, perplexity, accuracy, bitsPerCharacter, bitsPerByte, tokens };
}

/** Keeps the figures with the run. They were said already: where they cannot be kept, that is no failure. */
function write(folder: string, name: string, content: unknown): void {
  const file = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true });
    replaceFile(file, `${JSON.stringify(content, null, 2)}\n`);
    say(colours.dim(`written to ${displayPath(file)}`));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say(colours.yellow(`The figures are not kept with the run: ${reason}`));
  }
}

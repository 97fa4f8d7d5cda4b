import { join } from 'node:path';
import { CraftError } from '@craft/config';
import { sequentialWindows } from '@craft/data';
import { evaluateModel, languageModelTask, replaceFile } from '@craft/training';
import type { EvaluateCommandOptions } from '../commands/evaluate.ts';
import { openData } from '../data/openData.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { formatCount, formatLoss } from '../terminal/formatNumbers.ts';
import { printJson } from '../terminal/printJson.ts';
import { say, showStatus } from '../terminal/screen.ts';
import { colours } from '../terminal/terminal.ts';
import { Interruption } from './interruption.ts';
import { openModel } from './openModel.ts';

/** `craft-cli evaluate`: measures the model of a run on a whole split. */
export async function evaluateRun(
  run: string | undefined,
  options: EvaluateCommandOptions,
): Promise<ExitCode> {
  const interruption = new Interruption();
  const { signal } = interruption;
  const opened = await openModel({ run, checkpoint: options.checkpoint, device: options.device });
  try {
    const { composed, checkpoint, device, model, tokenizer, run: found } = opened;
    say(
      colours.dim(`${displayPath(found.path)}, step ${formatCount(checkpoint.step)}, ${device.description}`),
    );
    const dataset = await openData(composed, { signal });
    if (dataset.tokenizer.hash !== tokenizer.hash) throw changedText();
    const { split } = options;
    const source = dataset.split(split);
    const { characters, tokens: splitTokens } = dataset.manifest.splits[split];
    const { model: settings, training } = composed.config;
    const batchSize = training.microbatchSize ?? training.batchSize;
    const { contextLength } = settings;
    const result = await evaluateModel(
      model,
      languageModelTask({ device }),
      sequentialWindows({ source, contextLength, batchSize }),
      {
        signal,
        charactersPerToken: characters / splitTokens,
        onProgress: ({ tokens }) =>
          showStatus(`Evaluating ${split}: ${Math.floor((100 * tokens) / splitTokens)}%`),
      },
    );
    showStatus('');
    dataset.close();
    const { loss, perplexity, bitsPerCharacter, tokens } = result;
    const figures = { split, loss, perplexity, bitsPerCharacter, tokens };
    const file = join(
      found.path,
      'evaluation',
      `${split}-step-${String(checkpoint.step).padStart(8, '0')}.json`,
    );
    replaceFile(file, `${JSON.stringify({ step: checkpoint.step, ...figures }, null, 2)}\n`);
    say(
      `${split} loss ${formatLoss(loss)}, perplexity ${perplexity.toFixed(3)}, ` +
        `${(bitsPerCharacter ?? 0).toFixed(3)} bits per character, over ${formatCount(tokens)} tokens`,
    );
    const floor = dataset.splitEntropy(split);
    if (floor !== undefined)
      say(`entropy of this text: ${floor.toFixed(4)} nats per character, what no model is below`);
    say(colours.dim(`written to ${displayPath(file)}`));
    if (options.json) printJson(figures);
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

function changedText(): CraftError {
  return new CraftError(
    'data: expected the text that the run was trained with but its characters have changed',
    {
      code: 'data.other-text',
      hint: 'Put the text back as it was; what data.path names is in the config.yaml of the run.',
    },
  );
}

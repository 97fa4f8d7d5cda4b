import { trainTokenizer } from '@craft/data';
import type { TrainTokenizerCommandOptions } from '../commands/data.ts';
import { composeConfig } from '../config/composeConfig.ts';
import { locatedError } from '../config/locatedError.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { Interruption } from '../runs/interruption.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { formatCount, formatSeconds } from '../terminal/formatNumbers.ts';
import { printJson } from '../terminal/printJson.ts';
import { say, showStatus } from '../terminal/screen.ts';

/** `craft-cli data train-tokenizer`: trains byte-level BPE on the text of a configuration. */
export async function trainTokenizerCommand(
  args: readonly string[],
  { out, workers, json }: TrainTokenizerCommandOptions,
): Promise<ExitCode> {
  const composed = await composeConfig({
    args,
    first: [{ text: 'tokenizer=bpe', label: 'train-tokenizer' }],
  });
  for (const notice of composed.notices) say(notice);
  const { config, registry } = composed;
  const interruption = new Interruption();
  const began = performance.now();
  try {
    const { tokenizer, file, words, pieces } = await trainTokenizer(
      { data: config.data, tokenizer: config.tokenizer },
      {
        folder: out,
        workers,
        components: registry.components,
        signal: interruption.signal,
        onProgress: ({ message, done, total, stage }) =>
          showStatus(
            stage === 'train'
              ? `Training the tokenizer: ${formatCount(done)} of ${formatCount(total)} tokens`
              : `Training the tokenizer: ${message} ${Math.floor((100 * done) / total)}%`,
          ),
      },
    ).finally(() => showStatus(''));
    const { vocabSize, hash } = tokenizer;
    const seconds = (performance.now() - began) / 1000;
    const merges = (tokenizer.toJSON()['model'] as { merges: unknown[] }).merges.length;
    say(
      `bpe: ${formatCount(vocabSize)} tokens from ${formatCount(pieces)} pieces of text, ${formatCount(words)} different, in ${formatSeconds(seconds)}`,
    );
    const { vocabSize: wanted } = config.tokenizer as { vocabSize?: number };
    if (wanted !== undefined && vocabSize < wanted)
      say(`  fewer than ${formatCount(wanted)}: no pair of tokens is left to merge`);
    say(`  written to  ${displayPath(file ?? out)}`);
    say(`  use it      craft-cli run … tokenizer=file tokenizer.path=${displayPath(out)}`);
    if (json) printJson({ file, vocabSize, merges, words, pieces, hash });
    return exitCodes.done;
  } catch (error) {
    if (!interruption.happened) throw locatedError(error, composed);
    say('Interrupted: nothing was written.');
    return exitCodes.interrupted;
  } finally {
    interruption.dispose();
  }
}

import { datasetCard, type DatasetCard } from '@craft/data';
import type { PrepareOptions } from '../commands/data.ts';
import { composeConfig } from '../config/composeConfig.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { Interruption } from '../runs/interruption.ts';
import { formatBytes, formatCount, formatFiles } from '../terminal/formatNumbers.ts';
import { printJson } from '../terminal/printJson.ts';
import { say } from '../terminal/screen.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { colours } from '../terminal/terminal.ts';
import { dataWarnings } from './dataWarnings.ts';
import { openData } from './openData.ts';

/** `craft-cli data prepare`: prepares the data of a configuration and describes it. */
export async function prepareData(args: readonly string[], { json }: PrepareOptions): Promise<ExitCode> {
  const composed = await composeConfig({ args });
  for (const notice of composed.notices) say(notice);
  const interruption = new Interruption();
  try {
    const dataset = await openData(composed, { signal: interruption.signal });
    const card = datasetCard(dataset);
    dataset.close();
    for (const line of cardLines(card)) say(line);
    for (const warning of dataWarnings(card)) say(colours.yellow(warning));
    if (json) printJson(card);
    return exitCodes.done;
  } catch (error) {
    if (!interruption.happened) throw error;
    say('Interrupted: what was begun is removed.');
    return exitCodes.interrupted;
  } finally {
    interruption.dispose();
  }
}

function cardLines(card: DatasetCard): string[] {
  const { source, tokenizer, characters, documents, entropy, splits, dir, bytes } = card;
  const plural = documents === 1 ? 'document' : 'documents';
  const parts = source.files ? formatFiles(source.files.length) : `${formatCount(documents)} ${plural}`;
  return [
    `${source.type}: ${formatCount(characters)} characters in ${parts}`,
    ...(source.skipped ?? []).map((file) => `  left out   ${file}`),
    `  tokenizer  ${tokenizer.type}, ${formatCount(tokenizer.vocabSize)} different tokens`,
    ...Object.entries(splits).map(
      ([name, { tokens }]) =>
        `  ${name.padEnd(9)}  ${tokens === 0 ? 'none' : `${formatCount(tokens)} tokens`}`,
    ),
    ...(entropy === undefined
      ? []
      : [`  entropy    ${entropy.toFixed(4)} nats per character: no model's loss can be below it`]),
    `  kept in    ${displayPath(dir)} (${formatBytes(bytes)})`,
  ];
}

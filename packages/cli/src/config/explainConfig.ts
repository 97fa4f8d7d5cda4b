import { explain, formatExplanation, originsToJson } from '@craft/config';
import type { WhyOptions } from '../commands/configWhy.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { printJson } from '../terminal/printJson.ts';
import { say } from '../terminal/screen.ts';
import { composeConfig } from './composeConfig.ts';

/** `craft-cli config why`: where a value comes from. */
export async function explainConfig(
  path: string,
  args: readonly string[],
  { json }: WhyOptions,
): Promise<ExitCode> {
  const composed = await composeConfig({ args });
  for (const notice of composed.notices) say(notice);
  const explanation = explain(composed, path, process.cwd());
  if (json) {
    const leaves = new Map(explanation.leaves.map((leaf) => [leaf.path, leaf]));
    printJson({
      origins: originsToJson(leaves, { relativeTo: process.cwd() }),
      choice: explanation.choice ?? null,
    });
  } else {
    process.stdout.write(`${formatExplanation(explanation, process.cwd())}\n`);
  }
  return exitCodes.done;
}

import { explain, formatExplanation, originsToJson, toYaml } from '@craft/config';
import type { ShowOptions } from '../commands/configShow.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { printJson } from '../terminal/printJson.ts';
import { say } from '../terminal/screen.ts';
import { composeConfig } from './composeConfig.ts';

/** `craft-cli config show`: the configuration on stdout. */
export async function showConfig(args: readonly string[], { origins, json }: ShowOptions): Promise<ExitCode> {
  const composed = await composeConfig({ args });
  for (const notice of composed.notices) say(notice);
  if (json) {
    printJson({
      config: composed.config,
      ...(origins ? { origins: originsToJson(composed.origins, { relativeTo: process.cwd() }) } : {}),
    });
  } else if (origins) {
    process.stdout.write(`${formatExplanation(explain(composed, ''), process.cwd())}\n`);
  } else {
    process.stdout.write(toYaml(composed.config));
  }
  return exitCodes.done;
}

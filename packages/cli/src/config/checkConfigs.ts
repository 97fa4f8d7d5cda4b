import { ConfigError, CraftError, didYouMean, formatIssues, nearestName } from '@craft/config';
import type { CheckOptions } from '../commands/configCheck.ts';
import { errorJson } from '../errors/reportError.ts';
import { isCraftError } from '../errors/isCraftError.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { printJson } from '../terminal/printJson.ts';
import { say } from '../terminal/screen.ts';
import { colours } from '../terminal/terminal.ts';
import { planSweep } from '../sweep/planSweep.ts';
import { composeComplete } from './composeComplete.ts';
import { allConfigs } from './listConfigs.ts';

/** What was found out about one file. */
interface Checked {
  /** `experiment/quickstart`, `model/gpt-1m`. */
  readonly name: string;
  readonly needs: readonly string[];
  readonly error?: unknown;
}

/** `craft-cli config check`: composes and checks everything that could be run. */
export async function checkConfigs(names: readonly string[], { json }: CheckOptions): Promise<ExitCode> {
  const files = Object.entries(await allConfigs()).flatMap(([group, options]) =>
    options.map(({ name }) => ({ group, option: name, name: `${group}/${name}` })),
  );
  const wanted = names.length === 0 ? files : names.map((name) => find(name, files));
  const checked: Checked[] = [];
  for (const { group, option, name } of wanted) {
    const result = await check(group, option, name);
    checked.push(result);
    for (const line of resultLines(result)) say(line);
  }
  const wrong = checked.filter(({ error }) => error !== undefined).length;
  say('');
  say(
    wrong === 0
      ? `${checked.length} checked, nothing is wrong.`
      : `${checked.length} checked, ${wrong} wrong.`,
  );
  if (json) {
    printJson({
      checked: checked.map(({ name, needs, error }) => ({
        name,
        ok: error === undefined,
        needs,
        ...(error === undefined ? {} : { error: errorJson(error) }),
      })),
    });
  }
  return wrong === 0 ? exitCodes.done : exitCodes.wrongUsage;
}

interface ConfigName {
  readonly group: string;
  readonly option: string;
  readonly name: string;
}

function find(name: string, files: readonly ConfigName[]): ConfigName {
  const found = files.find((file) => file.name === name) ?? files.find(({ option }) => option === name);
  if (found !== undefined) return found;
  const near =
    nearestName(
      name,
      files.map((file) => file.name),
    ) ??
    nearestName(
      name,
      files.map((file) => file.option),
    );
  throw new CraftError(
    `config check: expected an experiment, group/option or sweep/name but received ${JSON.stringify(name)}${didYouMean(near)}`,
    { code: 'usage.name', hint: 'craft-cli config list names them all.' },
  );
}

async function check(group: string, option: string, name: string): Promise<Checked> {
  try {
    if (group === 'sweep') {
      await planSweep([name]);
      return { name, needs: [] };
    }
    const { needs } = await composeComplete([group === 'experiment' ? option : `${group}=${option}`]);
    return { name, needs };
  } catch (error) {
    if (!isCraftError(error)) throw error;
    return { name, needs: [], error };
  }
}

function resultLines({ name, needs, error }: Checked): string[] {
  if (error === undefined) {
    const more = needs.length === 0 ? '' : colours.dim(` (give ${needs.join(', ')})`);
    return [`${colours.green('✓')} ${name}${more}`];
  }
  const message =
    error instanceof ConfigError ? formatIssues(error.issues, process.cwd()) : (error as Error).message;
  return [`${colours.red('✗')} ${name}`, ...message.split('\n').map((line) => `  ${line}`.trimEnd())];
}

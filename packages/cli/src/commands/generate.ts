import type { Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import {
  checkpointOption,
  deviceOption,
  jsonOption,
  numberBetween,
  wholeNumber,
  type CheckpointChoice,
} from './options.ts';

/** What `craft-cli generate` is asked for. */
export interface GenerateCommandOptions {
  readonly prompt?: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed: number;
  readonly checkpoint: CheckpointChoice;
  readonly device?: string;
  readonly json?: boolean;
}

/** Adds `craft-cli generate`. */
export function addGenerateCommand(program: Command, onExit: OnExit): void {
  program
    .command('generate')
    .summary('let a trained model write')
    .description(
      'Lets a trained model continue a text. The text streams to stdout, everything else goes to stderr.',
    )
    .argument('[run]', 'a run folder, its name under outputs, or a folder of runs; default: the newest run')
    .option('-p, --prompt <text>', 'the text to continue; default: none, as after a blank line')
    .option('-n, --max-tokens <count>', 'how many tokens to write', wholeNumber(0), 500)
    .option('-t, --temperature <number>', '0: always the likeliest token', numberBetween({ least: 0 }), 0.8)
    .option('--top-k <count>', 'draw among so many likeliest tokens', wholeNumber(1))
    .option(
      '--top-p <share>',
      'draw among the likeliest tokens of this much probability together',
      numberBetween({ above: 0, most: 1 }),
    )
    .option('-s, --seed <number>', 'another seed, another text', wholeNumber(0), 0)
    .addOption(checkpointOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli generate --help.')
    .addHelpText(
      'after',
      helpText(
        [
          ['craft-cli generate', 'the newest run writes'],
          ['craft-cli generate --prompt "Once upon a time" --temperature 0.5', 'a beginning of yours'],
          ['craft-cli generate outputs/quickstart-20260131-142530 --seed 7 > story.txt', 'into a file'],
        ],
        'With --json: { "text", "tokens", "tokensPerSecond" }; the text begins with the prompt, tokens counts the new ones.',
      ),
    )
    .action(async (run: string | undefined, options: GenerateCommandOptions) => {
      const { generateText } = await import('../runs/generateText.ts');
      onExit(await generateText(run, options));
    });
}

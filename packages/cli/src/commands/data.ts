import type { Command } from 'commander';
import type { OnExit } from '../program.ts';
import { helpText } from './helpText.ts';
import { jsonOption, wholeNumber } from './options.ts';

/** What `craft-cli data prepare` is asked for. */
export interface PrepareOptions {
  readonly json?: boolean;
}

/** What `craft-cli data train-tokenizer` is asked for. */
export interface TrainTokenizerCommandOptions {
  readonly out: string;
  readonly workers?: number;
  readonly json?: boolean;
}

/** What `craft-cli data tokenize` is asked for. */
export interface TokenizeOptions {
  readonly text?: string;
  readonly show?: boolean;
  readonly json?: boolean;
}

const composed = 'an experiment, key=value, group=option, +key=value, ~key';

/** Adds `craft-cli data` with its commands. */
export function addDataCommand(program: Command, onExit: OnExit): void {
  const data = program
    .command('data')
    .summary('prepare data, train tokenizers')
    .helpCommand(false)
    .description('Prepares data ahead of a run, trains tokenizers and shows what they do.');
  addPrepare(data, onExit);
  addTrainTokenizer(data, onExit);
  addTokenize(data, onExit);
}

function addPrepare(data: Command, onExit: OnExit): void {
  data
    .command('prepare')
    .summary('turn text into tokens, ahead of a run')
    .description(
      'Turns the text that a configuration names into tokens on the disk and describes them.\n' +
        'A run does this by itself; what is prepared already is found again.',
    )
    .argument('[arguments...]', composed)
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli data prepare --help.')
    .addHelpText(
      'after',
      helpText([
        ['craft-cli data prepare', 'the tales of the quick-start'],
        ['craft-cli data prepare data.path=my.txt', 'a text of your own'],
        ['craft-cli data prepare data.path="books/**/*.txt" --json', 'many files; the card as JSON'],
        ['craft-cli data prepare data.path=my.txt tokenizer=bpe', 'as byte-level BPE, trained on the text'],
      ]),
    )
    .action(async (args: string[], options: PrepareOptions) => {
      const { prepareData } = await import('../data/prepareData.ts');
      onExit(await prepareData(args, options));
    });
}

function addTrainTokenizer(data: Command, onExit: OnExit): void {
  data
    .command('train-tokenizer')
    .summary('train a byte-level BPE tokenizer')
    .description(
      'Trains a byte-level BPE tokenizer on text of any size and writes a tokenizer.json that\n' +
        'Hugging Face’s libraries load, too.',
    )
    .argument('[arguments...]', composed)
    .requiredOption('-o, --out <folder>', 'where tokenizer.json goes')
    .option('--workers <count>', 'threads that count; default: one for each processor', wholeNumber(0))
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli data train-tokenizer --help.')
    .addHelpText(
      'after',
      helpText(
        [
          [
            'craft-cli data train-tokenizer data.path=my.txt tokenizer.vocabSize=8192 --out my-bpe',
            '8,192 tokens',
          ],
          [
            'craft-cli data train-tokenizer data.path="books/**/*.txt" tokenizer.pattern=gpt4 --out my-bpe',
            'pieces as GPT-4',
          ],
          ['craft-cli run data.path=my.txt tokenizer=file tokenizer.path=my-bpe', 'train a model with it'],
        ],
        'With --json: { "file", "vocabSize", "merges", "words", "pieces", "hash" }.',
      ),
    )
    .action(async (args: string[], options: TrainTokenizerCommandOptions) => {
      const { trainTokenizerCommand } = await import('../data/trainTokenizerCommand.ts');
      onExit(await trainTokenizerCommand(args, options));
    });
}

function addTokenize(data: Command, onExit: OnExit): void {
  data
    .command('tokenize')
    .summary('show how a text becomes tokens')
    .description(
      'Encodes a text with the tokenizer of a configuration and prints the ids, or with --show the text with\n' +
        'its token boundaries. Without --text it is the beginning of the configuration’s own text.',
    )
    .argument('[arguments...]', composed)
    .option('-t, --text <text>', 'the text to encode')
    .option('--show', 'draw the boundaries between tokens')
    .addOption(jsonOption())
    .showHelpAfterError('  See craft-cli data tokenize --help.')
    .addHelpText(
      'after',
      helpText(
        [
          [
            'craft-cli data tokenize tokenizer.path=my-bpe --text "Once upon a time" --show',
            'a tokenizer.json',
          ],
          [
            'craft-cli data tokenize data.path=my.txt tokenizer=bpe --show',
            'one that is trained on the text',
          ],
          ['craft-cli data tokenize tokenizer=byte --text "é" --json', 'for programs'],
        ],
        'With --json: { "ids", "tokens", "characters" }; tokens are written as --show draws them.',
      ),
    )
    .action(async (args: string[], options: TokenizeOptions) => {
      const { tokenizeText } = await import('../data/tokenizeText.ts');
      onExit(await tokenizeText(args, options));
    });
}

import { ByteTokenizer, readTokenizer, type Tokenizer } from '@craft/data';
import type { TokenizeOptions } from '../commands/data.ts';
import { composeConfig, type ComposedConfig } from '../config/composeConfig.ts';
import { locatedError } from '../config/locatedError.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { formatCount } from '../terminal/formatNumbers.ts';
import { printJson } from '../terminal/printJson.ts';
import { say } from '../terminal/screen.ts';
import { openData } from './openData.ts';

/** How much of a configuration's own text is shown. */
const SHOWN_TOKENS = 500;

/** `craft-cli data tokenize`: shows how a text becomes tokens. */
export async function tokenizeText(
  args: readonly string[],
  { text, show, json }: TokenizeOptions,
): Promise<ExitCode> {
  const isFile = args.some((argument) => argument.startsWith('tokenizer.path='));
  const first = isFile ? [{ text: 'tokenizer=file', label: 'for tokenizer.path' }] : [];
  const composed = await composeConfig({ args, first });
  let tokenizer: Tokenizer;
  let ids: readonly number[];
  try {
    const known = knownTokenizer(composed);
    if (known && text !== undefined) {
      tokenizer = known;
      ids = Array.from(known.encode(text));
    } else {
      const dataset = await openData(composed);
      tokenizer = known ?? dataset.tokenizer;
      const { length } = dataset.split('train');
      ids = Array.from(
        text === undefined
          ? dataset.split('train').read(0, Math.min(SHOWN_TOKENS, length))
          : tokenizer.encode(text),
      );
      dataset.close();
    }
  } catch (error) {
    throw locatedError(error, composed);
  }
  const tokens = ids.map((id) => tokenizer.tokenText(id));
  const characters = [...tokenizer.decode(ids)].length;
  if (json) printJson({ ids, tokens, characters });
  else process.stdout.write(`${show ? draw(tokens) : ids.join(' ')}\n`);
  say(
    `${tokenizer.type}: ${formatCount(ids.length)} tokens for ${formatCount(characters)} characters, ` +
      `${ids.length === 0 ? 0 : (characters / ids.length).toFixed(2)} characters per token`,
  );
  return exitCodes.done;
}

/** Tokenizers that need no text to learn from. */
function knownTokenizer({ config }: ComposedConfig): Tokenizer | null {
  const { tokenizer } = config;
  if (tokenizer.type === 'byte') return new ByteTokenizer();
  // What is typed by hand may name special tokens.
  return tokenizer.type === 'file' ? readTokenizer(tokenizer.path, { specialText: 'token' }) : null;
}

/** Tokens with a bar between them; line breaks are shown and kept. */
function draw(tokens: readonly string[]): string {
  return tokens.join('│').replaceAll('\n', '⏎\n').replaceAll('\t', '⇥').replaceAll('\r', '␍');
}

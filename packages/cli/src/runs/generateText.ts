import { CraftError, isCraftError } from '@craft/config';
import { TextStream } from '@craft/data';
import { generateTokens } from '@craft/models';
import type { GenerateCommandOptions } from '../commands/generate.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { formatCount } from '../terminal/formatNumbers.ts';
import { printJson } from '../terminal/printJson.ts';
import { say } from '../terminal/screen.ts';
import { colours } from '../terminal/terminal.ts';
import { Interruption } from './interruption.ts';
import { openModel, type OpenModel } from './openModel.ts';
import { promptTokens } from './promptTokens.ts';

/** `craft-cli generate`: lets the model of a run continue a text. */
export async function generateText(
  run: string | undefined,
  options: GenerateCommandOptions,
): Promise<ExitCode> {
  if (options.prompt === '') {
    throw new CraftError('--prompt: expected a text but received none', {
      code: 'usage.prompt',
      hint: 'Leave --prompt out to let the model begin.',
    });
  }
  const interruption = new Interruption();
  const opened = await openModel({ run, checkpoint: options.checkpoint, device: options.device });
  try {
    const { checkpoint, device, run: found } = opened;
    say(
      colours.dim(`${displayPath(found.path)}, step ${formatCount(checkpoint.step)}, ${device.description}`),
    );
    const result = await write(opened, options, interruption.signal);
    if (options.json) printJson(result);
    else if (!result.text.endsWith('\n')) process.stdout.write('\n');
    const { tokens, tokensPerSecond } = result;
    const speed = tokensPerSecond === null ? '' : `, ${formatCount(tokensPerSecond)} tokens/s`;
    say(colours.dim(`${formatCount(tokens)} ${tokens === 1 ? 'token' : 'tokens'}${speed}`));
    return interruption.happened ? exitCodes.interrupted : exitCodes.done;
  } finally {
    interruption.dispose();
    await opened.device.close();
  }
}

/** What `generate --json` prints. */
interface Generated {
  /** With the prompt. */
  readonly text: string;
  /** New ones. */
  readonly tokens: number;
  readonly tokensPerSecond: number | null;
}

async function write(
  { model, tokenizer }: OpenModel,
  options: GenerateCommandOptions,
  signal: AbortSignal,
): Promise<Generated> {
  const show = (text: string) => (options.json ? undefined : process.stdout.write(text));
  const prompt = encodePrompt(options.prompt, tokenizer);
  let { text } = prompt;
  let tokens = 0;
  show(text);
  const stream = new TextStream(tokenizer);
  const began = performance.now();
  const { maxTokens, temperature, topK, topP, seed } = options;
  for await (const id of generateTokens(model, prompt.ids, { maxTokens, temperature, topK, topP, seed })) {
    const piece = stream.push(id);
    text += piece;
    tokens++;
    show(piece);
    if (signal.aborted) break;
  }
  const rest = stream.end();
  text += rest;
  show(rest);
  const seconds = (performance.now() - began) / 1000;
  return { text, tokens, tokensPerSecond: tokens === 0 ? null : tokens / seconds };
}

function encodePrompt(prompt: string | undefined, tokenizer: OpenModel['tokenizer']) {
  try {
    return promptTokens(tokenizer, prompt);
  } catch (error) {
    if (!isCraftError(error)) throw error;
    throw new CraftError(`--prompt: ${error.message}`, {
      code: error.code,
      hint: 'Write it with characters of the training text.',
    });
  }
}

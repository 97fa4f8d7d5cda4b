import { isCraftError } from '@craft/config';

/** Runs what must fail with a CraftError, and gives what a user would read, with `folder` written as <folder>. */
export async function craftErrorOf(work: () => unknown, folder?: string): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (!isCraftError(error)) throw error;
    const text = `${error.code}\n${error.message}${error.hint === undefined ? '' : `\n${error.hint}`}`;
    return folder === undefined ? text : text.replaceAll(folder, '<folder>');
  }
  throw new Error('expected an error but nothing was thrown');
}

import { isCraftError } from '@craft/config';

/** The CraftError of a call, as people meet it: code, message and hint, with paths of this machine taken out. */
export async function errorOf(call: () => unknown, ...hide: string[]): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (!isCraftError(error)) throw error;
    const text = `${error.code}\n${error.message}${error.hint === undefined ? '' : `\n→ ${error.hint}`}`;
    return hide.reduce((shown, path) => shown.replaceAll(path, '<folder>'), text);
  }
  throw new Error('expected an error but there was none');
}

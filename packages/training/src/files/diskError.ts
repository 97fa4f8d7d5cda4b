import { CraftError } from '@craft/config';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'writing there is not permitted',
  EPERM: 'writing there is not permitted',
  ENOTDIR: 'a file is where a folder should be',
  ENOENT: 'its folder does not exist',
};

/** What the system says about a file, in one sentence for people; errors of other kinds pass unchanged. */
export function diskError(
  error: unknown,
  what: string,
  options: { readonly code: string; readonly hint?: string },
): unknown {
  if (!(error instanceof Error) || !('errno' in error) || !('code' in error)) return error;
  return new CraftError(`${what}: ${reasons[String(error.code)] ?? error.message}`, {
    ...options,
    cause: error,
  });
}

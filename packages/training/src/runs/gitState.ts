import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The commit that a program ran from. */
export interface GitState {
  readonly commit: string;
  /** Whether files differed from it. */
  readonly dirty: boolean;
}

/** The git state of the folder; null outside a repository, or where git is not there. */
export async function gitState(folder: string): Promise<GitState | null> {
  try {
    const commit = await git(folder, ['rev-parse', 'HEAD']);
    const changes = await git(folder, ['status', '--porcelain', '--untracked-files=no']);
    return { commit: commit.trim(), dirty: changes.trim() !== '' };
  } catch {
    return null;
  }
}

async function git(folder: string, args: readonly string[]): Promise<string> {
  const options = { cwd: folder, timeout: 5000, maxBuffer: 64 << 20, windowsHide: true };
  const { stdout } = await promisify(execFile)('git', [...args], options);
  return stdout;
}

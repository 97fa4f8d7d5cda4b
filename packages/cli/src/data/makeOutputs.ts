import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CraftError } from '@craft/config';

/**
 * Makes the folder that everything goes to, before anything is written there.
 *
 * One folder at a time: where a file system answers that the new folder's parent does not exist, as /proc does,
 * Node's own recursive making never comes to an end.
 *
 * @throws CraftError `config.outputs` where it cannot be made or written to
 */
export function makeOutputs(outputs: string): void {
  const missing: string[] = [];
  for (let folder = outputs; !existsSync(folder) && dirname(folder) !== folder; folder = dirname(folder)) {
    missing.unshift(folder);
  }
  try {
    for (const folder of missing) makeOne(folder);
    if (!statSync(outputs).isDirectory()) throw new Error('a file');
    accessSync(outputs, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CraftError(
      `outputs: expected a folder that can be written to but received ${outputs}: ${reason}`,
      {
        code: 'config.outputs',
        hint: 'Choose another one: outputs=<folder>',
        cause,
      },
    );
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another run may have made it in between.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

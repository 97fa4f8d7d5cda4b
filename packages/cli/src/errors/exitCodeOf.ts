import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { isCraftError } from './isCraftError.ts';

/**
 * What a command exits with after an error that came before anything was started: wrong words, files or values
 * are the user's to mend, so everything with a code is wrong usage unless it is about the machine. Once a run has
 * started, its errors are failures whatever their code, and `run` says so itself.
 */
export function exitCodeOf(error: unknown): ExitCode {
  if (!isCraftError(error)) return exitCodes.failed;
  if (error.code === 'device.unavailable') return exitCodes.noDevice;
  const [about = ''] = error.code.split('.');
  return ofTheMachine.has(about) || ofTheMachine.has(error.code) ? exitCodes.failed : exitCodes.wrongUsage;
}

const ofTheMachine: ReadonlySet<string> = new Set([
  'device',
  'buffer',
  'run.create',
  'run.locked',
  'checkpoint.write',
  'checkpoint.damaged',
  'checkpoint.none-whole',
  'data.cache-not-writable',
  'data.not-writable',
  'data.changed-source',
  'data.damaged-shard',
  'generate.notFinite',
]);

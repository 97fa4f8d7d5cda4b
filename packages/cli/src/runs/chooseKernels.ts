import { parseDuration } from '@craft/config';
import { kernelChoices, tuneKernels, type Device, type KernelChoices, type Launch } from '@craft/tensor';
import type { CraftConfig } from '../config/rootSchema.ts';
import { say, showStatus } from '../terminal/screen.ts';
import { colours } from '../terminal/terminal.ts';

/** A run this long gains more than tuning takes, some ten seconds once per adapter and model. */
const worthwhile = { steps: 500, seconds: 120 };

/** What a choice among the bodies of kernels depends on. */
export interface KernelQuestion {
  readonly device: Device;
  readonly config: CraftConfig;
  readonly totalSteps: number | null;
  /** What a training step launches. */
  readonly launches: readonly Launch[];
  /** Those of the run that goes on. */
  readonly recorded: KernelChoices | undefined;
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
}

/**
 * Measures which kernels are fastest on this adapter, where that is worth it, and gives those of a training step;
 * undefined where there is no choice. A run that goes on takes those it began with, and people hear where it cannot.
 */
export async function chooseKernels(question: KernelQuestion): Promise<KernelChoices | undefined> {
  const { device, launches, recorded, signal } = question;
  for (const notice of device.info.notices ?? []) say(colours.yellow(notice));
  if (isTuned(question)) {
    const { measured, keptIn, problem } = await tuneKernels(device, launches, {
      signal,
      onProgress: (done, total) => showStatus(`Looking for the fastest kernels: ${done} of ${total} …`),
    });
    showStatus('');
    if (measured > 0)
      say(
        `Found the fastest kernels for ${measured} ${measured === 1 ? 'shape' : 'shapes'}${keptIn ? `, kept in ${keptIn}` : ''}.`,
      );
    if (problem !== undefined) say(colours.yellow(problem));
  }
  const choices = kernelChoices(device, launches);
  if (recorded && !isSame(recorded, choices)) {
    say(
      colours.yellow(
        'This device runs other kernels than the run began with: from here on it may differ by rounding from one without a pause.',
      ),
    );
  }
  return Object.keys(choices.kernels).length > 0 ? choices : undefined;
}

function isTuned({ device, config, totalSteps, recorded, isDryRun }: KernelQuestion): boolean {
  if (recorded || isDryRun || config.autotune === 'off') return false;
  if (config.autotune === 'on') return true;
  if (device.info.software) return false;
  const { unit, value } = parseDuration(config.training.duration);
  if (unit === 'second') return value >= worthwhile.seconds;
  return totalSteps !== null && totalSteps >= worthwhile.steps;
}

/** Whether every launch that both know takes the same body: a step may have changed its shapes. */
function isSame(one: KernelChoices, other: KernelChoices): boolean {
  if (one.adapter !== other.adapter) return false;
  return Object.entries(other.kernels).every(([name, { source, bodies }]) => {
    const known = one.kernels[name];
    if (!known) return true;
    if (known.source !== source) return false;
    return Object.entries(bodies).every(([shape, body]) => (known.bodies[shape] ?? body) === body);
  });
}

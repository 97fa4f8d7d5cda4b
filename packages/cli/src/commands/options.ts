import { InvalidArgumentError, Option } from 'commander';
import { deviceNames } from '../deviceNames.ts';

/** `--json`: the same words in every command. */
export function jsonOption(): Option {
  return new Option('--json', 'print one JSON object on stdout');
}

/** `--device`. */
export function deviceOption(): Option {
  return new Option('--device <name>', 'where to compute; CRAFT_DEVICE does the same').choices(deviceNames);
}

/** `--checkpoint`. */
export function checkpointOption(): Option {
  return new Option('--checkpoint <which>', 'last, best or the number of a step')
    .default('last')
    .argParser(parseCheckpoint);
}

/** Which checkpoint of a run. */
export type CheckpointChoice = 'last' | 'best' | number;

function parseCheckpoint(text: string): CheckpointChoice {
  if (text === 'last' || text === 'best') return text;
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`Expected last, best or the number of a step.`);
}

/** Parses a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
    }
    return value;
  };
}

/** Parses a number within bounds; `above` excludes itself, `most` does not. */
export function numberBetween(bounds: {
  least?: number;
  above?: number;
  most?: number;
}): (text: string) => number {
  const { least = -Infinity, above = -Infinity, most = Infinity } = bounds;
  const words = [
    ...(least > -Infinity ? [`of at least ${least}`] : []),
    ...(above > -Infinity ? [`above ${above}`] : []),
    ...(most < Infinity ? [`of at most ${most}`] : []),
  ];
  return (text) => {
    const value = Number(text);
    const fits = Number.isFinite(value) && value >= least && value > above && value <= most;
    if (text.trim() === '' || !fits)
      throw new InvalidArgumentError(`Expected a number ${words.join(' and ')}.`);
    return value;
  };
}

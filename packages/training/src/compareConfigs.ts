import { CraftError } from '@craft/config';

/** What a difference means for a run that goes on. */
export type DifferenceKind =
  /** The saved weights do not fit any more. */
  | 'architecture'
  /** The weights fit, but the run would not be the one it was. */
  | 'trajectory'
  /** It changes nothing about what is learned, or only how long. */
  | 'free';

/** One key whose value differs. */
export interface ConfigDifference {
  /** Such as `optimizer.learningRate`. */
  readonly path: string;
  readonly kind: DifferenceKind;
  /** Undefined where the key was not there. */
  readonly saved: unknown;
  /** Undefined where the key is not there any more. */
  readonly asked: unknown;
}

/** The longest rule that a path starts with decides; what has no rule is free. */
const rules: Readonly<Record<string, DifferenceKind>> = {
  model: 'architecture',
  'model.dropout': 'trajectory',
  'model.initStd': 'trajectory',
  tokenizer: 'architecture',
  data: 'trajectory',
  loader: 'trajectory',
  optimizer: 'trajectory',
  schedule: 'trajectory',
  training: 'trajectory',
  'training.compile': 'free',
  'training.duration': 'free',
  'training.fastDevRun': 'free',
  'training.logEvery': 'free',
  'training.evaluateEvery': 'free',
  'training.evaluateBatches': 'free',
  'training.checkpointEvery': 'free',
  'training.keepLast': 'free',
  'training.keepBest': 'free',
  'training.monitor': 'free',
  'training.monitorMode': 'free',
};

/** Everything that differs between the configuration of a saved run and the one asked for, sorted by path. */
export function compareConfigs(saved: unknown, asked: unknown): ConfigDifference[] {
  const differences: ConfigDifference[] = [];
  collect([], saved, asked, differences);
  return differences.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function collect(path: readonly string[], saved: unknown, asked: unknown, into: ConfigDifference[]): void {
  if (isMap(saved) && isMap(asked)) {
    for (const key of new Set([...Object.keys(saved), ...Object.keys(asked)])) {
      collect([...path, key], saved[key], asked[key], into);
    }
  } else if (JSON.stringify(saved) !== JSON.stringify(asked)) {
    into.push({ path: path.join('.'), kind: kindOf(path), saved, asked });
  }
}

function kindOf(path: readonly string[]): DifferenceKind {
  for (let length = path.length; length > 0; length--) {
    const rule = rules[path.slice(0, length).join('.')];
    if (rule) return rule;
  }
  return 'free';
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Refuses to go on where the architecture differs, or the trajectory does without leave.
 *
 * @param allow Paths that may differ all the same, such as `optimizer.learningRate` or all of `optimizer`.
 * @throws CraftError `resume.differences` listing every such key with both values
 */
export function assertResumable(
  differences: readonly ConfigDifference[],
  allow: readonly string[] = [],
): void {
  const allowed = ({ path }: ConfigDifference) =>
    allow.some((name) => path === name || path.startsWith(`${name}.`));
  const refused = differences.filter(
    (difference) =>
      difference.kind === 'architecture' || (difference.kind === 'trajectory' && !allowed(difference)),
  );
  if (refused.length === 0) return;
  const lines = refused.map(
    ({ path, kind, saved, asked }) => `${path} (${kind}): ${show(saved)} → ${show(asked)}`,
  );
  const free = refused
    .filter(({ kind }) => kind === 'trajectory')
    .map(({ path }) => `--allow-change ${path}`);
  throw new CraftError(
    `resume: expected the saved run's configuration but received differences: ${lines.join('; ')}`,
    {
      code: 'resume.differences',
      hint:
        free.length === refused.length
          ? `To change the course of the run on purpose: ${free.join(' ')}`
          : 'Saved weights fit only the architecture they were learned with: start a new run for another.',
    },
  );
}

function show(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}

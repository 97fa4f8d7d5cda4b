import { CraftError, didYouMean, nearestName } from '@craft/config';
import type { Tensor } from '@craft/tensor';
import * as v from 'valibot';
import { namePatterns } from './namePattern.ts';

/** Parameters that are updated by one set of rules. */
export interface ParameterGroup {
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly weightDecay: number;
  /** What the schedule's learning rate is multiplied with; default 1. */
  readonly learningRateScale?: number;
}

const patterns = v.union([v.pipe(v.string(), v.nonEmpty()), v.pipe(v.array(v.string()), v.nonEmpty())]);

const groupSchema = v.strictObject({
  match: v.pipe(patterns, v.description('Names of parameters, with * for any characters: "*.bias"')),
  learningRateScale: v.optional(
    v.pipe(
      v.number(),
      v.finite(),
      v.minValue(0),
      v.description('What the learning rate is multiplied with for them; 0: they stay as they are'),
    ),
    1,
  ),
  weightDecay: v.optional(
    v.nullable(
      v.pipe(
        v.number(),
        v.finite(),
        v.minValue(0),
        v.description("Their weight decay; null: the optimizer's for matrices, 0 for vectors"),
      ),
    ),
    null,
  ),
});

/** The option `groups` that every optimizer has. */
export const groupsOption = v.optional(
  v.pipe(
    v.record(v.string(), groupSchema),
    v.description('Parameters with rules of their own, by a name; the first group that fits counts'),
  ),
  {},
);

/** What one entry of an optimizer's `groups` says. */
export type GroupOptions = v.InferOutput<typeof groupSchema>;

/** Options of `parameterGroups`. */
export interface ParameterGroupsOptions {
  /** Of matrices and wider. */
  readonly weightDecay: number;
  /** Rules for parameters by name; the first that fits counts. */
  readonly groups?: Readonly<Record<string, GroupOptions>>;
}

/**
 * Parameters by their rules. Those that no group of `groups` claims are in two: matrices and wider (weights,
 * embeddings) decay, vectors (biases, gains of norms) do not, as in GPT-3 and nanoGPT. A parameter under two names is
 * kept once, under the first.
 *
 * @throws CraftError `optimizer.group-empty` for a group that fits no parameter
 */
export function parameterGroups(
  parameters: Iterable<readonly [string, Tensor]>,
  { weightDecay, groups = {} }: ParameterGroupsOptions,
): ParameterGroup[] {
  const all = withoutCopies(parameters);
  const claims = Object.entries(groups).map(([name, options]) => claimOf(name, options, all));
  const found = new Map<string, { options: Omit<ParameterGroup, 'parameters'>; own: Map<string, Tensor> }>();
  const slots = claims.flatMap(({ name }) => [`${name} matrices`, `${name} vectors`]);
  for (const [parameterName, parameter] of all) {
    const claim = claims.find(({ fits }) => fits(parameterName));
    const kind = parameter.rank >= 2 ? 'matrices' : 'vectors';
    const slot = `${claim?.name ?? ''} ${kind}`;
    const options = {
      weightDecay: claim?.options.weightDecay ?? (parameter.rank >= 2 ? weightDecay : 0),
      ...(claim && claim.options.learningRateScale !== 1
        ? { learningRateScale: claim.options.learningRateScale }
        : {}),
    };
    const group = found.get(slot) ?? { options, own: new Map<string, Tensor>() };
    group.own.set(parameterName, parameter);
    found.set(slot, group);
  }
  return [...slots, ' matrices', ' vectors'].flatMap((slot) => {
    const group = found.get(slot);
    return group ? [{ parameters: group.own, ...group.options }] : [];
  });
}

interface Claim {
  readonly name: string;
  readonly options: GroupOptions;
  readonly fits: (name: string) => boolean;
}

function claimOf(name: string, options: GroupOptions, all: readonly (readonly [string, Tensor])[]): Claim {
  const fits = namePatterns(options.match);
  if (all.some(([parameterName]) => fits(parameterName))) return { name, options, fits };
  const names = all.map(([parameterName]) => parameterName);
  const [first = ''] = [options.match].flat();
  throw new CraftError(
    `optimizer.groups.${name}.match: expected a pattern that fits a parameter but received ${JSON.stringify(options.match)}` +
      didYouMean(nearestName(first, names)),
    {
      code: 'optimizer.group-empty',
      hint: `Parameters: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}. A * stands for any characters.`,
    },
  );
}

function withoutCopies(parameters: Iterable<readonly [string, Tensor]>): (readonly [string, Tensor])[] {
  const seen = new Set<Tensor>();
  return [...parameters].filter(([, parameter]) => !seen.has(parameter) && seen.add(parameter));
}

import { CraftError } from '@craft/config';
import { noGrad, scope, Tensor, writeRows, type DType, type HostValues, type Shape } from '@craft/tensor';

/** Values for one tensor: another tensor of the same device, or numbers on the host in row-major order. */
export type StateSource = Tensor | HostState;

/** Numbers on the host, as a weights file holds them. */
export interface HostState {
  readonly data: HostValues;
  readonly shape: Shape;
}

/** Checks all names and shapes, then overwrites every target; see `Module.loadStateDict`. */
export function loadState(
  what: string,
  targets: ReadonlyMap<string, Tensor>,
  state: ReadonlyMap<string, StateSource>,
): void {
  const problems = [
    ...listed(
      'missing',
      [...targets.keys()].filter((name) => !state.has(name)),
    ),
    ...listed(
      'unexpected',
      [...state.keys()].filter((name) => !targets.has(name)),
    ),
    ...[...targets].flatMap(([name, target]) => mismatch(name, target, state.get(name))),
  ];
  if (problems.length > 0) {
    throw new CraftError(`loadStateDict: the weights do not fit ${what}: ${problems.join('; ')}`, {
      code: 'model.state',
      hint: 'The model must be built from the same configuration as the one whose weights these are.',
    });
  }
  for (const [name, target] of targets) {
    const source = state.get(name);
    if (source instanceof Tensor) copyInto(target, source);
    else if (source) target.write(source.data);
  }
}

function listed(kind: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${kind} ${names.join(', ')}`];
}

function mismatch(name: string, target: Tensor, source: StateSource | undefined): string[] {
  if (!source) return [];
  const expected = `[${target.shape.join(', ')}]`;
  const received = `[${source.shape.join(', ')}]`;
  if (expected !== received) return [`${name}: expected shape ${expected} but received ${received}`];
  const [wanted, given] = [target.dtype, source instanceof Tensor ? source.dtype : dtypeOf(source.data)];
  if (wanted !== given) return [`${name}: expected ${wanted} but received ${given}`];
  if (source instanceof Tensor && source.device !== target.device) {
    return [`${name}: lives on another device (${source.device.description})`];
  }
  if (!(source instanceof Tensor) && source.data.length !== target.size) {
    return [`${name}: expected ${target.size} values but received ${source.data.length}`];
  }
  return [];
}

function dtypeOf(data: HostValues): DType {
  if (data instanceof Float32Array) return 'f32';
  if (data instanceof Uint8Array) return 'bool';
  if (data instanceof Uint16Array) return 'f16';
  return data instanceof Int32Array ? 'i32' : 'u32';
}

/** Copies on the device: the whole tensor as the rows of one batch. */
function copyInto(target: Tensor, source: Tensor): void {
  if (target === source || target.size === 0) return;
  const width = target.shape.at(-1) ?? 1;
  const asRows = (x: Tensor) => x.detach().reshape([1, x.size / width, width]);
  noGrad(() => scope(() => writeRows(asRows(target), asRows(source), 0)));
}

import type { ElementType } from '../kernel.ts';
import type { Access, Broadcast, BufferRef, ChainRef, ChainStep, Scalar } from '../plan.ts';

type ScalarType = 'f32' | 'i32' | 'u32';

/** A buffer of a chain under its name in WGSL. */
export interface ChainBinding {
  readonly ref: BufferRef;
  readonly name: string;
  readonly type: ElementType;
  readonly written: boolean;
}

/** A param and its value when the step was traced. */
interface ChainParam {
  readonly type: 'u32' | 'f32';
  readonly value: number;
}

/** What a chain's kernel is made of. */
export interface FusedWgsl {
  readonly wgsl: string;
  readonly params: Readonly<Record<string, ChainParam>>;
  readonly dynamics: Readonly<Record<string, Scalar>>;
}

/** The type of the numbers in `vec4<f32>` or `f32`. */
export function scalarOf(type: string): ScalarType {
  return (['u32', 'i32'] as const).find((scalar) => type.includes(scalar)) ?? 'f32';
}

interface Value {
  readonly name: string;
  readonly type: ScalarType;
}

/**
 * One WGSL body for a chain, out of its kernels' own `apply` functions, four elements per invocation.
 *
 * Between two steps a number passes through `kept`, which changes nothing but leaves the driver no way to see one
 * expression in both: it may neither contract a product and a sum nor simplify what rounding makes of, say, (a + b) − a,
 * and so what comes out is what the kernels give one by one.
 */
export function fusedWgsl(
  steps: readonly ChainStep[],
  bindings: readonly ChainBinding[],
  size: number,
): FusedWgsl {
  const params: Record<string, ChainParam> = { n: u32(size), zero: u32(0) };
  const dynamics: Record<string, Scalar> = {};
  const functions = new Map<string, string>();
  const views = new Map<string, string>();
  const constants = new Map<number, string>();
  const lines: string[] = [];
  const values = new Map<ChainRef, Value>();
  const nameOf = new Map<ChainRef, ChainBinding>(bindings.map((binding) => [binding.ref, binding]));

  /** Indices of the four elements under a broadcast. */
  const viewed = ({ dims, strides }: Broadcast): string => {
    const key = [...dims, ...strides].join();
    const known = views.get(key);
    if (known) return known;
    const name = `view${String(views.size)}`;
    views.set(key, name);
    const words = {
      d1: dims[1],
      d2: dims[2],
      d3: dims[3],
      s0: strides[0],
      s1: strides[1],
      s2: strides[2],
      s3: strides[3],
    };
    for (const [word, value] of Object.entries(words)) params[`${name}_${word}`] = u32(value);
    const p = (word: string) => `params.${name}_${word}`;
    functions.set(
      name,
      `fn ${name}(i: u32) -> u32 {
  let row = i / ${p('d3')};
  return (i % ${p('d3')}) * ${p('s3')} + (row % ${p('d2')}) * ${p('s2')} + (row / ${p('d2')} % ${p('d1')}) * ${p('s1')} + (row / ${p('d2')} / ${p('d1')}) * ${p('s0')};
}
fn ${name}x4(first: u32) -> vec4u {
  let last = params.n - 1u;
  return vec4u(${name}(first), ${name}(min(first + 1u, last)), ${name}(min(first + 2u, last)), ${name}(min(first + 3u, last)));
}`,
    );
    lines.push(`let at_${name} = ${name}x4(i * 4u);`);
    return name;
  };

  const operand = (ref: ChainRef, access: Access, type: ScalarType): string => {
    if (access === 'none') return `vec4<${type}>()`;
    if (ref.kind === 'constant') {
      let name = constants.get(ref.word);
      if (!name) constants.set(ref.word, (name = `word${String(constants.size)}`));
      params[name] = u32(ref.word);
      return cast(`vec4u(params.${name})`, 'u32', type);
    }
    const binding = nameOf.get(ref);
    if (access === 'element') {
      let value = values.get(ref);
      if (!value && binding) {
        value = { name: `${binding.name}_i`, type: scalarOf(binding.type) };
        values.set(ref, value);
        lines.push(`let ${value.name} = ${binding.name}[i];`);
      }
      return value ? cast(value.name, value.type, type) : `vec4<${type}>()`;
    }
    const { name, type: bound } = binding ?? { name: '', type: 'f32' };
    const from = scalarOf(bound);
    const one = (index: string, whole: string) =>
      bound.startsWith('vec4') ? `${name}[${index} / 4u][${index} % 4u]` : `${name}[${whole}]`;
    if (access === 'single') return cast(`vec4<${from}>(${one('0u', '0')})`, from, type);
    const at = `at_${viewed(access)}`;
    const lanes = ['x', 'y', 'z', 'w'].map((lane) => one(`${at}.${lane}`, `${at}.${lane}`));
    return cast(`vec4<${from}>(${lanes.join(', ')})`, from, type);
  };

  steps.forEach(({ kernel, reads, buffers, params: given, dynamics: changing }, number) => {
    const { elementwise } = kernel;
    const readTypes = Object.values(kernel.reads).map(scalarOf);
    const [type = 'f32'] = Object.values(kernel.writes).map(scalarOf);
    const result = buffers.at(-1) as ChainRef;
    const operands = reads.map((access, i) => operand(buffers[i] as ChainRef, access, readTypes[i] ?? 'f32'));
    if (elementwise?.updated) operands.push(operand(result, 'element', type));
    if (elementwise?.indexed) operands.push('i');
    const own = elementwise?.wgsl ?? '';
    const prefix = `s${String(number)}_`;
    if (/\bparams\./.test(own)) {
      for (const [name, kind] of Object.entries(kernel.params)) {
        if (!new RegExp(`\\bparams\\.${name}\\b`).test(own)) continue;
        params[prefix + name] = { type: kind, value: given[name] ?? 0 };
        const scalar = changing[name];
        if (scalar) dynamics[prefix + name] = scalar;
      }
      functions.set(`${prefix}${own}`, renamed(own, prefix));
    } else if (!functions.has(own)) {
      functions.set(own, renamed(own, prefix));
    }
    const apply = /\bfn (\w*apply)\(/.exec(
      functions.get(/\bparams\./.test(own) ? prefix + own : own) ?? '',
    )?.[1];
    const call = `${String(apply)}(${operands.join(', ')})`;
    const value = { name: `v${String(number)}`, type };
    lines.push(`let ${value.name} = ${type === 'f32' ? `kept(${call})` : call};`);
    values.set(result, value);
  });
  for (const { ref, name, type, written } of bindings) {
    const value = values.get(ref);
    if (written && value) lines.push(`${name}[i] = ${cast(value.name, value.type, scalarOf(type))};`);
  }
  const wgsl = `fn kept(x: vec4f) -> vec4f { return bitcast<vec4f>(bitcast<vec4u>(x) ^ vec4u(params.zero)); }
${[...functions.values()].join('\n')}
@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i * 4u >= params.n) {
    return;
  }
${lines.map((line) => `  ${line}`).join('\n')}
}
`;
  return { wgsl, params, dynamics };
}

function u32(value: number): ChainParam {
  return { type: 'u32', value };
}

function cast(expression: string, from: ScalarType, to: ScalarType): string {
  return from === to ? expression : `bitcast<vec4<${to}>>(${expression})`;
}

/** A kernel's own text with names that no other kernel's text has. */
function renamed(wgsl: string, prefix: string): string {
  const declared = [...wgsl.matchAll(/^\s*(?:fn|const|alias|struct)\s+(\w+)/gm)].flatMap(
    ([, name]) => name ?? [],
  );
  const names = [...new Set(declared)].map((name) => `\\b${name}\\b`).join('|');
  return wgsl
    .replace(new RegExp(`(?<!\\.)(?:${names})`, 'g'), (name) => prefix + name)
    .replace(/\bparams\.(\w+)/g, `params.${prefix}$1`);
}

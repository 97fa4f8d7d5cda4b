import { CraftError } from '../../errors.ts';
import type { Kernel, ParamTypes } from '../kernel.ts';

/** Bytes bound as `params`: more than any kernel needs, so that all bindings of it are alike. */
export const paramsBindingSize = 256;

/** A kernel's whole WGSL, and where its own text stands in it. */
export interface WgslSource {
  readonly code: string;
  /** Number of lines before the kernel's own first line. */
  readonly headerLines: number;
}

/**
 * Prepends to a kernel's WGSL what its record declares: constants, `Params`, bindings in group 0
 * (reads, writes, params) and `workgroupIndex`. For
 * `{ reads: { x: 'f32' }, writes: { out: 'f32' }, params: { size: 'u32', scale: 'f32' } }` and the
 * constant `WIDTH` = 64:
 *
 * ```wgsl
 * const WIDTH: u32 = 64u;
 * struct Params { size: u32, scale: f32 }
 * @group(0) @binding(0) var<storage, read> x: array<f32>;
 * @group(0) @binding(1) var<storage, read_write> out: array<f32>;
 * @group(0) @binding(2) var<uniform> params: Params;
 * fn workgroupIndex(id: vec3u, count: vec3u) -> u32 { return id.x + id.y * count.x; }
 * ```
 *
 * Directives (`enable f16;`) at the start of the kernel's text are moved to the very front, where WGSL
 * wants them. Throws `kernel.tooManyParams` and `kernel.constant`.
 */
export function wgslSource<P extends ParamTypes>(
  kernel: Kernel<P>,
  constants: Readonly<Record<string, number>>,
): WgslSource {
  const { directives, body } = splitDirectives(kernel.wgsl);
  const header = [...directives];
  for (const name in constants) header.push(constant(kernel.name, name, constants[name] ?? NaN));
  const fields = Object.entries(kernel.params).map(([name, type]) => `${name}: ${type}`);
  if (fields.length * 4 > paramsBindingSize) {
    throw new CraftError(
      'kernel.tooManyParams',
      `kernel ${kernel.name}: expected at most ${paramsBindingSize / 4} params but received ${fields.length}`,
    );
  }
  if (fields.length > 0) header.push(`struct Params { ${fields.join(', ')} }`);
  let binding = 0;
  const declare = (space: string, name: string, type: string): void => {
    header.push(`@group(0) @binding(${binding++}) var<${space}> ${name}: ${type};`);
  };
  for (const [name, type] of Object.entries(kernel.reads)) declare('storage, read', name, `array<${type}>`);
  for (const [name, type] of Object.entries(kernel.writes))
    declare('storage, read_write', name, `array<${type}>`);
  if (fields.length > 0) declare('uniform', 'params', 'Params');
  header.push('fn workgroupIndex(id: vec3u, count: vec3u) -> u32 { return id.x + id.y * count.x; }');
  return { code: `${header.join('\n')}\n${body}`, headerLines: header.length };
}

/** Takes leading directives out, leaving as many lines behind so that line numbers stay true. */
function splitDirectives(wgsl: string): { directives: string[]; body: string } {
  const directives: string[] = [];
  let done = false;
  const lines = wgsl.split('\n').map((line) => {
    const text = line.replace(/\/\/.*/, '').trim();
    if (done || text === '') return line;
    if (!/^(enable|requires|diagnostic)\b[^;]*;$/.test(text)) {
      done = true;
      return line;
    }
    directives.push(text);
    return '';
  });
  return { directives, body: lines.join('\n') };
}

function constant(kernelName: string, name: string, value: number): string {
  if (Number.isInteger(value)) {
    if (value >= 0 && value < 2 ** 32) return `const ${name}: u32 = ${value}u;`;
    if (value < 0 && value >= -(2 ** 31)) return `const ${name}: i32 = ${value}i;`;
  }
  if (!Number.isFinite(value)) {
    throw new CraftError(
      'kernel.constant',
      `kernel ${kernelName}: expected a finite number for the constant ${name} but received ${value}`,
    );
  }
  return `const ${name}: f32 = ${value}f;`;
}

/**
 * Compiles every `*.wasm.ts` under src (AssemblyScript) into one WebAssembly module for shared memory, in two
 * builds: with and without relaxed SIMD (fused multiply-add). Writes src/generated/{cpuModule.ts,
 * entry.wasm.ts}: the modules, gzipped, as base64, and each kernel's signature, which the backend checks
 * every dispatch against. For plain memory (pages without cross-origin isolation) the backend changes the
 * one byte that asks for shared memory, whose place is noted.
 *
 * What counts as a kernel in a `*.wasm.ts` file, by the signature of an exported function:
 *   (…usize, …u32|f32, start: u32, end: u32): void   a kernel under its own name
 *   (x: v128): v128                                  an elementwise kernel (unary loop generated)
 *   (a: v128, b: v128): v128                         an elementwise kernel (binary loop generated)
 *   (x: v128, …u32|f32): v128                        an elementwise kernel with params
 *   (x: v128, gradient: v128, …u32|f32): v128        its gradient: two operands of one shape, with params
 * Other exported functions are helpers for other files, and so is everything of v128 under backend/.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src');
const output = join(source, 'generated');

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.wasm.ts') && !file.startsWith('generated'))
  .sort();

const exported = /^(?:@inline\s+)?export function (\w+)\(([^)]*)\): (\w+)/gm;
const kernels = [];
for (const file of files) {
  const text = readFileSync(join(source, file), 'utf8').replace(/\/\/.*$/gm, '');
  for (const match of text.matchAll(exported)) {
    const [, name, parameters, result] = match;
    const parsed = parameters
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
      .map((part) => part.split(':').map((half) => half.trim()));
    const names = parsed.map(([parameter]) => parameter);
    const types = parsed.map(([, type]) => type);
    const kernel = classify(names, types, result);
    if (kernel?.form !== 'plain' && file.startsWith('backend')) continue;
    const body = text.slice(match.index, text.indexOf('\n}', match.index));
    if (kernel) kernels.push({ name, file: file.replaceAll('\\', '/'), body, ...kernel });
  }
}
const duplicate = kernels.find((one, i) => kernels.findIndex((two) => two.name === one.name) !== i);
if (duplicate) throw new Error(`kernel "${duplicate.name}" is exported twice (${duplicate.file})`);

function classify(names, types, result) {
  if (result === 'v128' && types.every((type) => type === 'v128')) {
    if (types.length === 1) return { form: 'unary', types: ['usize', 'usize', 'u32'] };
    if (types.length === 2) {
      const words = new Array(12).fill('u32');
      return { form: 'binary', types: ['usize', 'usize', 'usize', ...words] };
    }
    return undefined;
  }
  const vectors = types.findIndex((type) => type !== 'v128');
  if (result === 'v128' && (vectors === 1 || vectors === 2)) {
    const params = types.slice(vectors);
    if (!params.every((type) => ['u32', 'f32'].includes(type))) return undefined;
    const pointers = new Array(vectors + 1).fill('usize');
    return { form: 'params', vectors, names, types: [...pointers, 'u32', ...params] };
  }
  if (result !== 'void' || names.at(-2) !== 'start' || names.at(-1) !== 'end') return undefined;
  const own = types.slice(0, -2);
  const bad = own.find((type) => !['usize', 'u32', 'f32'].includes(type));
  if (bad) throw new Error(`kernel argument of type ${bad}: only usize, u32 and f32 can be passed`);
  return { form: 'plain', types: own };
}

function call(kernel) {
  const args = kernel.types.map((type, i) => `load<${type}>(p, ${4 * i})`);
  const target = kernel.form === 'plain' ? `kernel_${kernel.name}` : `${kernel.name}Loop`;
  return `${target}(${[...args, 'start', 'end'].join(', ')})`;
}

/** Whether a function is so short that the loop around it costs more than what it does: it is done four times a turn. */
const isShort = ({ body }) => body.length < 220 && !/\w4\(/.test(body.replaceAll(/\b[fi]32x4\b/g, ''));

/** A loop over vectors from byte `i` up to `end`, four at a time where the function is short. */
function vectorLoop(kernel, store, end) {
  const four = `
  for (; i + 64 <= ${end}; i += 64) {
    ${[0, 16, 32, 48].map((at) => `${store(at)};`).join('\n    ')}
  }`;
  return `${isShort(kernel) ? four : ''}
  for (; i + 16 <= ${end}; i += 16) ${store(0)};`;
}

/** Where a vector lies `at` bytes after byte i of an array. */
const place = (array, at) => (at === 0 ? `${array} + i` : `${array} + i, ${at}`);

/** Blocks of 1,024 elements per task; stores past the end fall into the buffer's padding. */
const unaryLoop = (kernel) => `
function ${kernel.name}Loop(x: usize, out: usize, n: u32, start: u32, end: u32): void {
  let i: usize = <usize>start << 12;
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);${vectorLoop(
    kernel,
    (at) =>
      `v128.store(out + i, kernel_${kernel.name}(v128.load(${place('x', at)}))${at === 0 ? '' : `, ${at}`})`,
    'to',
  )}
}`;

/** As unaryLoop, for one or two operands and params. */
const paramsLoop = (kernel) => {
  const { name, vectors, names, types } = kernel;
  const operands = names.slice(0, vectors);
  const params = names.slice(vectors);
  const declared = params.map((param, i) => `${param}: ${types[vectors + 2 + i]}`);
  const pointers = operands.map((operand) => `${operand}: usize`);
  const store = (at) => {
    const loads = operands.map((operand) => `v128.load(${place(operand, at)})`);
    return `v128.store(out + i, kernel_${name}(${[...loads, ...params].join(', ')})${at === 0 ? '' : `, ${at}`})`;
  };
  return `
function ${name}Loop(
  ${[...pointers, 'out: usize', 'n: u32', ...declared, 'start: u32', 'end: u32'].join(', ')},
): void {
  let i: usize = <usize>start << 12;
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);${vectorLoop(kernel, store, 'to')}
}`;
};

/** Rows of the innermost of four dimensions; strides of 0 broadcast. One task is one row. */
const binaryLoop = (kernel) => {
  const { name } = kernel;
  const store = (a, b) => (at) =>
    `v128.store(po + i, kernel_${name}(${a(at)}, ${b(at)})${at === 0 ? '' : `, ${at}`})`;
  const load = (array) => (at) => `v128.load(${place(array, at)})`;
  const loop = (a, b) => vectorLoop(kernel, store(a, b), 'bytes').replaceAll('\n', '\n    ');
  return `
function ${name}Loop(
  a: usize, b: usize, out: usize,
  d0: u32, d1: u32, d2: u32, d3: u32,
  a0: u32, a1: u32, a2: u32, a3: u32,
  b0: u32, b1: u32, b2: u32, b3: u32,
  start: u32, end: u32,
): void {
  let chunks = (d3 + 4095) >> 12;
  for (let task = start; task < end; task++) {
    let row = task / chunks;
    let from = (task % chunks) << 12;
    let to = min(from + 4096, d3);
    let i2 = row % d2;
    let i1 = row / d2 % d1;
    let i0 = row / d2 / d1;
    let pa = a + (<usize>(i0 * a0 + i1 * a1 + i2 * a2) << 2);
    let pb = b + (<usize>(i0 * b0 + i1 * b1 + i2 * b2) << 2);
    let po = out + (<usize>row * d3 << 2);
    let va = v128.load32_splat(pa);
    let vb = v128.load32_splat(pb);
    let i = <usize>from << 2;
    let bytes = <usize>to << 2;
    if (a3 && b3) {${loop(load('pa'), load('pb'))}
    } else if (a3) {${loop(load('pa'), () => 'vb')}
    } else {${loop(
      () => 'va',
      (at) => `(b3 ? v128.load(${place('pb', at)}) : vb)`,
    )}
    }
    let left = (bytes - i) >> 2;
    if (left) {
      if (a3) va = v128.load(pa + i);
      if (b3) vb = v128.load(pb + i);
      let r = kernel_${name}(va, vb);
      v128.store32_lane(po + i, r, 0);
      if (left > 1) v128.store32_lane(po + i, r, 1, 4);
      if (left > 2) v128.store32_lane(po + i, r, 2, 8);
    }
  }
}`;
};

const loops = { unary: unaryLoop, binary: binaryLoop, params: paramsLoop };

const imports = files
  .map((file) => {
    // Renamed, because kernels may be called like builtins (min, abs).
    const names = kernels
      .filter((kernel) => kernel.file === file)
      .map(({ name }) => `${name} as kernel_${name}`);
    return names.length ? `import { ${names.join(', ')} } from '../${file.replace(/\.ts$/, '')}';` : '';
  })
  .filter(Boolean);
const entry = `// Generated by tools/buildKernels.mjs.
${imports.join('\n')}
export { initialize, replay, walk, workerLoop } from '../backend/cpu/runtime.wasm';
export { tryTiles } from '../ops/matmul/microKernel.wasm';
${kernels
  .filter(({ form }) => form !== 'plain')
  .map((kernel) => loops[kernel.form](kernel))
  .join('\n')}

/** Runs tasks [start, end) of kernel \`id\` with the argument words at \`p\`. */
export function callKernel(id: u32, p: usize, start: u32, end: u32): void {
  switch (id) {
${kernels.map((kernel, id) => `    case ${id}: ${call(kernel)}; break; // ${kernel.name}`).join('\n')}
    default: unreachable();
  }
}
`;

mkdirSync(output, { recursive: true });
writeFileSync(join(output, 'entry.wasm.ts'), entry);

/**
 * Puts constant vectors into memory: V8 makes a literal vector out of several instructions, in every
 * iteration, but broadcasts a word of memory with one. Worth a quarter of the time of exp.
 */
function constantsToMemory(text) {
  return text
    .replace(/\bf32x4\.splat\((-?\d[\d.]*(?:e[+-]?\d+)?)\)/gi, (whole, value) =>
      Number(value) === 0 ? whole : `v128.load32_splat(memory.data<f32>([${value}]))`,
    )
    .replace(/\bi32x4\.splat\((0x[\da-f]+|\d+)\)/gi, (whole, value) =>
      Number(value) === 0 ? whole : `v128.load32_splat(memory.data<u32>([${value}]))`,
    );
}

/** How the compiler reads files; null where there is none. */
function readSource(name, folder) {
  try {
    return constantsToMemory(readFileSync(join(folder, name), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

async function compile(fma) {
  const target = join(output, 'kernels.wasm');
  const { error, stderr } = await asc.main(
    [
      relative(process.cwd(), join(output, 'entry.wasm.ts')) || '.',
      '--outFile',
      relative(process.cwd(), target),
      '--runtime',
      'stub',
      '--importMemory',
      '--initialMemory',
      '16',
      '--maximumMemory',
      '65536',
      '--sharedMemory',
      '--enable',
      'simd',
      '--enable',
      'threads',
      ...(fma ? ['--enable', 'relaxed-simd'] : []),
      '-O3',
      '--noAssert',
      '--converge',
      '--use',
      'abort=',
    ],
    { readFile: readSource },
  );
  if (error) throw new Error(`AssemblyScript failed:\n${stderr.toString()}`);
  const bytes = readFileSync(target);
  rmSync(target);
  return bytes;
}

/** Where the import `env.memory` says that its memory has a maximum (1) and is shared (2). */
function memoryFlags(bytes) {
  const before = Buffer.from('\x03env\x06memory\x02', 'latin1');
  const at = bytes.indexOf(before) + before.length;
  if (at < before.length || bytes[at] !== 3 || bytes.indexOf(before, at) >= 0) {
    throw new Error('the import of a shared memory was not found in the module');
  }
  return at;
}

const builds = { simd: await compile(false), fma: await compile(true) };
const table = kernels
  .map(({ name, types }, id) => {
    const letters = types.map((type) => ({ usize: 'p', u32: 'u', f32: 'f' })[type]).join('');
    return `  ${name}: [${id}, '${letters}'],`;
  })
  .join('\n');
const texts = Object.entries(builds)
  .map(
    ([name, bytes]) => `  ${name}: {
    memoryFlags: ${memoryFlags(bytes)},
    gzip:
      '${gzipSync(bytes, { level: 9 }).toString('base64')}',
  },`,
  )
  .join('\n');
writeFileSync(
  join(output, 'cpuModule.ts'),
  `// Generated by tools/buildKernels.mjs.
/** Kernel name → [id, argument types: p(ointer), u(32), f(32)]. */
export const kernelTable: Readonly<Record<string, readonly [number, string]>> = {
${table}
};
/** WebAssembly without and with relaxed SIMD: gzip as base64, and where the memory's flags lie. */
export const cpuModules = {
${texts}
} as const;
`,
);
const sizes = Object.values(builds).map(({ length }) => length);
console.log(`${kernels.length} CPU kernels, ${sizes.join(' + ')} bytes of WebAssembly`);

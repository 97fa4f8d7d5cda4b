import { CraftError } from '../../errors.ts';
import { type BodyName, type Kernel, type KernelBody, type ParamTypes, type ParamValues } from '../kernel.ts';
import { compileError } from './compileError.ts';
import type { FailureLog } from './failureLog.ts';
import { shaderStageCompute } from './gpuFlags.ts';
import { paramsBindingSize, wgslSource } from './wgslHeader.ts';

/** What all kernels with as many reads and writes, with or without params, have in common. */
export interface BindingLayout {
  readonly id: number;
  readonly group: GPUBindGroupLayout;
  readonly pipeline: GPUPipelineLayout;
  readonly reads: number;
  readonly buffers: number;
  readonly hasParams: boolean;
}

/** A kernel compiled for one set of constants. */
export interface Pipeline {
  readonly gpu: GPUComputePipeline;
  readonly layout: BindingLayout;
  /** Bytes the params take. */
  readonly paramBytes: number;
  /** Set once the compiler has refused it. */
  failure: CraftError | null;
}

interface Entry {
  readonly wgsl: string;
  /** By the values of the constants, in declared order. */
  readonly pipelines: Map<string, Pipeline>;
}

/** Compiles each kernel once per set of constants. */
export class PipelineCache {
  readonly #device: GPUDevice;
  readonly #failures: FailureLog;
  /** By the kernel's name (a generated one's text) and its body's. */
  readonly #entries = new Map<string, Partial<Record<BodyName, Entry>>>();
  readonly #layouts = new Map<string, BindingLayout>();

  constructor(device: GPUDevice, failures: FailureLog) {
    this.#device = device;
    this.#failures = failures;
  }

  /**
   * The pipeline for these parameters of one of the kernel's bodies. It is compiled without waiting: a
   * compiler error reaches the failure log later, and from then on every call here throws it (`kernel.compile`).
   */
  get<P extends ParamTypes>(
    kernel: Kernel<P>,
    params: ParamValues<P>,
    body: Pick<KernelBody, 'name' | 'wgsl'> = { name: 'hardware', wgsl: kernel.wgsl },
  ): Pipeline {
    const { wgsl } = body;
    const entry = this.#entry(kernel, body.name, wgsl);
    const constants = kernel.constants?.(params) ?? {};
    let key = '';
    for (const name in constants) key += `${constants[name]} `;
    let pipeline = entry.pipelines.get(key);
    if (!pipeline) {
      pipeline = this.#compile({ ...kernel, wgsl }, constants);
      entry.pipelines.set(key, pipeline);
    }
    if (pipeline.failure) throw pipeline.failure;
    return pipeline;
  }

  #entry<P extends ParamTypes>({ name, generated }: Kernel<P>, body: BodyName, wgsl: string): Entry {
    const key = generated ? wgsl : name;
    let bodies = this.#entries.get(key);
    if (!bodies) this.#entries.set(key, (bodies = {}));
    const entry = (bodies[body] ??= { wgsl, pipelines: new Map() });
    // Comparing a text with itself costs nothing.
    if (entry.wgsl !== wgsl) {
      throw new CraftError(
        'kernel.duplicate',
        `kernel ${name}: expected one WGSL text per kernel name but received a second`,
        { hint: 'give one of the two kernels another name' },
      );
    }
    return entry;
  }

  #compile<P extends ParamTypes>(kernel: Kernel<P>, constants: Readonly<Record<string, number>>): Pipeline {
    const source = wgslSource(kernel, constants);
    const paramCount = Object.keys(kernel.params).length;
    const layout = this.#layout(
      kernel.name,
      Object.keys(kernel.reads).length,
      Object.keys(kernel.writes).length,
      paramCount > 0,
    );
    const device = this.#device;
    let module: GPUShaderModule;
    const explain = (error: GPUError): Promise<CraftError> =>
      compileError(kernel.name, source, module, error);
    const settled = (failure: CraftError | null): void => {
      pipeline.failure ??= failure;
    };
    const create = (): GPUComputePipeline => {
      module = device.createShaderModule({ label: kernel.name, code: source.code });
      return device.createComputePipeline({
        label: kernel.name,
        layout: layout.pipeline,
        compute: { module, entryPoint: 'main' },
      });
    };
    const gpu = this.#failures.guard(
      'internal',
      () => this.#failures.guard('validation', create, explain, settled),
      explain,
      settled,
    );
    const pipeline: Pipeline = { gpu, layout, paramBytes: paramCount * 4, failure: null };
    return pipeline;
  }

  #layout(kernelName: string, reads: number, writes: number, hasParams: boolean): BindingLayout {
    const limit = this.#device.limits.maxStorageBuffersPerShaderStage;
    if (reads + writes > limit) {
      throw new CraftError(
        'kernel.tooManyBuffers',
        `kernel ${kernelName}: expected at most ${limit} buffers, the limit of this adapter, but received ${reads + writes}`,
      );
    }
    const key = `${reads} ${writes} ${hasParams}`;
    let layout = this.#layouts.get(key);
    if (!layout) {
      layout = this.#createLayout(reads, writes, hasParams);
      this.#layouts.set(key, layout);
    }
    return layout;
  }

  #createLayout(reads: number, writes: number, hasParams: boolean): BindingLayout {
    const buffers = reads + writes;
    const entries: GPUBindGroupLayoutEntry[] = [];
    for (let binding = 0; binding < buffers; binding++) {
      const type = binding < reads ? 'read-only-storage' : 'storage';
      entries.push({ binding, visibility: shaderStageCompute, buffer: { type } });
    }
    if (hasParams) {
      entries.push({
        binding: buffers,
        visibility: shaderStageCompute,
        buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: paramsBindingSize },
      });
    }
    const group = this.#device.createBindGroupLayout({ entries });
    const pipeline = this.#device.createPipelineLayout({ bindGroupLayouts: [group] });
    return { id: this.#layouts.size, group, pipeline, reads, buffers, hasParams };
  }
}

import { planBuffers } from '../liveness.ts';
import { sumByKernel } from '../kernelTimes.ts';
import type { BackendBuffer } from '../backend.ts';
import { packParams } from '../kernel.ts';
import type { BufferRef, KernelTime, Plan, Recording } from '../plan.ts';
import { scalarPatches, writeScalars, type ScalarPatch } from '../scalarPatches.ts';
import { BindGroupCache } from './bindGroupCache.ts';
import type { Slab, WebgpuBuffer } from './bufferPool.ts';
import { bufferUsage } from './gpuFlags.ts';
import type { KernelBodies } from './kernelBodies.ts';
import type { Pipeline, PipelineCache } from './pipelineCache.ts';
import { Timestamps } from './timestamps.ts';
import { workgroupGrid } from './workgroupGrid.ts';
import { paramsBindingSize } from './wgslHeader.ts';

/** What a plan needs of its backend. */
export interface PlanHost {
  readonly device: GPUDevice;
  readonly pipelines: PipelineCache;
  readonly bodies: Pick<KernelBodies, 'select'>;
  alloc(byteLength: number): WebgpuBuffer;
  free(buffer: WebgpuBuffer): void;
  /** Throws `buffer.freed`. */
  slabOf(buffer: BackendBuffer): Slab;
  /** Hands over what was queued before. */
  submitQueued(): void;
}

interface PlannedDispatch {
  readonly kernel: string;
  readonly pipeline: Pipeline;
  readonly group: GPUBindGroup;
  readonly offsets: number[];
  readonly width: number;
  readonly height: number;
}

/** A copy at the beginning or the end of a run. */
interface Transfer {
  readonly index: number;
  readonly buffer: WebgpuBuffer;
  readonly bytes: number;
}

/**
 * Dispatches with everything resolved: pipelines, bind groups, and the params of all of them in one buffer, those
 * that change at its beginning. A run encodes them in one pass and submits once.
 */
export class WebgpuPlan implements Plan {
  readonly temporaryBytes: number;
  readonly #host: PlanHost;
  readonly #own: WebgpuBuffer[] = [];
  readonly #fixed: readonly BackendBuffer[];
  readonly #dispatches: readonly PlannedDispatch[];
  readonly #uniforms: GPUBuffer;
  readonly #words: Uint32Array<ArrayBuffer>;
  readonly #scalars: readonly ScalarPatch[];
  /** Words at the beginning of the params that are sent anew at each run. */
  readonly #changing: number;
  readonly #copiesIn: readonly Transfer[];
  /** Inputs that are written: they go back to whom they came from. */
  readonly #copiesBack: readonly Transfer[];
  readonly #copiesOut: readonly Transfer[];

  constructor(recording: Recording, host: PlanHost) {
    this.#host = host;
    const { launches, temporaries } = recording;
    const own = (byteLength: number) => {
      const buffer = host.alloc(byteLength);
      this.#own.push(buffer);
      return buffer;
    };
    const shared = planBuffers(temporaries);
    const temporary = shared.sizes.map(own);
    this.temporaryBytes = shared.sizes.reduce((sum, size) => sum + size, 0);
    const inputs = recording.inputs.map(own);
    const outputs = recording.outputs.map(own);
    const fixed = new Set<BackendBuffer>();
    const slabFor = (ref: BufferRef): Slab => {
      switch (ref.kind) {
        case 'fixed':
          fixed.add(ref.buffer);
          return host.slabOf(ref.buffer);
        case 'temporary':
          return host.slabOf(temporary[shared.assigned[ref.index] ?? 0] as WebgpuBuffer);
        case 'input':
          return host.slabOf(inputs[ref.index] as WebgpuBuffer);
        case 'output':
          return host.slabOf(outputs[ref.index] as WebgpuBuffer);
      }
    };
    const { limits } = host.device;
    const longest = Math.max(1, ...launches.map(({ kernel }) => Object.keys(kernel.params).length * 4));
    const stride =
      Math.ceil(longest / limits.minUniformBufferOffsetAlignment) * limits.minUniformBufferOffsetAlignment;
    const isChanging = ({ dynamics }: (typeof launches)[number]) => Object.keys(dynamics).length > 0;
    const changing = launches.filter(isChanging).length;
    this.#changing = (changing * stride) / 4;
    this.#words = new Uint32Array((launches.length * stride) / 4);
    this.#uniforms = host.device.createBuffer({
      label: 'plan params',
      // The last slot may be bound with more bytes than it has.
      size: launches.length * stride + paramsBindingSize,
      usage: bufferUsage.uniform | bufferUsage.copyDst,
    });
    const scalars: ScalarPatch[] = [];
    const groups = new BindGroupCache(host.device, this.#uniforms);
    const written = new Set<number>();
    let nextChanging = 0;
    let nextOther = changing;
    this.#dispatches = launches.flatMap((launch) => {
      const { kernel, buffers, params } = launch;
      const body = host.bodies.select(kernel, params);
      const grid = workgroupGrid(
        kernel.name,
        body.workgroups(params),
        limits.maxComputeWorkgroupsPerDimension,
      );
      const slot = isChanging(launch) ? nextChanging++ : nextOther++;
      if (grid.width === 0) return [];
      const pipeline = host.pipelines.get(kernel, params, body);
      const { layout } = pipeline;
      const first = (slot * stride) / 4;
      packParams(kernel, params, this.#words, first);
      scalars.push(...scalarPatches(launch, first));
      buffers.slice(layout.reads).forEach((ref) => {
        if (ref.kind === 'input') written.add(ref.index);
      });
      const slabs = buffers.map(slabFor);
      const group = groups.get(layout, slabs);
      return [
        { kernel: kernel.name, pipeline, group, offsets: layout.hasParams ? [slot * stride] : [], ...grid },
      ];
    });
    host.device.queue.writeBuffer(this.#uniforms, 0, this.#words);
    this.#scalars = scalars;
    this.#fixed = [...fixed];
    const transfer = (buffer: WebgpuBuffer, index: number): Transfer => ({
      index,
      buffer,
      bytes: Math.ceil(buffer.byteLength / 4) * 4,
    });
    this.#copiesIn = inputs.map(transfer);
    this.#copiesBack = this.#copiesIn.filter(({ index }) => written.has(index));
    this.#copiesOut = outputs.map(transfer);
  }

  run(inputs: readonly BackendBuffer[], outputs: readonly BackendBuffer[]): void {
    this.#prepare();
    const encoder = this.#host.device.createCommandEncoder();
    this.#copy(encoder, this.#copiesIn, inputs, 'in');
    const pass = encoder.beginComputePass();
    encodeDispatches(pass, this.#dispatches);
    pass.end();
    this.#copy(encoder, this.#copiesBack, inputs, 'out');
    this.#copy(encoder, this.#copiesOut, outputs, 'out');
    this.#host.device.queue.submit([encoder.finish()]);
  }

  async profile(
    inputs: readonly BackendBuffer[],
    outputs: readonly BackendBuffer[],
  ): Promise<readonly KernelTime[] | null> {
    const { device } = this.#host;
    if (!device.features.has('timestamp-query')) return null;
    this.#prepare();
    const timestamps = new Timestamps(device, this.#dispatches.length);
    const encoder = device.createCommandEncoder();
    this.#copy(encoder, this.#copiesIn, inputs, 'in');
    this.#dispatches.forEach((dispatch, i) => {
      const pass = encoder.beginComputePass({ timestampWrites: timestamps.writes(i) });
      encodeDispatches(pass, [dispatch]);
      pass.end();
    });
    this.#copy(encoder, this.#copiesBack, inputs, 'out');
    this.#copy(encoder, this.#copiesOut, outputs, 'out');
    timestamps.resolve(encoder);
    device.queue.submit([encoder.finish()]);
    const seconds = await timestamps.seconds();
    return sumByKernel(this.#dispatches.map(({ kernel }, i) => ({ kernel, seconds: seconds[i] ?? 0 })));
  }

  /**
   * Runs all launches once, without inputs and outputs, and gives the seconds it took altogether: by the device's own
   * clock where it has one, else by the host's.
   */
  async time(): Promise<number> {
    const { device } = this.#host;
    this.#prepare();
    const timestamps = device.features.has('timestamp-query') ? new Timestamps(device, 1) : null;
    await device.queue.onSubmittedWorkDone();
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass(timestamps ? { timestampWrites: timestamps.writes(0) } : {});
    encodeDispatches(pass, this.#dispatches);
    pass.end();
    timestamps?.resolve(encoder);
    const start = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    const byHost = (performance.now() - start) / 1e3;
    const [byDevice = 0] = (await timestamps?.seconds()) ?? [];
    return byDevice > 0 ? byDevice : byHost;
  }

  dispose(): void {
    for (const buffer of this.#own) this.#host.free(buffer);
    this.#uniforms.destroy();
  }

  /** Sends the params that change, after everything that was queued before. */
  #prepare(): void {
    // What the plan does not own must still be there.
    for (const buffer of this.#fixed) this.#host.slabOf(buffer);
    this.#host.submitQueued();
    writeScalars(this.#words, this.#scalars);
    if (this.#changing > 0) {
      this.#host.device.queue.writeBuffer(this.#uniforms, 0, this.#words, 0, this.#changing);
    }
  }

  #copy(
    encoder: GPUCommandEncoder,
    transfers: readonly Transfer[],
    callers: readonly BackendBuffer[],
    direction: 'in' | 'out',
  ): void {
    for (const { index, buffer, bytes } of transfers) {
      if (bytes === 0) continue;
      const theirs = this.#host.slabOf(callers[index] as BackendBuffer).gpu;
      const ours = this.#host.slabOf(buffer).gpu;
      const [from, to] = direction === 'in' ? [theirs, ours] : [ours, theirs];
      encoder.copyBufferToBuffer(from, 0, to, 0, bytes);
    }
  }
}

function encodeDispatches(pass: GPUComputePassEncoder, dispatches: readonly PlannedDispatch[]): void {
  let last: Pipeline | null = null;
  for (const { pipeline, group, offsets, width, height } of dispatches) {
    if (pipeline !== last) pass.setPipeline(pipeline.gpu);
    last = pipeline;
    pass.setBindGroup(0, group, offsets);
    pass.dispatchWorkgroups(width, height);
  }
}

import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { CraftError, didYouMean, nearestName } from '@craft/config';
import {
  chooseDevice,
  computesHalves,
  probeDevices,
  type DeviceReport,
  type MatmulPaths,
} from '@craft/tensor';
import type { DoctorOptions } from '../commands/doctor.ts';
import { deviceNames } from '../deviceNames.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { formatBytes, formatCount } from '../terminal/formatNumbers.ts';
import { printJson } from '../terminal/printJson.ts';
import { say, showStatus } from '../terminal/screen.ts';
import { colours } from '../terminal/terminal.ts';
import { version } from '../version.ts';

/** `craft-cli doctor`: what this machine has and which device `auto` takes. */
export async function examine({ json }: DoctorOptions): Promise<ExitCode> {
  checkEnvironment();
  showStatus('Looking for devices …');
  const devices = await probeDevices();
  showStatus('');
  const report = {
    versions: { craft: version, node: process.versions.node, webgpu: webgpuVersion() },
    platform: `${process.platform} ${process.arch}`,
    processor: { name: cpus()[0]?.model ?? 'unknown', threads: availableParallelism() },
    memoryBytes: totalmem(),
    devices,
    auto: chooseDevice(devices),
  };
  for (const line of reportLines(report)) say(line);
  if (json) printJson(report);
  return devices.some(({ available }) => available) ? exitCodes.done : exitCodes.noDevice;
}

/** Every other command refuses it: whoever asks what is wrong with this machine must hear of it. */
function checkEnvironment(): void {
  const named = process.env['CRAFT_DEVICE'] ?? '';
  if (named === '' || deviceNames.some((name) => name === named)) return;
  const guess = didYouMean(nearestName(named, deviceNames));
  throw new CraftError(
    `CRAFT_DEVICE: expected ${deviceNames.join(', ')} or nothing but received ${JSON.stringify(named)}${guess}`,
    { code: 'usage.device', hint: 'Set it to one of these, or unset it.' },
  );
}

/** Of the package `webgpu` that `@craft/tensor` would load; null where it is not installed. */
function webgpuVersion(): string | null {
  try {
    const fromTensor = createRequire(import.meta.resolve('@craft/tensor'));
    return (fromTensor('webgpu/package.json') as { version: string }).version;
  } catch {
    return null;
  }
}

interface Report {
  readonly versions: { readonly craft: string; readonly node: string; readonly webgpu: string | null };
  readonly platform: string;
  readonly processor: { readonly name: string; readonly threads: number };
  readonly memoryBytes: number;
  readonly devices: readonly DeviceReport[];
  readonly auto: { readonly kind: string; readonly why: string };
}

function reportLines({ versions, platform, processor, memoryBytes, devices, auto }: Report): string[] {
  return [
    `craft-cli ${versions.craft}, Node ${versions.node}, webgpu ${versions.webgpu ?? 'not installed'}`,
    `${platform}, ${processor.name}, ${processor.threads} threads, ${formatBytes(memoryBytes)} of memory`,
    ...devices.flatMap(deviceLines),
    '',
    `auto takes ${colours.bold(auto.kind)}: ${auto.why}.`,
    'Choose another with --device, device= or CRAFT_DEVICE.',
  ];
}

function deviceLines({ kind, available, info, reason, hint }: DeviceReport): string[] {
  if (!available) {
    return [
      '',
      `${colours.red('✗')} ${kind}: ${reason ?? 'not available'}`,
      ...(hint === undefined ? [] : [`  ${hint}`]),
    ];
  }
  const limits = Object.entries(info?.limits ?? {});
  const width = Math.max(0, ...limits.map(([name]) => name.length));
  return [
    '',
    `${colours.green('✓')} ${info?.description ?? kind}`,
    ...(info && info.features.length > 0 ? [`  features: ${info.features.join(', ')}`] : []),
    ...matmulLines(info?.matmul),
    ...(info ? [mixedPrecisionLine(kind, info)] : []),
    ...(info?.notices ?? []).map((notice) => `  ${colours.yellow(notice)}`),
    ...limits.map(([name, value]) => `  ${name.padEnd(width)}  ${formatCount(value)}`),
  ];
}

function mixedPrecisionLine(kind: DeviceReport['kind'], info: NonNullable<DeviceReport['info']>): string {
  const isThere = computesHalves({ kind, info });
  return `  mixed precision (training.precision=mixed): ${isThere ? 'available' : 'not available, the adapter lacks shader-f16'}`;
}

function matmulLines(paths: MatmulPaths | undefined): string[] {
  if (!paths) return [];
  const { f32, f16, subgroupMatrix } = paths;
  return [
    `  matrix products: ${f32}, ${f16}`,
    ...(subgroupMatrix === undefined ? [] : [`  no subgroup matrices: ${subgroupMatrix}`]),
  ];
}

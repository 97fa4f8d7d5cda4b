import { ProtobufWriter } from './protobuf.ts';
import type { SummaryValue } from './summaryValue.ts';

/** A hyperparameter as TensorBoard can show and sort it. */
export type HyperParameter = string | number | boolean;

/** Leaves of a configuration by their paths, `optimizer.learningRate`; lists and null as text. */
export function flattenConfig(config: unknown, path = ''): Record<string, HyperParameter> {
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) {
    const entries = Object.entries(config).map(([key, value]) =>
      flattenConfig(value, path === '' ? key : `${path}.${key}`),
    );
    return Object.assign({}, ...entries) as Record<string, HyperParameter>;
  }
  const isPlain = typeof config === 'string' || typeof config === 'number' || typeof config === 'boolean';
  return { [path]: isPlain ? config : JSON.stringify(config ?? null) };
}

/** What the hparams plugin reads at the start of a session (plugins/hparams/plugin_data.proto). */
export function hparamsStart(
  hparams: Readonly<Record<string, HyperParameter>>,
  metrics: readonly string[],
  seconds: number,
): SummaryValue[] {
  const experiment = new ProtobufWriter().message(2, (data) => {
    data.double(3, seconds);
    for (const [name, value] of Object.entries(hparams))
      data.message(4, (info) => info.string(1, name).varint(4, dataTypes[typeof value] ?? 1));
    for (const tag of metrics) data.message(5, (info) => info.message(1, (name) => name.string(2, tag)));
  });
  const start = new ProtobufWriter().message(3, (data) => {
    for (const [name, value] of Object.entries(hparams))
      data.message(1, (entry) => entry.string(1, name).message(2, (one) => writeValue(one, value)));
    data.double(5, seconds);
  });
  return [
    { type: 'hparams', tag: '_hparams_/experiment', content: experiment.finish() },
    { type: 'hparams', tag: '_hparams_/session_start_info', content: start.finish() },
  ];
}

/** What it reads at the end of one. */
export function hparamsEnd(succeeded: boolean, seconds: number): SummaryValue {
  const end = new ProtobufWriter().message(4, (data) => data.varint(1, succeeded ? 1 : 2).double(2, seconds));
  return { type: 'hparams', tag: '_hparams_/session_end_info', content: end.finish() };
}

/** DATA_TYPE_STRING, _BOOL, _FLOAT64 */
const dataTypes: Readonly<Record<string, number>> = { string: 1, boolean: 2, number: 3 };

/** google.protobuf.Value */
function writeValue(out: ProtobufWriter, value: HyperParameter): void {
  if (typeof value === 'number') out.double(2, value);
  else if (typeof value === 'string') out.string(3, value);
  else out.bool(4, value);
}

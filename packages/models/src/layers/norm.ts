import type { ParameterFactory } from '../parameterFactory.ts';
import { LayerNorm } from './layerNorm.ts';
import { RmsNorm } from './rmsNorm.ts';

/** The normalisations that a configuration can choose. */
export type NormKind = 'layer' | 'rms';

/** The layer for a kind. RMSNorm has no bias whatever `bias` says. */
export function createNorm(
  kind: NormKind,
  options: { readonly width: number; readonly bias: boolean },
  parameters: ParameterFactory,
): LayerNorm | RmsNorm {
  return kind === 'layer'
    ? new LayerNorm(options, parameters)
    : new RmsNorm({ width: options.width }, parameters);
}

import { layerNorm, type Tensor } from '@craft/tensor';
import { Module } from '../module.ts';
import type { ParameterFactory } from '../parameterFactory.ts';

export interface LayerNormOptions {
  readonly width: number;
  /** Default true; starts at 0. */
  readonly bias?: boolean;
  /** Added to the variance; default 1e-5. */
  readonly eps?: number;
}

/**
 * Each row to mean 0 and variance 1, then scaled and shifted (Ba et al., arXiv 1607.06450). Parameters:
 * `weight` [width] starts at 1, `bias` [width].
 */
export class LayerNorm extends Module {
  readonly weight: Tensor;
  readonly bias: Tensor | null;
  readonly eps: number;

  constructor({ width, bias = true, eps = 1e-5 }: LayerNormOptions, parameters: ParameterFactory) {
    super();
    this.weight = parameters.constant([width], 1);
    this.bias = bias ? parameters.constant([width], 0) : null;
    this.eps = eps;
  }

  /** [..., width] → the same */
  forward(x: Tensor): Tensor {
    return layerNorm(x, this.weight, this.bias, this.eps);
  }
}

import { rmsNorm, type Tensor } from '@craft/tensor';
import { Module } from '../module.ts';
import type { ParameterFactory } from '../parameterFactory.ts';

export interface RmsNormOptions {
  readonly width: number;
  /** Added to the mean square; default 1e-5. */
  readonly eps?: number;
}

/**
 * Each row to root mean square 1, then scaled (Zhang and Sennrich, arXiv 1910.07467). Parameter: `weight`
 * [width], starts at 1.
 */
export class RmsNorm extends Module {
  readonly weight: Tensor;
  readonly eps: number;

  constructor({ width, eps = 1e-5 }: RmsNormOptions, parameters: ParameterFactory) {
    super();
    this.weight = parameters.constant([width], 1);
    this.eps = eps;
  }

  /** [..., width] → the same */
  forward(x: Tensor): Tensor {
    return rmsNorm(x, this.weight, this.eps);
  }
}

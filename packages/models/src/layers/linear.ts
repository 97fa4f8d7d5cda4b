import { linear, type Tensor } from '@craft/tensor';
import { Module } from '../module.ts';
import type { ParameterFactory } from '../parameterFactory.ts';

/** Activations that a linear layer applies in the same kernel. `gelu` is exact, `gelu-tanh` is GPT-2's. */
export type Activation = 'gelu' | 'gelu-tanh' | 'relu' | 'silu';

export interface LinearOptions {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Default true; starts at 0. */
  readonly bias?: boolean;
  /** Standard deviation of the initial weights; default 1/√inFeatures. */
  readonly std?: number;
  /** Applied to the result; default none. */
  readonly activation?: Activation;
}

/** y = activation(x Wᵀ + b). Parameters: `weight` [out, in], `bias` [out]. */
export class Linear extends Module {
  readonly weight: Tensor;
  readonly bias: Tensor | null;
  readonly activation: Activation | null;

  constructor(options: LinearOptions, parameters: ParameterFactory) {
    super();
    const { inFeatures, outFeatures, bias = true, std = inFeatures ** -0.5, activation = null } = options;
    this.weight = parameters.normal('weight', [outFeatures, inFeatures], std);
    this.bias = bias ? parameters.constant([outFeatures], 0) : null;
    this.activation = activation;
  }

  /** [..., in] → [..., out] */
  forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias, this.activation ? { activation: this.activation } : {});
  }
}

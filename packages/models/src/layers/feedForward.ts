import type { Tensor } from '@craft/tensor';
import { Module } from '../module.ts';
import type { ParameterFactory } from '../parameterFactory.ts';
import { Dropout } from './dropout.ts';
import { Linear, type Activation } from './linear.ts';

export interface FeedForwardOptions {
  readonly dModel: number;
  /** Width of the hidden layer. */
  readonly hidden: number;
  readonly activation: Activation;
  readonly bias: boolean;
  readonly dropout: number;
  /** Standard deviation of the initial weights of `expand`. */
  readonly std: number;
  /** The same of `project`, whose result is added to the residual stream. */
  readonly residualStd: number;
}

/** The position-wise network of a transformer block: `expand`, activation, `project`, dropout. */
export class FeedForward extends Module {
  readonly expand: Linear;
  readonly project: Linear;
  readonly dropout: Dropout;

  constructor(options: FeedForwardOptions, parameters: ParameterFactory) {
    super();
    const { dModel, hidden, activation, bias, std, residualStd } = options;
    this.expand = new Linear(
      { inFeatures: dModel, outFeatures: hidden, bias, std, activation },
      parameters.at('expand'),
    );
    this.project = new Linear(
      { inFeatures: hidden, outFeatures: dModel, bias, std: residualStd },
      parameters.at('project'),
    );
    this.dropout = new Dropout(options.dropout);
  }

  /** [B, T, C] → [B, T, C] */
  forward(x: Tensor): Tensor {
    return this.dropout.forward(this.project.forward(this.expand.forward(x)));
  }
}

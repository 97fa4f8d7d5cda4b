import { dropout, type Tensor } from '@craft/tensor';
import { Module } from '../module.ts';

/**
 * Sets each number to 0 with a probability and scales the others up, while training. Which ones is drawn
 * from the `randomScope` around the step.
 */
export class Dropout extends Module {
  readonly probability: number;

  constructor(probability: number) {
    super();
    this.probability = probability;
  }

  /** The probability that applies now: 0 outside training. */
  get active(): number {
    return this.training ? this.probability : 0;
  }

  /** Any shape → the same */
  forward(x: Tensor): Tensor {
    return this.active > 0 ? dropout(x, this.active) : x;
  }
}

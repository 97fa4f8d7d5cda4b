import * as v from 'valibot';

const nonNegative = v.pipe(v.number(), v.finite(), v.minValue(0));
const share = v.pipe(v.number(), v.finite(), v.minValue(0), v.ltValue(1));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));

/** The option `learningRate`. */
export const learningRateOption = (preset: number) =>
  v.optional(v.pipe(positive, v.description('The highest learning rate of the schedule')), preset);

/** A number from 0 up to but without 1. */
export const shareOption = (preset: number, description: string) =>
  v.optional(v.pipe(share, v.description(description)), preset);

/** A number above 0. */
export const positiveOption = (preset: number, description: string) =>
  v.optional(v.pipe(positive, v.description(description)), preset);

/** The option `weightDecay` of an optimizer whose decay is apart from the gradient. */
export const decoupledDecayOption = (preset: number) =>
  v.optional(
    v.pipe(nonNegative, v.description('Pull of matrices towards 0, in parts per unit of learning rate')),
    preset,
  );

/** The option `weightDecay` of an optimizer whose decay is part of the gradient. */
export const penaltyOption = () =>
  v.optional(v.pipe(nonNegative, v.description('λ of a penalty λ/2·‖w‖² on matrices, added to the loss')), 0);

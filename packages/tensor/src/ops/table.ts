/** Every operation, by name. The conformance suite and the op reference walk this table. */
import { addOp } from './add/add.ts';
import { cloneOp } from './clone/clone.ts';
import { expOp } from './exp/exp.ts';
import { expandOp } from './expand/expand.ts';
import { mulOp } from './mul/mul.ts';
import type { Op } from './op.ts';
import { reshapeOp } from './reshape/reshape.ts';
import { sumOp } from './sum/sum.ts';

export const opTable = {
  add: addOp,
  clone: cloneOp,
  exp: expOp,
  expand: expandOp,
  mul: mulOp,
  reshape: reshapeOp,
  sum: sumOp,
} as const satisfies Readonly<Record<string, Op<never>>>;

/** Names of the operations. */
export type OpName = keyof typeof opTable;

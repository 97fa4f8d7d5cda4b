/** Every operation, by name. The conformance suite and the op reference walk this table. */
import { addOp } from './add/add.ts';
import { cloneOp } from './clone/clone.ts';
import { expOp } from './exp/exp.ts';
import { expandOp } from './expand/expand.ts';
import { geluOp } from './gelu/gelu.ts';
import { mulOp } from './mul/mul.ts';
import type { Op } from './op.ts';
import { reluOp } from './relu/relu.ts';
import { reshapeOp } from './reshape/reshape.ts';
import { sigmoidOp } from './sigmoid/sigmoid.ts';
import { siluOp } from './silu/silu.ts';
import { sumOp } from './sum/sum.ts';
import { tanhOp } from './tanh/tanh.ts';

export const opTable = {
  add: addOp,
  clone: cloneOp,
  exp: expOp,
  expand: expandOp,
  gelu: geluOp,
  mul: mulOp,
  relu: reluOp,
  reshape: reshapeOp,
  sigmoid: sigmoidOp,
  silu: siluOp,
  sum: sumOp,
  tanh: tanhOp,
} as const satisfies Readonly<Record<string, Op<never>>>;

/** Names of the operations. */
export type OpName = keyof typeof opTable;

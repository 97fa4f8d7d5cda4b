/** Every operation, by name. The conformance suite and the op reference walk this table. */
import { addOp } from './add/add.ts';
import { clipScaleOp } from './clipScale/clipScale.ts';
import { cloneOp } from './clone/clone.ts';
import { crossEntropyOp } from './crossEntropy/crossEntropy.ts';
import { embeddingOp } from './embedding/embedding.ts';
import { expOp } from './exp/exp.ts';
import { expandOp } from './expand/expand.ts';
import { geluOp } from './gelu/gelu.ts';
import { globalNormOp } from './globalNorm/globalNorm.ts';
import { layerNormOp } from './layerNorm/layerNorm.ts';
import { logSoftmaxOp } from './logSoftmax/logSoftmax.ts';
import { mulOp } from './mul/mul.ts';
import type { Op } from './op.ts';
import { reluOp } from './relu/relu.ts';
import { reshapeOp } from './reshape/reshape.ts';
import { rmsNormOp } from './rmsNorm/rmsNorm.ts';
import { rotaryOp } from './rotary/rotary.ts';
import { sigmoidOp } from './sigmoid/sigmoid.ts';
import { siluOp } from './silu/silu.ts';
import { softmaxOp } from './softmax/softmax.ts';
import { sumOp } from './sum/sum.ts';
import { tanhOp } from './tanh/tanh.ts';

export const opTable = {
  add: addOp,
  clipScale: clipScaleOp,
  clone: cloneOp,
  crossEntropy: crossEntropyOp,
  embedding: embeddingOp,
  exp: expOp,
  expand: expandOp,
  gelu: geluOp,
  globalNorm: globalNormOp,
  layerNorm: layerNormOp,
  logSoftmax: logSoftmaxOp,
  mul: mulOp,
  relu: reluOp,
  reshape: reshapeOp,
  rmsNorm: rmsNormOp,
  rotary: rotaryOp,
  sigmoid: sigmoidOp,
  silu: siluOp,
  softmax: softmaxOp,
  sum: sumOp,
  tanh: tanhOp,
} as const satisfies Readonly<Record<string, Op<never>>>;

/** Names of the operations. */
export type OpName = keyof typeof opTable;

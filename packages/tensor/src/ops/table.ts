import { absOp } from './abs/abs.ts';
import { addOp } from './add/add.ts';
import { addLayerNormOp } from './addLayerNorm/addLayerNorm.ts';
import { addRmsNormOp } from './addRmsNorm/addRmsNorm.ts';
import { affineOp } from './affine/affine.ts';
import { allOp } from './all/all.ts';
import { anyOp } from './any/any.ts';
import { argmaxOp } from './argmax/argmax.ts';
import { argminOp } from './argmax/argmin.ts';
import { attentionOp } from './attention/attention.ts';
import { scaledDotProductAttentionOp } from './attention/scaledDotProductAttention.ts';
import { avgPool2dOp } from './avgPool2d/avgPool2d.ts';
import { batchNormOp } from './batchNorm/batchNorm.ts';
import { bernoulliOp } from './bernoulli/bernoulli.ts';
import { binaryCrossEntropyOp } from './binaryCrossEntropy/binaryCrossEntropy.ts';
import { cachedAttentionOp } from './cachedAttention/cachedAttention.ts';
import { castOp } from './cast/cast.ts';
import { causalConv1dOp } from './causalConv1d/causalConv1d.ts';
import { clampOp } from './clamp/clamp.ts';
import { clipScaleOp } from './clipScale/clipScale.ts';
import { cloneOp } from './clone/clone.ts';
import { eqOp } from './comparison/eq.ts';
import { geOp } from './comparison/ge.ts';
import { gtOp } from './comparison/gt.ts';
import { leOp } from './comparison/le.ts';
import { ltOp } from './comparison/lt.ts';
import { neOp } from './comparison/ne.ts';
import { concatOp } from './concat/concat.ts';
import { conv2dOp } from './conv2d/conv2d.ts';
import { convTranspose2dOp } from './convTranspose2d/convTranspose2d.ts';
import { crossEntropyOp } from './crossEntropy/crossEntropy.ts';
import { cumsumOp } from './cumsum/cumsum.ts';
import { divOp } from './div/div.ts';
import { dropoutOp } from './dropout/dropout.ts';
import { eluOp } from './elu/elu.ts';
import { embeddingOp } from './embedding/embedding.ts';
import { erfOp } from './erf/erf.ts';
import { expOp } from './exp/exp.ts';
import { expandOp } from './expand/expand.ts';
import { expm1Op } from './expm1/expm1.ts';
import { flipOp } from './flip/flip.ts';
import { gatedOp } from './gated/gated.ts';
import { gatherOp } from './gather/gather.ts';
import { geluOp } from './gelu/gelu.ts';
import { globalNormOp } from './globalNorm/globalNorm.ts';
import { groupedMatmulOp } from './groupedMatmul/groupedMatmul.ts';
import { groupNormOp } from './groupNorm/groupNorm.ts';
import { gruOp } from './gru/gru.ts';
import { hardSigmoidOp } from './hardSigmoid/hardSigmoid.ts';
import { hardSwishOp } from './hardSwish/hardSwish.ts';
import { hardtanhOp } from './hardtanh/hardtanh.ts';
import { huberLossOp } from './huberLoss/huberLoss.ts';
import { indexSelectOp } from './indexSelect/indexSelect.ts';
import { isFiniteOp } from './isFinite/isFinite.ts';
import { isNanOp } from './isNan/isNan.ts';
import { klDivergenceOp } from './klDivergence/klDivergence.ts';
import { l1LossOp } from './l1Loss/l1Loss.ts';
import { layerNormOp } from './layerNorm/layerNorm.ts';
import { leakyReluOp } from './leakyRelu/leakyRelu.ts';
import { linearOp } from './linear/linear.ts';
import { linearRecurrenceOp } from './linearRecurrence/linearRecurrence.ts';
import { logOp } from './log/log.ts';
import { log1pOp } from './log1p/log1p.ts';
import { log2Op } from './log2/log2.ts';
import { logicalAndOp } from './logical/logicalAnd.ts';
import { logicalNotOp } from './logical/logicalNot.ts';
import { logicalOrOp } from './logical/logicalOr.ts';
import { logicalXorOp } from './logical/logicalXor.ts';
import { logSoftmaxOp } from './logSoftmax/logSoftmax.ts';
import { logsumexpOp } from './logsumexp/logsumexp.ts';
import { lstmOp } from './lstm/lstm.ts';
import { matmulOp } from './matmul/matmul.ts';
import { maxOp } from './max/max.ts';
import { maximumOp } from './maximum/maximum.ts';
import { maxPool2dOp } from './maxPool2d/maxPool2d.ts';
import { meanOp } from './mean/mean.ts';
import { minOp } from './min/min.ts';
import { minimumOp } from './minimum/minimum.ts';
import { mishOp } from './mish/mish.ts';
import { mseLossOp } from './mseLoss/mseLoss.ts';
import { mulOp } from './mul/mul.ts';
import { multinomialOp } from './multinomial/multinomial.ts';
import { negOp } from './neg/neg.ts';
import { normOp } from './norm/norm.ts';
import { oneHotOp } from './oneHot/oneHot.ts';
import type { Op } from './op.ts';
import { padOp } from './pad/pad.ts';
import { permuteOp } from './permute/permute.ts';
import { powOp } from './pow/pow.ts';
import { powTensorOp } from './pow/powTensor.ts';
import { prodOp } from './prod/prod.ts';
import { reciprocalOp } from './reciprocal/reciprocal.ts';
import { reluOp } from './relu/relu.ts';
import { remainderOp } from './remainder/remainder.ts';
import { reshapeOp } from './reshape/reshape.ts';
import { rmsNormOp } from './rmsNorm/rmsNorm.ts';
import { rollOp } from './roll/roll.ts';
import { rotaryOp } from './rotary/rotary.ts';
import { ceilOp } from './rounding/ceil.ts';
import { floorOp } from './rounding/floor.ts';
import { roundOp } from './rounding/round.ts';
import { signOp } from './rounding/sign.ts';
import { rsqrtOp } from './rsqrt/rsqrt.ts';
import { scatterAddOp } from './scatterAdd/scatterAdd.ts';
import { segmentDecayOp } from './segmentDecay/segmentDecay.ts';
import { selectiveScanOp } from './selectiveScan/selectiveScan.ts';
import { sigmoidOp } from './sigmoid/sigmoid.ts';
import { siluOp } from './silu/silu.ts';
import { sliceOp } from './slice/slice.ts';
import { softmaxOp } from './softmax/softmax.ts';
import { softplusOp } from './softplus/softplus.ts';
import { softsignOp } from './softsign/softsign.ts';
import { sortOp } from './sort/sort.ts';
import { sqrtOp } from './sqrt/sqrt.ts';
import { squareOp } from './square/square.ts';
import { subOp } from './sub/sub.ts';
import { sumOp } from './sum/sum.ts';
import { tanhOp } from './tanh/tanh.ts';
import { topKOp } from './topK/topK.ts';
import { trilOp } from './triangle/tril.ts';
import { triuOp } from './triangle/triu.ts';
import { atanOp } from './trigonometry/atan.ts';
import { atan2Op } from './trigonometry/atan2.ts';
import { cosOp } from './trigonometry/cos.ts';
import { sinOp } from './trigonometry/sin.ts';
import { tanOp } from './trigonometry/tan.ts';
import { upsampleOp } from './upsample/upsample.ts';
import { stdOp } from './variance/std.ts';
import { varianceOp } from './variance/variance.ts';
import { whereOp } from './where/where.ts';

/** Keeps the names and forgets each record's own attribute type. */
function byName<Name extends string>(table: Readonly<Record<Name, Op<never>>>): typeof table {
  return table;
}

/** Every operation, by name. The conformance suite and the op reference walk this table. */
export const opTable = byName({
  abs: absOp,
  add: addOp,
  addLayerNorm: addLayerNormOp,
  addRmsNorm: addRmsNormOp,
  affine: affineOp,
  all: allOp,
  any: anyOp,
  argmax: argmaxOp,
  argmin: argminOp,
  atan: atanOp,
  atan2: atan2Op,
  attention: attentionOp,
  avgPool2d: avgPool2dOp,
  batchNorm: batchNormOp,
  bernoulli: bernoulliOp,
  binaryCrossEntropy: binaryCrossEntropyOp,
  cachedAttention: cachedAttentionOp,
  cast: castOp,
  causalConv1d: causalConv1dOp,
  ceil: ceilOp,
  clamp: clampOp,
  clipScale: clipScaleOp,
  clone: cloneOp,
  concat: concatOp,
  conv2d: conv2dOp,
  convTranspose2d: convTranspose2dOp,
  cos: cosOp,
  crossEntropy: crossEntropyOp,
  cumsum: cumsumOp,
  div: divOp,
  dropout: dropoutOp,
  elu: eluOp,
  embedding: embeddingOp,
  eq: eqOp,
  erf: erfOp,
  exp: expOp,
  expand: expandOp,
  expm1: expm1Op,
  flip: flipOp,
  floor: floorOp,
  gated: gatedOp,
  gather: gatherOp,
  ge: geOp,
  gelu: geluOp,
  globalNorm: globalNormOp,
  groupedMatmul: groupedMatmulOp,
  groupNorm: groupNormOp,
  gru: gruOp,
  gt: gtOp,
  hardSigmoid: hardSigmoidOp,
  hardSwish: hardSwishOp,
  hardtanh: hardtanhOp,
  huberLoss: huberLossOp,
  indexSelect: indexSelectOp,
  isFinite: isFiniteOp,
  isNan: isNanOp,
  klDivergence: klDivergenceOp,
  l1Loss: l1LossOp,
  layerNorm: layerNormOp,
  le: leOp,
  leakyRelu: leakyReluOp,
  linear: linearOp,
  linearRecurrence: linearRecurrenceOp,
  log: logOp,
  log1p: log1pOp,
  log2: log2Op,
  logicalAnd: logicalAndOp,
  logicalNot: logicalNotOp,
  logicalOr: logicalOrOp,
  logicalXor: logicalXorOp,
  logSoftmax: logSoftmaxOp,
  logsumexp: logsumexpOp,
  lstm: lstmOp,
  lt: ltOp,
  matmul: matmulOp,
  max: maxOp,
  maximum: maximumOp,
  maxPool2d: maxPool2dOp,
  mean: meanOp,
  min: minOp,
  minimum: minimumOp,
  mish: mishOp,
  mseLoss: mseLossOp,
  mul: mulOp,
  multinomial: multinomialOp,
  ne: neOp,
  neg: negOp,
  norm: normOp,
  oneHot: oneHotOp,
  pad: padOp,
  permute: permuteOp,
  pow: powOp,
  powTensor: powTensorOp,
  prod: prodOp,
  reciprocal: reciprocalOp,
  relu: reluOp,
  remainder: remainderOp,
  reshape: reshapeOp,
  rmsNorm: rmsNormOp,
  roll: rollOp,
  rotary: rotaryOp,
  round: roundOp,
  rsqrt: rsqrtOp,
  scaledDotProductAttention: scaledDotProductAttentionOp,
  scatterAdd: scatterAddOp,
  segmentDecay: segmentDecayOp,
  selectiveScan: selectiveScanOp,
  sigmoid: sigmoidOp,
  sign: signOp,
  silu: siluOp,
  sin: sinOp,
  slice: sliceOp,
  softmax: softmaxOp,
  softplus: softplusOp,
  softsign: softsignOp,
  sort: sortOp,
  sqrt: sqrtOp,
  square: squareOp,
  std: stdOp,
  sub: subOp,
  sum: sumOp,
  tan: tanOp,
  tanh: tanhOp,
  topK: topKOp,
  tril: trilOp,
  triu: triuOp,
  upsample: upsampleOp,
  variance: varianceOp,
  where: whereOp,
});

/** Names of the operations. */
export type OpName = keyof typeof opTable;

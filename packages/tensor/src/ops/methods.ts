/** Operations that read as methods of a tensor. One line makes an op's function a method. */
import { Tensor } from '../tensor.ts';
import { abs } from './abs/abs.ts';
import { add } from './add/add.ts';
import { affine } from './affine/affine.ts';
import { all } from './all/all.ts';
import { any } from './any/any.ts';
import { argmax } from './argmax/argmax.ts';
import { argmin } from './argmax/argmin.ts';
import { to } from './cast/to.ts';
import { clamp } from './clamp/clamp.ts';
import { clone } from './clone/clone.ts';
import { eq } from './comparison/eq.ts';
import { ge } from './comparison/ge.ts';
import { gt } from './comparison/gt.ts';
import { le } from './comparison/le.ts';
import { lt } from './comparison/lt.ts';
import { ne } from './comparison/ne.ts';
import { cumsum } from './cumsum/cumsum.ts';
import { div } from './div/div.ts';
import { elu } from './elu/elu.ts';
import { erf } from './erf/erf.ts';
import { exp } from './exp/exp.ts';
import { expand } from './expand/expand.ts';
import { repeat } from './expand/repeat.ts';
import { expm1 } from './expm1/expm1.ts';
import { flip } from './flip/flip.ts';
import { gather } from './gather/gather.ts';
import { gelu } from './gelu/gelu.ts';
import { hardSigmoid } from './hardSigmoid/hardSigmoid.ts';
import { hardSwish } from './hardSwish/hardSwish.ts';
import { hardtanh } from './hardtanh/hardtanh.ts';
import { relu6 } from './hardtanh/relu6.ts';
import { indexSelect } from './indexSelect/indexSelect.ts';
import { isFinite } from './isFinite/isFinite.ts';
import { isNan } from './isNan/isNan.ts';
import { leakyRelu } from './leakyRelu/leakyRelu.ts';
import { log } from './log/log.ts';
import { log1p } from './log1p/log1p.ts';
import { log2 } from './log2/log2.ts';
import { logicalAnd } from './logical/logicalAnd.ts';
import { logicalNot } from './logical/logicalNot.ts';
import { logicalOr } from './logical/logicalOr.ts';
import { logicalXor } from './logical/logicalXor.ts';
import { logSoftmax } from './logSoftmax/logSoftmax.ts';
import { logsumexp } from './logsumexp/logsumexp.ts';
import { maskedFill } from './maskedFill/maskedFill.ts';
import { matmul } from './matmul/matmul.ts';
import { max } from './max/max.ts';
import { maximum } from './maximum/maximum.ts';
import { mean } from './mean/mean.ts';
import { min } from './min/min.ts';
import { minimum } from './minimum/minimum.ts';
import { mish } from './mish/mish.ts';
import { mul } from './mul/mul.ts';
import { neg } from './neg/neg.ts';
import { norm } from './norm/norm.ts';
import { pad } from './pad/pad.ts';
import { permute } from './permute/permute.ts';
import { transpose } from './permute/transpose.ts';
import { pow } from './pow/pow.ts';
import { prod } from './prod/prod.ts';
import { reciprocal } from './reciprocal/reciprocal.ts';
import { relu } from './relu/relu.ts';
import { remainder } from './remainder/remainder.ts';
import { reshape } from './reshape/reshape.ts';
import { roll } from './roll/roll.ts';
import { ceil } from './rounding/ceil.ts';
import { floor } from './rounding/floor.ts';
import { round } from './rounding/round.ts';
import { sign } from './rounding/sign.ts';
import { rsqrt } from './rsqrt/rsqrt.ts';
import { scatterAdd } from './scatterAdd/scatterAdd.ts';
import { sigmoid } from './sigmoid/sigmoid.ts';
import { silu } from './silu/silu.ts';
import { slice } from './slice/slice.ts';
import { split } from './slice/split.ts';
import { softmax } from './softmax/softmax.ts';
import { softplus } from './softplus/softplus.ts';
import { softsign } from './softsign/softsign.ts';
import { argsort } from './sort/argsort.ts';
import { sort } from './sort/sort.ts';
import { sqrt } from './sqrt/sqrt.ts';
import { square } from './square/square.ts';
import { sub } from './sub/sub.ts';
import { sum } from './sum/sum.ts';
import { tanh } from './tanh/tanh.ts';
import { topK } from './topK/topK.ts';
import { tril } from './triangle/tril.ts';
import { triu } from './triangle/triu.ts';
import { atan } from './trigonometry/atan.ts';
import { atan2 } from './trigonometry/atan2.ts';
import { cos } from './trigonometry/cos.ts';
import { sin } from './trigonometry/sin.ts';
import { tan } from './trigonometry/tan.ts';
import { std } from './variance/std.ts';
import { variance } from './variance/variance.ts';

const methods = {
  abs,
  add,
  affine,
  all,
  any,
  argmax,
  argmin,
  argsort,
  atan,
  atan2,
  ceil,
  clamp,
  clone,
  cos,
  cumsum,
  div,
  elu,
  eq,
  erf,
  exp,
  expand,
  expm1,
  flip,
  floor,
  gather,
  ge,
  gelu,
  gt,
  hardSigmoid,
  hardSwish,
  hardtanh,
  indexSelect,
  isFinite,
  isNan,
  le,
  leakyRelu,
  log,
  log1p,
  log2,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  logSoftmax,
  logsumexp,
  lt,
  maskedFill,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mish,
  mul,
  ne,
  neg,
  norm,
  pad,
  permute,
  pow,
  prod,
  reciprocal,
  relu,
  relu6,
  remainder,
  repeat,
  reshape,
  roll,
  round,
  rsqrt,
  scatterAdd,
  sigmoid,
  sign,
  silu,
  sin,
  slice,
  softmax,
  softplus,
  softsign,
  sort,
  split,
  sqrt,
  square,
  std,
  sub,
  sum,
  tan,
  tanh,
  to,
  topK,
  transpose,
  tril,
  triu,
  var: variance,
};

/** The methods' types: each function without its first argument. */
export type TensorMethods = {
  [Name in keyof typeof methods]: (typeof methods)[Name] extends (
    x: Tensor,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

/** Puts the methods on the class; called once when the package is loaded. */
export function installMethods(): void {
  for (const [name, method] of Object.entries(methods)) {
    Object.defineProperty(Tensor.prototype, name, {
      configurable: true,
      writable: true,
      value(this: Tensor, ...rest: unknown[]) {
        return (method as (x: Tensor, ...rest: unknown[]) => unknown)(this, ...rest);
      },
    });
  }
}

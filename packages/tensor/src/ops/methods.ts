/** Operations that read as methods of a tensor. One line makes an op's function a method. */
import { Tensor } from '../tensor.ts';
import { abs } from './abs/abs.ts';
import { add } from './add/add.ts';
import { affine } from './affine/affine.ts';
import { argmax } from './argmax/argmax.ts';
import { to } from './cast/to.ts';
import { clamp } from './clamp/clamp.ts';
import { clone } from './clone/clone.ts';
import { eq } from './comparison/eq.ts';
import { ge } from './comparison/ge.ts';
import { gt } from './comparison/gt.ts';
import { le } from './comparison/le.ts';
import { lt } from './comparison/lt.ts';
import { ne } from './comparison/ne.ts';
import { div } from './div/div.ts';
import { exp } from './exp/exp.ts';
import { expand } from './expand/expand.ts';
import { gelu } from './gelu/gelu.ts';
import { isFinite } from './isFinite/isFinite.ts';
import { isNan } from './isNan/isNan.ts';
import { log } from './log/log.ts';
import { logicalAnd } from './logical/logicalAnd.ts';
import { logicalNot } from './logical/logicalNot.ts';
import { logicalOr } from './logical/logicalOr.ts';
import { logicalXor } from './logical/logicalXor.ts';
import { matmul } from './matmul/matmul.ts';
import { max } from './max/max.ts';
import { maximum } from './maximum/maximum.ts';
import { mean } from './mean/mean.ts';
import { min } from './min/min.ts';
import { minimum } from './minimum/minimum.ts';
import { mul } from './mul/mul.ts';
import { neg } from './neg/neg.ts';
import { permute } from './permute/permute.ts';
import { transpose } from './permute/transpose.ts';
import { pow } from './pow/pow.ts';
import { relu } from './relu/relu.ts';
import { reshape } from './reshape/reshape.ts';
import { rsqrt } from './rsqrt/rsqrt.ts';
import { sigmoid } from './sigmoid/sigmoid.ts';
import { silu } from './silu/silu.ts';
import { slice } from './slice/slice.ts';
import { split } from './slice/split.ts';
import { softplus } from './softplus/softplus.ts';
import { sqrt } from './sqrt/sqrt.ts';
import { square } from './square/square.ts';
import { sub } from './sub/sub.ts';
import { sum } from './sum/sum.ts';
import { tanh } from './tanh/tanh.ts';

const methods = {
  abs,
  add,
  affine,
  argmax,
  clamp,
  clone,
  div,
  eq,
  exp,
  expand,
  ge,
  gelu,
  gt,
  isFinite,
  isNan,
  le,
  log,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  lt,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  ne,
  neg,
  permute,
  pow,
  relu,
  reshape,
  rsqrt,
  sigmoid,
  silu,
  slice,
  softplus,
  split,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  to,
  transpose,
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

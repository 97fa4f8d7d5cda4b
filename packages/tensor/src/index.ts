import { installMethods } from './ops/methods.ts';

installMethods();

export { CraftError, isCraftError } from './errors.ts';
export type {
  Backend,
  BackendInfo,
  DeviceKind,
  MatmulPaths,
  MemoryReport,
  TuningOptions,
  TuningReport,
} from './backend/backend.ts';
export type { Allocations } from './backend/planning/planningBackend.ts';
export { PlanningDevice } from './planningDevice.ts';
export { Device, defaultDevice, setDefaultDevice } from './device.ts';
export { kernelChoices, tuneKernels } from './tuneKernels.ts';
export type { BodyName } from './backend/kernel.ts';
export type { KernelChoice, KernelChoices } from './backend/kernelChoices.ts';
export type { Launch } from './backend/launch.ts';
export { chooseDevice, openDevice, probeDevices, type DeviceReport, type OpenOptions } from './openDevice.ts';
export type { DType, HostArray, HostValues } from './dtype.ts';
export { halfBits, halfValues } from './halfBits.ts';
export type { Shape } from './shape.ts';
export { Tensor, type TensorOptions } from './tensor.ts';
export { arange, full, ones, randn, tensor, uniform, zeros } from './creation.ts';
export type { CreationOptions, NestedNumbers, RandomOptions } from './creation.ts';
export { autocast, type AutocastDType } from './autocast.ts';
export { checkpoint } from './autograd/checkpoint.ts';
export { customGradient, type CustomGradient, type GradientContext } from './autograd/customGradient.ts';
export { grad, type GradOptions } from './autograd/grad.ts';
export type { GradientHook } from './autograd/gradientHooks.ts';
export { noGrad, isGradEnabled } from './autograd/graph.ts';
export { compile, type CompiledStep, type CompileOptions } from './compile/compile.ts';
export { hostEffect } from './compile/hostEffect.ts';
export { derive, isScalar, valueOf, variable, type Scalar, type Variable } from './compile/scalar.ts';
export type { FusedKernel, PlanReport } from './compile/planReport.ts';
export type { KernelTime } from './backend/plan.ts';
export { scope } from './scope.ts';
export { philox, Random } from './random.ts';
export { randomScope, type RandomScopeOptions } from './randomScope.ts';
export {
  scaledDotProductAttention,
  type ScaledDotProductAttentionOptions,
} from './ops/attention/scaledDotProductAttention.ts';
export { adamwStep, type AdamwOptions } from './ops/adamwStep/adamwStep.ts';
export { adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveMaxPool2d } from './ops/adaptivePool/adaptivePool.ts';
export { addLayerNorm } from './ops/addLayerNorm/addLayerNorm.ts';
export { addRmsNorm } from './ops/addRmsNorm/addRmsNorm.ts';
export { affine } from './ops/affine/affine.ts';
export { all } from './ops/all/all.ts';
export { any } from './ops/any/any.ts';
export { argmax } from './ops/argmax/argmax.ts';
export { argmin } from './ops/argmax/argmin.ts';
export { attention, type AttentionOptions } from './ops/attention/attention.ts';
export { avgPool1d, type AvgPool1dOptions } from './ops/avgPool1d/avgPool1d.ts';
export { avgPool2d, type AvgPool2dOptions } from './ops/avgPool2d/avgPool2d.ts';
export { batchNorm, type BatchNormOptions } from './ops/batchNorm/batchNorm.ts';
export { bernoulli } from './ops/bernoulli/bernoulli.ts';
export { binaryCrossEntropy } from './ops/binaryCrossEntropy/binaryCrossEntropy.ts';
export { cachedAttention, type CachedAttentionOptions } from './ops/cachedAttention/cachedAttention.ts';
export { cast } from './ops/cast/cast.ts';
export { causalConv1d, type CausalConv1dOptions } from './ops/causalConv1d/causalConv1d.ts';
export { causalConv1dState } from './ops/causalConv1d/causalConv1dState.ts';
export { clamp } from './ops/clamp/clamp.ts';
export {
  lossScaleStep,
  type LossScaleRates,
  type LossScaleState,
  type LossScaleVerdict,
} from './ops/lossScaleStep/lossScaleStep.ts';
export { computesHalves } from './computesHalves.ts';
export { runIf } from './runIf.ts';
export { clipScale } from './ops/clipScale/clipScale.ts';
export { eq } from './ops/comparison/eq.ts';
export { ge } from './ops/comparison/ge.ts';
export { gt } from './ops/comparison/gt.ts';
export { le } from './ops/comparison/le.ts';
export { lt } from './ops/comparison/lt.ts';
export { ne } from './ops/comparison/ne.ts';
export { concat } from './ops/concat/concat.ts';
export { stack } from './ops/concat/stack.ts';
export { conv1d, type Conv1dOptions } from './ops/conv1d/conv1d.ts';
export { conv2d, type Conv2dOptions } from './ops/conv2d/conv2d.ts';
export { convTranspose1d, type ConvTranspose1dOptions } from './ops/convTranspose1d/convTranspose1d.ts';
export { convTranspose2d, type ConvTranspose2dOptions } from './ops/convTranspose2d/convTranspose2d.ts';
export { crossEntropy, type CrossEntropyOptions, type Reduction } from './ops/crossEntropy/crossEntropy.ts';
export { cumsum } from './ops/cumsum/cumsum.ts';
export { dropout } from './ops/dropout/dropout.ts';
export { einsum } from './ops/einsum/einsum.ts';
export { elu } from './ops/elu/elu.ts';
export { checkIds } from './ops/embedding/checkIds.ts';
export { embedding } from './ops/embedding/embedding.ts';
export { sortIds } from './ops/embedding/sortIds.ts';
export { erf } from './ops/erf/erf.ts';
export { repeat } from './ops/expand/repeat.ts';
export { exchange } from './ops/exchange/exchange.ts';
export { expm1 } from './ops/expm1/expm1.ts';
export { flip } from './ops/flip/flip.ts';
export { gather } from './ops/gather/gather.ts';
export { fillInto } from './ops/fill/fill.ts';
export { geglu, swiglu } from './ops/gated/gated.ts';
export { gelu } from './ops/gelu/gelu.ts';
export { globalNorm } from './ops/globalNorm/globalNorm.ts';
export { groupedMatmul } from './ops/groupedMatmul/groupedMatmul.ts';
export { groupNorm } from './ops/groupNorm/groupNorm.ts';
export { gru, type GruWeights } from './ops/gru/gru.ts';
export { hardSigmoid } from './ops/hardSigmoid/hardSigmoid.ts';
export { hardSwish } from './ops/hardSwish/hardSwish.ts';
export { hardtanh } from './ops/hardtanh/hardtanh.ts';
export { relu6 } from './ops/hardtanh/relu6.ts';
export { huberLoss } from './ops/huberLoss/huberLoss.ts';
export { smoothL1Loss } from './ops/huberLoss/smoothL1Loss.ts';
export { indexSelect } from './ops/indexSelect/indexSelect.ts';
export { isFinite } from './ops/isFinite/isFinite.ts';
export { isNan } from './ops/isNan/isNan.ts';
export { klDivergence } from './ops/klDivergence/klDivergence.ts';
export { l1Loss } from './ops/l1Loss/l1Loss.ts';
export { layerNorm } from './ops/layerNorm/layerNorm.ts';
export { leakyRelu } from './ops/leakyRelu/leakyRelu.ts';
export { lerpInto } from './ops/lerpInto/lerpInto.ts';
export { linear, type FusedActivation, type LinearOptions } from './ops/linear/linear.ts';
export { linearRecurrence } from './ops/linearRecurrence/linearRecurrence.ts';
export { lionStep, type LionOptions } from './ops/lionStep/lionStep.ts';
export { log1p } from './ops/log1p/log1p.ts';
export { log2 } from './ops/log2/log2.ts';
export { logicalAnd } from './ops/logical/logicalAnd.ts';
export { logicalNot } from './ops/logical/logicalNot.ts';
export { logicalOr } from './ops/logical/logicalOr.ts';
export { logicalXor } from './ops/logical/logicalXor.ts';
export { logSoftmax } from './ops/logSoftmax/logSoftmax.ts';
export { logsumexp } from './ops/logsumexp/logsumexp.ts';
export { lstm, type LstmState, type LstmWeights } from './ops/lstm/lstm.ts';
export { maskedFill } from './ops/maskedFill/maskedFill.ts';
export { matmul, type MatmulOptions } from './ops/matmul/matmul.ts';
export { maximum } from './ops/maximum/maximum.ts';
export { maxPool1d, type MaxPool1dOptions } from './ops/maxPool1d/maxPool1d.ts';
export { maxPool2d, type MaxPool2dOptions } from './ops/maxPool2d/maxPool2d.ts';
export { minimum } from './ops/minimum/minimum.ts';
export { mish } from './ops/mish/mish.ts';
export { mseLoss } from './ops/mseLoss/mseLoss.ts';
export { multinomial } from './ops/multinomial/multinomial.ts';
export { newtonSchulz } from './ops/newtonSchulz/newtonSchulz.ts';
export { norm, type NormOptions } from './ops/norm/norm.ts';
export { oneHot } from './ops/oneHot/oneHot.ts';
export { pad, type PadOptions } from './ops/pad/pad.ts';
export { prod } from './ops/prod/prod.ts';
export { permutation } from './ops/random/permutation.ts';
export { randomIntegers } from './ops/random/randomIntegers.ts';
export { reciprocal } from './ops/reciprocal/reciprocal.ts';
export { remainder } from './ops/remainder/remainder.ts';
export { rmsNorm } from './ops/rmsNorm/rmsNorm.ts';
export { roll } from './ops/roll/roll.ts';
export { rotary, type RotaryLayout, type RotaryOptions } from './ops/rotary/rotary.ts';
export type { RotaryScaling } from './ops/rotary/rotaryFrequencies.ts';
export { ceil } from './ops/rounding/ceil.ts';
export { floor } from './ops/rounding/floor.ts';
export { round } from './ops/rounding/round.ts';
export { sign } from './ops/rounding/sign.ts';
export { scatterAdd } from './ops/scatterAdd/scatterAdd.ts';
export { segmentDecay } from './ops/segmentDecay/segmentDecay.ts';
export { selectiveScan, type SelectiveScanOptions } from './ops/selectiveScan/selectiveScan.ts';
export { sgdStep, type SgdOptions } from './ops/sgdStep/sgdStep.ts';
export { silu } from './ops/silu/silu.ts';
export { split } from './ops/slice/split.ts';
export { softmax } from './ops/softmax/softmax.ts';
export { softplus } from './ops/softplus/softplus.ts';
export { softsign } from './ops/softsign/softsign.ts';
export { argsort } from './ops/sort/argsort.ts';
export { sort, type SortOptions } from './ops/sort/sort.ts';
export { stateSpaceScan, type StateSpaceScanOptions } from './ops/stateSpaceScan/stateSpaceScan.ts';
export { topK } from './ops/topK/topK.ts';
export { tril } from './ops/triangle/tril.ts';
export { triu } from './ops/triangle/triu.ts';
export { atan } from './ops/trigonometry/atan.ts';
export { atan2 } from './ops/trigonometry/atan2.ts';
export { cos } from './ops/trigonometry/cos.ts';
export { sin } from './ops/trigonometry/sin.ts';
export { tan } from './ops/trigonometry/tan.ts';
export { upsampleBilinear } from './ops/upsample/upsampleBilinear.ts';
export { upsampleNearest } from './ops/upsample/upsampleNearest.ts';
export type { UpsampleSize } from './ops/upsample/upsampleSize.ts';
export type { VarianceOptions } from './ops/variance/deviations.ts';
export { std } from './ops/variance/std.ts';
export { variance } from './ops/variance/variance.ts';
export { where } from './ops/where/where.ts';
export { writeRows } from './ops/writeRows/writeRows.ts';
export { opTable, type OpName } from './ops/table.ts';

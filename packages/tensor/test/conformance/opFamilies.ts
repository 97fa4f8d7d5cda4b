/** Chapters of the op reference: folders of src/ops. A new folder with public functions belongs in one of them. */
export const opFamilies: Readonly<Record<string, readonly string[]>> = {
  Arithmetic: [
    ...['abs', 'add', 'affine', 'clamp', 'div', 'exp', 'expm1', 'log', 'log1p', 'log2', 'maximum', 'minimum'],
    ...['mul', 'neg', 'pow', 'reciprocal', 'remainder', 'rounding', 'rsqrt', 'sqrt', 'square', 'sub', 'erf'],
    ...['trigonometry'],
  ],
  'Comparisons, masks and types': [
    ...['cast', 'comparison', 'isFinite', 'isNan', 'logical', 'maskedFill', 'where'],
  ],
  Activations: [
    ...['elu', 'gated', 'gelu', 'hardSigmoid', 'hardSwish', 'hardtanh', 'leakyRelu', 'logSoftmax', 'mish'],
    ...['relu', 'sigmoid', 'silu', 'softmax', 'softplus', 'softsign', 'tanh'],
  ],
  'Reductions and scans': [
    ...['all', 'any', 'argmax', 'cumsum', 'globalNorm', 'logsumexp', 'max', 'mean', 'min', 'norm', 'prod'],
    ...['sum', 'variance'],
  ],
  'Shapes and copies': [
    ...['clone', 'concat', 'expand', 'flip', 'pad', 'permute', 'reshape', 'roll', 'slice', 'triangle'],
  ],
  'Indexing and sorting': [...['embedding', 'gather', 'indexSelect', 'oneHot', 'scatterAdd', 'sort', 'topK']],
  Products: ['einsum', 'groupedMatmul', 'linear', 'matmul', 'newtonSchulz'],
  Attention: ['attention', 'cachedAttention', 'rotary'],
  Normalisation: ['addLayerNorm', 'addRmsNorm', 'batchNorm', 'groupNorm', 'layerNorm', 'rmsNorm'],
  'Convolution and pooling': [
    ...['adaptivePool', 'avgPool1d', 'avgPool2d', 'conv1d', 'conv2d', 'convTranspose1d', 'convTranspose2d'],
    ...['maxPool1d', 'maxPool2d', 'upsample'],
  ],
  Recurrences: [
    ...['causalConv1d', 'gru', 'linearRecurrence', 'lstm', 'segmentDecay', 'selectiveScan', 'stateSpaceScan'],
  ],
  Losses: ['binaryCrossEntropy', 'crossEntropy', 'huberLoss', 'klDivergence', 'l1Loss', 'mseLoss'],
  'Random numbers': ['bernoulli', 'dropout', 'multinomial', 'random'],
  'Training, in place': [
    'adamwStep',
    'clipScale',
    'exchange',
    'fill',
    'lerpInto',
    'lionStep',
    'lossScaleStep',
    'sgdStep',
    'writeRows',
  ],
};

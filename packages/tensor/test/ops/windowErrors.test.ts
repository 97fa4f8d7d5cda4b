/** What a user reads when what a convolution, a pooling or an upsampling gets does not fit. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  adaptiveAvgPool2d,
  avgPool2d,
  causalConv1d,
  causalConv1dState,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  maxPool1d,
  maxPool2d,
  openDevice,
  setDefaultDevice,
  upsampleBilinear,
  upsampleNearest,
  zeros,
  type Device,
} from '../../src/index.ts';
import { errorMessages } from './errorMessages.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
  setDefaultDevice(device);
});
afterAll(() => device.close());

const image = () => zeros([2, 6, 8, 8]);
const weight = () => zeros([4, 6, 3, 3]);

const attempts: Readonly<Record<string, () => unknown>> = {
  'conv2d without a batch': () => conv2d(zeros([6, 8, 8]), weight()),
  'conv2d of other channels': () => conv2d(zeros([2, 5, 8, 8]), weight()),
  'conv2d in groups that do not divide': () => conv2d(image(), zeros([4, 2, 3, 3]), null, { groups: 3 }),
  'conv2d in half a group': () => conv2d(image(), weight(), null, { groups: 0.5 }),
  'conv2d with a bias that does not fit': () => conv2d(image(), weight(), zeros([6])),
  'conv2d with a window that does not fit': () => conv2d(zeros([2, 6, 2, 8]), weight()),
  'conv2d of whole numbers': () => conv2d(zeros([2, 6, 8, 8], { dtype: 'i32' }), weight()),
  'conv2d with a stride of zero': () => conv2d(image(), weight(), null, { stride: [1, 0] }),
  "conv2d of the 'same' size with a stride": () =>
    conv2d(image(), weight(), null, { stride: 2, padding: 'same' }),
  'conv1d of an image': () => conv1d(image(), weight()),
  'conv1d of other channels': () => conv1d(zeros([2, 5, 8]), zeros([4, 6, 3])),
  'conv1d with half a dilation': () => conv1d(zeros([2, 6, 8]), zeros([4, 6, 3]), null, { dilation: 0.5 }),
  'conv1d with a window that does not fit': () => conv1d(zeros([2, 6, 2]), zeros([4, 6, 3])),
  'convTranspose2d of other channels': () => convTranspose2d(image(), weight()),
  'convTranspose2d with too much at the end': () =>
    convTranspose2d(image(), zeros([6, 4, 3, 3]), null, { stride: 2, outputPadding: 2 }),
  'convTranspose2d with everything cropped': () =>
    convTranspose2d(zeros([2, 6, 1, 1]), zeros([6, 4, 3, 3]), null, { padding: 2 }),
  'convTranspose1d with a bias that does not fit': () =>
    convTranspose1d(zeros([2, 6, 5]), zeros([6, 4, 3]), zeros([6])),
  'causalConv1d of other channels': () => causalConv1d(zeros([2, 5, 3]), zeros([4, 3])),
  'causalConv1d with a wide window': () => causalConv1d(zeros([2, 5, 3]), zeros([3, 9])),
  'causalConv1d with a bias that does not fit': () =>
    causalConv1d(zeros([2, 5, 3]), zeros([3, 4]), zeros([4])),
  'causalConv1d with a state that does not fit': () =>
    causalConv1d(zeros([2, 5, 3]), zeros([3, 4]), null, { initialState: zeros([2, 4, 3]) }),
  'causalConv1dState with a state that does not fit': () =>
    causalConv1dState(zeros([2, 5, 3]), 4, zeros([2, 4, 3])),
  'maxPool2d without a batch': () => maxPool2d(zeros([6, 8, 8]), 2),
  'maxPool2d with a window that does not fit': () => maxPool2d(image(), 9),
  'maxPool2d with much padding': () => maxPool2d(image(), 3, { padding: 2 }),
  'maxPool2d with a window of nothing': () => maxPool2d(image(), 0),
  'maxPool1d of an image': () => maxPool1d(image(), 2),
  'maxPool1d with a window that does not fit': () => maxPool1d(zeros([2, 6, 3]), 4),
  'avgPool2d of whole numbers': () => avgPool2d(zeros([2, 6, 8, 8], { dtype: 'i32' }), 2),
  'adaptiveAvgPool2d to nothing': () => adaptiveAvgPool2d(image(), [0, 1]),
  'adaptiveAvgPool2d of nothing': () => adaptiveAvgPool2d(zeros([2, 6, 0, 8]), 1),
  'upsampleNearest without a batch': () => upsampleNearest(zeros([6, 8, 8]), { scaleFactor: 2 }),
  'upsampleNearest to nothing': () => upsampleNearest(image(), { scaleFactor: 0.1 }),
  'upsampleBilinear to half an element': () => upsampleBilinear(image(), { size: [2, 2.5] }),
};

test('windows say what does not fit', () => {
  expect(errorMessages(attempts)).toMatchInlineSnapshot(`
    "conv2d without a batch
      conv.rank: conv2d: expected x [B, C, H, W] and a weight of four axes but received [6, 8, 8] and [4, 6, 3, 3]
    conv2d of other channels
      conv.channels: conv2d: x [2, 5, 8, 8] has 5 channels but weight [4, 6, 3, 3] with groups 1 takes 6
    conv2d in groups that do not divide
      conv.channels: conv2d: x [2, 6, 8, 8] has 6 channels but weight [4, 2, 3, 3] with groups 3 does not divide its first axis
    conv2d in half a group
      conv.channels: conv2d: x [2, 6, 8, 8] has 6 channels but weight [4, 6, 3, 3] with groups 0.5 takes 3
    conv2d with a bias that does not fit
      conv.bias: conv2d: expected a bias of shape [4] but received [6]
    conv2d with a window that does not fit
      conv.size: conv2d: a window of [3, 3] leaves nothing of x [2, 6, 2, 8]
    conv2d of whole numbers
      dtype.mismatch: conv2d: expected x of f32 but received i32 [2, 6, 8, 8]
    conv2d with a stride of zero
      window.options: conv2d: expected a stride of whole numbers ≥ 1 but received [1,0]
    conv2d of the 'same' size with a stride
      conv.padding: conv2d: expected a stride of 1 for padding 'same' but received [2,2]
    conv1d of an image
      conv.rank: conv1d: expected x [B, C, L] and a weight of three axes but received [2, 6, 8, 8] and [4, 6, 3, 3]
    conv1d of other channels
      conv.channels: conv1d: x [2, 5, 8] has 5 channels but weight [4, 6, 3] with groups 1 takes 6
    conv1d with half a dilation
      window.options: conv1d: expected a dilation of whole numbers ≥ 1 but received 0.5
    conv1d with a window that does not fit
      conv.size: conv1d: a window of [3] leaves nothing of x [2, 6, 2]
    convTranspose2d of other channels
      conv.channels: convTranspose2d: x [2, 6, 8, 8] has 6 channels but weight [4, 6, 3, 3] with groups 1 takes 4
    convTranspose2d with too much at the end
      window.options: convTranspose2d: expected outputPadding below stride or dilation but received [2,2]
    convTranspose2d with everything cropped
      conv.size: convTranspose2d: a window of [3, 3] leaves nothing of x [2, 6, 1, 1]
    convTranspose1d with a bias that does not fit
      conv.bias: convTranspose1d: expected a bias of shape [4] but received [6]
    causalConv1d of other channels
      causalConv1d.shape: causalConv1d: expected x [B, T, C] and weight [C, K] but received [2, 5, 3] and [4, 3]
    causalConv1d with a wide window
      causalConv1d.shape: causalConv1d: expected a weight of 1 to 8 taps but received [3, 9]
    causalConv1d with a bias that does not fit
      causalConv1d.shape: causalConv1d: expected a bias of shape [3] but received [4]
    causalConv1d with a state that does not fit
      causalConv1d.shape: causalConv1d: expected an initialState of shape [2, 3, 3] but received [2, 4, 3]
    causalConv1dState with a state that does not fit
      causalConv1d.shape: causalConv1dState: expected x [B, T, C], a width ≥ 1 and an initialState [2, 3, 3] but received x [2, 5, 3], width 4 and [2, 4, 3]
    maxPool2d without a batch
      pool.rank: maxPool2d: expected x [B, C, H, W] but received [6, 8, 8]
    maxPool2d with a window that does not fit
      pool.size: maxPool2d: the windows leave nothing of x [2, 6, 8, 8]
    maxPool2d with much padding
      window.options: maxPool2d: expected a padding of at most half the window [3,3] but received [2,2]
    maxPool2d with a window of nothing
      window.options: maxPool2d: expected a kernelSize of whole numbers ≥ 1 but received 0
    maxPool1d of an image
      pool.rank: maxPool1d: expected x [B, C, L] but received [2, 6, 8, 8]
    maxPool1d with a window that does not fit
      pool.size: maxPool1d: the windows leave nothing of x [2, 6, 3]
    avgPool2d of whole numbers
      dtype.mismatch: avgPool2d: expected x of f32 but received i32 [2, 6, 8, 8]
    adaptiveAvgPool2d to nothing
      window.options: adaptiveAvgPool2d: expected an outputSize of whole numbers ≥ 1 but received [0,1]
    adaptiveAvgPool2d of nothing
      pool.size: adaptiveAvgPool2d: the windows leave nothing of x [2, 6, 0, 8]
    upsampleNearest without a batch
      upsample.shape: upsample: expected x [B, C, H, W] with H and W ≥ 1 but received [6, 8, 8]
    upsampleNearest to nothing
      upsample.size: upsampleNearest: expected a scaleFactor that leaves at least one element but received 0.1 for 8 × 8
    upsampleBilinear to half an element
      window.options: upsampleBilinear: expected a size of whole numbers ≥ 1 but received [2,2.5]"
  `);
});

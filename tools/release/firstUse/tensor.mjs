import assert from 'node:assert/strict';
import { openDevice, setDefaultDevice, tensor } from '@craft/tensor';

const device = await openDevice('cpu');
setDefaultDevice(device);
const x = tensor([1, 2, 3], { requiresGrad: true });
x.mul(x).sum().backward();
assert.deepEqual([...(await x.grad.data())], [2, 4, 6]);
await device.close();

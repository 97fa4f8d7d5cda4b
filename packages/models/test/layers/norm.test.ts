import { openDevice, tensor, type Device } from '@craft/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNorm, LayerNorm, ParameterFactory, RmsNorm } from '../../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
});
afterAll(() => device.close());

test('createNorm makes the kind that is asked for, starting as the plain normalisation', async () => {
  const parameters = new ParameterFactory({ seed: 0, device });
  const layer = createNorm('layer', { width: 4, bias: true }, parameters);
  const rms = createNorm('rms', { width: 4, bias: true }, parameters);
  expect(layer).toBeInstanceOf(LayerNorm);
  expect(rms).toBeInstanceOf(RmsNorm);
  expect([...layer.stateDict().keys()]).toEqual(['weight', 'bias']);
  expect([...rms.stateDict().keys()]).toEqual(['weight']);
  const x = tensor([[3, 1, 1, 3]], { device });
  const near = (values: ArrayLike<number>) => Array.from(values, (value) => Math.round(value * 1e3) / 1e3);
  expect(near(await layer.forward(x).data())).toEqual([1, -1, -1, 1]);
  expect(near(await rms.forward(x).data())).toEqual([1.342, 0.447, 0.447, 1.342]);
});

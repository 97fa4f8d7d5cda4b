/** The scan of Mamba-2 against PyTorch's step-by-step recurrence, cut into chunks of every kind. */
import { expect, test } from 'vitest';
import { concat, scope, stateSpaceScan, tensor, type Device } from '../../src/index.ts';
import { expectClose } from '../conformance/expectClose.ts';
import type { TorchFigures } from '../conformance/parseFigures.ts';
import { torchFigures } from '../conformance/torchFigures.ts';
import { eachDevice } from '../eachDevice.ts';

const figures = Object.entries(torchFigures('stateSpaceScan'));
const close = { absolute: 2e-5, relative: 2e-5 };

/** Shapes of x and b, from the name of an entry: `[2, 5, 2, 3], 1 groups of 2 states`. */
function sizesOf(name: string) {
  const [batch = 0, steps = 0, heads = 0, width = 0, groups = 0, count = 0] = (name.match(/\d+/g) ?? []).map(
    Number,
  );
  return { batch, steps, heads, width, groups, count };
}

async function evaluate(device: Device, name: string, one: TorchFigures, chunk: number) {
  const { batch, steps, heads, width, groups, count } = sizesOf(name);
  const shapes = [
    [batch, steps, heads, width],
    [batch, steps, heads],
    [heads],
    [batch, steps, groups, count],
    [batch, steps, groups, count],
    [batch, heads, count, width],
    [heads],
    [heads],
  ];
  const { inputs, output } = scope(() => {
    const inputs = one.inputs.map((values, i) =>
      tensor(Float32Array.from(values), { shape: shapes[i] ?? [], device, requiresGrad: true }),
    );
    const [x, dt, a, b, c, state, d = null, dtBias = null] = inputs;
    if (!x || !dt || !a || !b || !c || !state) throw new Error(`${name}: expected six inputs or more`);
    const options = { state, d, dtBias, dtSoftplus: d !== null, chunk };
    const found = stateSpaceScan(x, dt, a, b, c, options);
    const output = concat([found.output.reshape(batch, -1), found.state.reshape(batch, -1)], 1);
    output.backward(tensor(Float32Array.from(one.weights ?? []), { shape: one.shape, device }));
    return { inputs, output };
  });
  const gradients = [];
  for (const { grad } of inputs) gradients.push(await grad?.data());
  return { output: await output.data(), gradients };
}

eachDevice((device) => {
  test.each(figures.flatMap(([name, one]) => [2, 3, 64].map((chunk) => ({ name, one, chunk }))))(
    '$name, chunks of $chunk',
    async ({ name, one, chunk }) => {
      const got = await evaluate(device(), name, one, chunk);
      expectClose(`${name}: output`, got.output, one.output, close);
      expect(one.gradients).toHaveLength(got.gradients.length);
      one.gradients?.forEach((wanted, i) => {
        if (wanted) expectClose(`${name}: gradient ${i}`, got.gradients[i] ?? [], wanted, close);
      });
    },
  );
});

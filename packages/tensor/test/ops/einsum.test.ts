/** einsum is made of other operations: each equation against PyTorch, forward and gradients. */
import { expect, test } from 'vitest';
import { einsum, isCraftError, scope, tensor, zeros, type Tensor } from '../../src/index.ts';
import { torchFigures } from '../conformance/torchFigures.ts';
import { expectClose } from '../conformance/expectClose.ts';
import { eachDevice } from '../eachDevice.ts';

const figures = Object.entries(torchFigures('einsum'));

eachDevice((device, { kind }) => {
  test.each(figures)('%s', async (name, wanted) => {
    const at = name.indexOf('[');
    const equation = name.slice(0, at).trim();
    const shapes = JSON.parse(name.slice(at)) as number[][];
    const { inputs, output } = scope(() => {
      const inputs = shapes.map((shape, i) =>
        tensor(Float32Array.from(wanted.inputs[i] ?? []), { shape, device: device(), requiresGrad: true }),
      );
      const output = einsum(equation, ...inputs);
      output.backward(
        tensor(Float32Array.from(wanted.weights ?? []), { shape: output.shape, device: device() }),
      );
      return { inputs, output };
    });
    expect(output.shape).toEqual(wanted.shape);
    expectClose(`${kind} ${name}`, await output.data(), wanted.output, 1e-5);
    for (const [i, input] of inputs.entries()) {
      const gradient = await (input.grad as Tensor).data();
      expectClose(`${kind} ${name}: gradient ${i}`, gradient, wanted.gradients?.[i] ?? [], 1e-5);
    }
    for (const one of [output, ...inputs]) {
      one.zeroGrad();
      one.dispose();
    }
  });

  test('says what does not fit', () => {
    const on = { device: device() };
    const attempts: readonly (readonly [string, ...(readonly number[])[]])[] = [
      ['ii->i', [3, 3]],
      ['ij,jk->ikk', [3, 4], [4, 5]],
      ['ij,jk->ik', [3, 4]],
      ['ij,jk->ik', [3, 4], [5, 2]],
      ['ij->i', [3, 4, 5]],
      ['ij->ik', [3, 4]],
      ['i1->i', [3, 4]],
      ['ij->i->j', [3, 4]],
      ['...i...->i', [3, 4]],
    ];
    const messages = attempts.map(([equation, ...shapes]) => {
      try {
        einsum(equation, ...shapes.map((shape) => zeros(shape, on)));
        return `${equation}: no error`;
      } catch (error) {
        return isCraftError(error) ? `${error.code}: ${error.message}` : String(error);
      }
    });
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "einsum.equation: einsum: "ii->i": index i stands twice in "ii"; diagonals are not supported
      einsum.equation: einsum: "ij,jk->ikk": index k stands twice in "ikk"; diagonals are not supported
      einsum.equation: einsum: "ij,jk->ik": expected terms for 1 operands and at most one ->
      einsum.shape: einsum: index j has length 4 and, in operand 1 of shape [5, 2], 5
      einsum.shape: einsum: "ij" names 2 axes but operand 0 has shape [3, 4, 5]
      einsum.equation: einsum: "ij->ik": index k of the result stands in no operand
      einsum.equation: einsum: "i1->i": expected letters and at most one ellipsis but received "i1"
      einsum.equation: einsum: "ij->i->j": expected terms for 1 operands and at most one ->
      einsum.equation: einsum: "...i...->i": expected letters and at most one ellipsis but received "...i...""
    `);
  });
});

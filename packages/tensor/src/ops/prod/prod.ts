import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { accumulateInto, accumulateKernel } from '../accumulate/accumulate.ts';
import { addKernel } from '../add/add.ts';
import { binaryRaw } from '../elementwise/binary.ts';
import { filled, fillKernel } from '../fill/fill.ts';
import { mulKernel } from '../mul/mul.ts';
import { quotientOrZeroKernel } from '../norm/quotientOrZero.ts';
import { apply, defineOp, input } from '../op.ts';
import { equalKernel } from '../reduction/extremum.ts';
import {
  reduceAxes,
  reducedShape,
  reductionAttributes,
  reductionKernel,
  reductionOutputs,
  type ReductionAttributes,
  type ReductionOptions,
} from '../reduction/reduction.ts';
import { sumKernel } from '../sum/sum.ts';

const product = `fn initial(first: Element) -> Element { return Element(1); }
fn combine(a: Element, b: Element) -> Element { return a * b; }`;
const prodKernel = reductionKernel('prod', product);
const prodWordsKernel = reductionKernel('prodWords', product, 'u32');

export const prodOp = defineOp<ReductionAttributes>({
  name: 'prod',
  kernels: [
    prodKernel,
    prodWordsKernel,
    accumulateKernel,
    addKernel,
    equalKernel,
    fillKernel,
    mulKernel,
    quotientOrZeroKernel,
    sumKernel,
  ],
  outputs: (specs, attributes) => reductionOutputs('prod', specs, attributes, ['f32', 'i32', 'u32']),
  forward: ({ inputs, outputs, attributes: { axes } }) => {
    const x = input(inputs, 0);
    reduceAxes(x.dtype === 'f32' ? prodKernel : prodWordsKernel, x, input(outputs, 0), axes);
  },
  backward: ({ inputs, attributes: { axes } }, gradient) => [
    gradientOfProduct(input(inputs, 0), gradient, axes),
  ],
  flops: (specs) => sizeOf(input(specs, 0).shape),
});

/**
 * What comes in times the product of a group's other elements. Without zeros that is product/x; where one element is
 * 0, it alone has a gradient, the product of the others; where several are, none has.
 */
function gradientOfProduct(x: Tensor, gradient: Tensor, axes: readonly number[]): Tensor {
  const columns = reducedShape(x.shape, axes, true);
  const column = (): Tensor => emptyTensor(columns, 'f32', x.device);
  const incoming = gradient.alias(columns);
  const [none, single] = [filled([], 0, x.device), filled([], 1, x.device)];
  const zeros = binaryRaw(equalKernel, x, none);
  const filledUp = binaryRaw(addKernel, x, zeros);
  const [others, counts] = [column(), column()];
  reduceAxes(prodKernel, filledUp, others, axes);
  reduceAxes(sumKernel, zeros, counts, axes);
  const share = binaryRaw(mulKernel, others, incoming);
  const [noZeros, oneZero] = [binaryRaw(equalKernel, counts, none), binaryRaw(equalKernel, counts, single)];
  const [forAll, forZero] = [binaryRaw(mulKernel, share, noZeros), binaryRaw(mulKernel, share, oneZero)];
  const result = binaryRaw(quotientOrZeroKernel, forAll, x);
  const atZeros = binaryRaw(mulKernel, zeros, forZero);
  accumulateInto(result, atZeros);
  const temporary = [incoming, none, single, zeros, filledUp, others, counts, share, noZeros, oneZero];
  for (const one of [...temporary, forAll, forZero, atZeros]) one.dispose();
  return result;
}

/**
 * Product over one axis, several, or (by default) all; 1 over no elements. The gradient is exact also where elements
 * are 0. f32, or i32 and u32 (modulo 2³²). Throws `shape.axis`.
 */
export function prod(x: Tensor, axis?: number | readonly number[], options: ReductionOptions = {}): Tensor {
  return apply(prodOp, [x], reductionAttributes('prod', x, axis, options));
}

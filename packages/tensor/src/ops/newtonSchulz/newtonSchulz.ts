import { noGrad } from '../../autograd/graph.ts';
import { CraftError } from '../../errors.ts';
import { scope } from '../../scope.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { matmul } from '../matmul/matmul.ts';
import { expectDType } from '../op.ts';
import { sum } from '../sum/sum.ts';

/** Chosen for steepness at 0: singular values come near 1 within five steps but do not settle there. */
const [a, b, c] = [3.4445, -4.775, 2.0315];

/**
 * Moves every singular value of g [..., M, N] near 1 (about 0.7 to 1.2 after the default five steps), which
 * is how Muon makes a step out of a momentum: X ← a·X + (b·A + c·A²)·X with A = X·Xᵀ, starting from g divided
 * by its Frobenius norm. Leading axes are a batch. The products A are of the shorter side. f32 [..., M, N] → [..., M, N], outside autograd. Throws `newtonSchulz.rank` and
 * `newtonSchulz.steps`. Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks".
 */
export function newtonSchulz(g: Tensor, steps = 5): Tensor {
  expectDType('newtonSchulz', 'g', g, 'f32');
  if (g.rank < 2) {
    throw new CraftError(
      'newtonSchulz.rank',
      `newtonSchulz: expected g of rank 2 or more but received shape ${formatShape(g.shape)}`,
    );
  }
  if (!Number.isInteger(steps) || steps < 0) {
    throw new CraftError(
      'newtonSchulz.steps',
      `newtonSchulz: expected a whole number of steps from 0 on but received ${steps}`,
    );
  }
  const [rows = 0, columns = 0] = g.shape.slice(-2);
  const tall = rows > columns;
  return scope(() =>
    noGrad(() => {
      const norm = sum(g.square(), [-2, -1], { keepDims: true }).sqrt().add(1e-7);
      let x = g.div(norm);
      for (let step = 0; step < steps; step++) {
        const before = x;
        x = scope(() => iterate(before, tall));
        before.dispose();
      }
      return x;
    }),
  );
}

/** One iteration; a tall X is multiplied from the right, by a polynomial of Xᵀ·X. */
function iterate(x: Tensor, tall: boolean): Tensor {
  const gram = matmul(x, x, { transposeA: tall, transposeB: !tall });
  const mixed = gram.mul(b).add(matmul(gram, gram).mul(c));
  return x.mul(a).add(tall ? matmul(x, mixed) : matmul(mixed, x));
}

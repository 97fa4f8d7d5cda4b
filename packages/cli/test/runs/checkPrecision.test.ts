import { openDevice } from '@craft/tensor';
import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../src/errors/exitCodeOf.ts';
import { checkPrecision } from '../../src/runs/checkPrecision.ts';

/** What an adapter without shader-f16 says of itself. */
const info = {
  kind: 'webgpu',
  description: 'webgpu (Old GPU)',
  software: false,
  features: ['timestamp-query'],
  limits: {},
} as const;
const without = { kind: 'webgpu', description: info.description, info } as const;

describe('training.precision', () => {
  test('mixed is refused where the adapter has no f16, as a mistake of usage', () => {
    let error: unknown;
    try {
      checkPrecision(without, 'mixed');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchInlineSnapshot(
      `[CraftError: training.precision: expected f32 on webgpu (Old GPU), whose adapter does not compute with f16 (shader-f16), but received mixed]`,
    );
    expect(exitCodeOf(error)).toBe(2);
    expect(() => checkPrecision(without, 'f32')).not.toThrow();
  });

  test('mixed is fine on the cpu', async () => {
    const device = await openDevice('cpu', { threads: 1 });
    expect(() => checkPrecision(device, 'mixed')).not.toThrow();
    await device.close();
  });
});

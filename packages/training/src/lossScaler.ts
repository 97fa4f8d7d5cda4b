import { full, lossScaleStep, type Device, type LossScaleVerdict, type Tensor } from '@craft/tensor';

/** What a loss scaler has to remember, as numbers. */
export interface LossScalerState {
  readonly scale: number;
  /** Steps since the scale last changed. */
  readonly growthTracker: number;
  /** Steps skipped so far. */
  readonly skipped: number;
}

/** As torch.amp.GradScaler has them. */
const initialScale = 2 ** 16;
export const lossScaleRates = { growthFactor: 2, backoffFactor: 0.5, growthInterval: 2000 } as const;

/**
 * The dynamic loss scale of mixed precision: the loss is multiplied with `scale`, so that small gradients do not
 * vanish in f16. After a step whose gradient is not finite the scale is halved and the update is not made; after
 * 2,000 good ones in a row it doubles. All of it stays on the device.
 */
export class LossScaler {
  readonly scale: Tensor;
  /** Updates that were not made. */
  readonly skipped: Tensor;
  readonly #growthTracker: Tensor;
  readonly #rates: typeof lossScaleRates;

  constructor(device: Device, rates: Partial<typeof lossScaleRates> = {}) {
    const scalar = (value: number) => full([], value, { device }).keep();
    this.scale = scalar(initialScale);
    this.#growthTracker = scalar(0);
    this.skipped = scalar(0);
    this.#rates = { ...lossScaleRates, ...rates };
  }

  /** What to do with gradients whose global norm, of the scaled loss, is `norm`; moves the scale on. */
  judge(norm: Tensor): LossScaleVerdict {
    const { scale, skipped } = this;
    return lossScaleStep(norm, { scale, growthTracker: this.#growthTracker, skipped }, this.#rates);
  }

  async state(): Promise<LossScalerState> {
    const [scale, growthTracker, skipped] = await Promise.all(
      [this.scale, this.#growthTracker, this.skipped].map((one) => one.item()),
    );
    return { scale: scale ?? NaN, growthTracker: growthTracker ?? NaN, skipped: skipped ?? NaN };
  }

  load({ scale, growthTracker, skipped }: LossScalerState): void {
    this.scale.write(Float32Array.of(scale));
    this.#growthTracker.write(Float32Array.of(growthTracker));
    this.skipped.write(Float32Array.of(skipped));
  }

  /** Frees its memory on the device. */
  dispose(): void {
    for (const one of [this.scale, this.#growthTracker, this.skipped]) one.dispose();
  }
}

import type { Summary } from '../loggers/summary.ts';
import type { EvaluationResult } from '../evaluateModel.ts';
import type { FitResult } from '../fitResult.ts';
import type { Metrics } from '../metrics.ts';
import type { Progress } from '../pace.ts';
import type { RunFolder } from '../runs/runFolder.ts';
import type { TrainableModel } from '../trainableModel.ts';

/** What every handler is told: where the run is and what it works on. */
export interface TrainingEvent extends Progress {
  /** How many steps the run will have; null where its duration is in seconds. */
  readonly totalSteps: number | null;
  /** How much of the run is done, from 0 to 1. */
  readonly fraction: number;
  readonly seed: number;
  /** In `mixed` an update whose gradient overflowed is skipped. */
  readonly precision: 'f32' | 'mixed';
  readonly model: TrainableModel;
  /** Where results are written; undefined where nothing is. */
  readonly run: RunFolder | undefined;
  /** Aborted when somebody asks the run to stop. */
  readonly signal: AbortSignal;
  /** What is saved with every checkpoint to be found again: the program's configuration, versions. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Names the batch of the step under way, `its batch` where the task does not say. */
  readonly batch: string;
  /** Whether a multiple of a duration such as `500step` was reached by the last step. */
  isDue(every: string): boolean;
  /** Whether one will be reached by the step that comes or is under way. */
  willBeDue(every: string): boolean;
  /** Asks for the end of the run after this step, as an interrupted one that can go on. */
  readonly requestStop: (reason: string) => void;
  /** Gives loggers something to write besides figures: every `onSummary` hears of it. */
  readonly report: (summary: Summary) => Promise<unknown>;
}

/** What each handler receives. */
export interface CallbackEvents {
  onFitStart: TrainingEvent & { readonly resumedFrom: number | null };
  onStepStart: TrainingEvent;
  /** Gradients are complete and not yet clipped. */
  onBackwardEnd: TrainingEvent;
  onBeforeOptimizerStep: TrainingEvent & { readonly learningRate: number };
  /** The parameters are those after this step; its metrics are still on their way. */
  onStepEnd: TrainingEvent;
  /** Metrics have arrived, a few steps behind on a GPU: `metrics.step` says whose they are. */
  onLog: TrainingEvent & { readonly metrics: Metrics };
  /** Somebody reports a text, a distribution or a picture. */
  onSummary: TrainingEvent & { readonly summary: Summary };
  onEvaluateStart: TrainingEvent & { readonly splits: readonly string[] };
  onEvaluateEnd: TrainingEvent & { readonly results: Readonly<Record<string, EvaluationResult>> };
  onCheckpoint: TrainingEvent & { readonly path: string; readonly best: boolean };
  onEpochEnd: TrainingEvent;
  onError: TrainingEvent & { readonly error: unknown };
  onFitEnd: TrainingEvent & { readonly result: FitResult };
}

/** Names of the handlers. */
export type HandlerName = keyof CallbackEvents;

/** What a handler may ask for. */
export interface CallbackRequest {
  /** End the run after this step; its state is saved. */
  readonly stop?: boolean;
  /** Save a checkpoint after this step. */
  readonly save?: boolean;
  /** Evaluate after this step. */
  readonly evaluate?: boolean;
}

type Handlers = {
  [Name in HandlerName]?: (
    event: CallbackEvents[Name],
  ) => CallbackRequest | undefined | void | Promise<CallbackRequest | undefined | void>;
};

/** A plain object with handlers. What it must not lose goes through `state` and `load` into checkpoints, as JSON. */
export interface Callback extends Handlers {
  /**
   * Whether it wants to look inside the step that comes, with `onBackwardEnd` or `onBeforeOptimizerStep`; default:
   * every step. Such steps run op by op, the others as one compiled plan.
   */
  looksInside?(event: TrainingEvent): boolean;
  /** The evaluation's figure that it goes by, such as `val/loss`; checked before the first step. */
  readonly monitor?: string;
  state?(): unknown;
  load?(state: unknown): void;
}

/** What components of callbacks need besides their options. */
export interface CallbackContext {
  /** Continues a text with the model in training. */
  readonly sample?: (request: SampleRequest) => Promise<string>;
  /** Shows a text to people, such as a sample. */
  readonly show?: (text: string) => void;
}

/** A wish for a sample of generated text. */
export interface SampleRequest {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topK: number | null;
  readonly topP: number | null;
  readonly seed: number;
  /** Aborted when the run is asked to stop. */
  readonly signal: AbortSignal;
}

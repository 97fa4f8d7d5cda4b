import { isTrainMetrics, type EvaluationMetrics, type TrainMetrics } from '../metrics.ts';
import type { Callback, TrainingEvent } from './callback.ts';
import { formatCount, formatRate, formatTime } from './progressText.ts';

/** Where progress is written. */
export interface ProgressStream {
  write(text: string): unknown;
  /** Whether it is a terminal, on which a line can be drawn again. */
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Options of `consoleProgress`. */
export interface ConsoleProgressOptions {
  /** Default: standard error. */
  readonly stream?: ProgressStream;
  /** Milliseconds; default: since the process began. */
  readonly now?: () => number;
}

/** A callback that shows how a run goes, and lets others write in between. */
export interface ConsoleProgress extends Callback {
  /** Writes a text, such as a sample, without tearing the progress bar. */
  print(text: string): void;
}

const redrawMilliseconds = 100;
const plainMilliseconds = 1000;
const clearLine = '\r\u001b[K';

/**
 * Shows progress to people: on a terminal one line that is drawn again with a bar, elsewhere plain lines, at most
 * one a second besides the first, the last and evaluations.
 */
export function consoleProgress(options: ConsoleProgressOptions = {}): ConsoleProgress {
  const { stream = process.stderr, now = () => performance.now() } = options;
  const terminal = stream.isTTY === true;
  let began: { at: number; step: number } | undefined;
  let drawnAt = -Infinity;
  let bar = '';
  let train: TrainMetrics | undefined;
  let valLoss: number | undefined;

  function print(text: string): void {
    stream.write(`${bar === '' ? '' : clearLine}${text}\n${bar}`);
  }

  function draw(line: string): void {
    drawnAt = now();
    bar = `${clearLine}${line.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`;
    stream.write(bar);
  }

  function erase(): void {
    if (bar !== '') stream.write(clearLine);
    bar = '';
  }

  function secondsLeft({ step, totalSteps, fraction, elapsedSeconds }: TrainingEvent): number | undefined {
    if (totalSteps === null) return fraction > 0 ? (elapsedSeconds * (1 - fraction)) / fraction : undefined;
    if (!began || step - began.step < 3) return undefined;
    return ((now() - began.at) / 1000 / (step - began.step)) * (totalSteps - step);
  }

  function figures(event: TrainingEvent): string[] {
    const left = secondsLeft(event);
    const parts: string[] = [];
    if (train) parts.push(`loss ${train.smoothedLoss.toFixed(4)}`);
    if (valLoss !== undefined) parts.push(`val ${valLoss.toFixed(4)}`);
    if (train) parts.push(`lr ${formatRate(train.lr)}`);
    if (typeof train?.tokensPerSecond === 'number')
      parts.push(`${formatCount(train.tokensPerSecond)} tokens/s`);
    if (left !== undefined && event.fraction < 1) parts.push(`${formatTime(left)} left`);
    return parts;
  }

  function plainLine(event: TrainingEvent, step: number): string {
    const of = event.totalSteps === null ? '' : `/${event.totalSteps}`;
    return [`step ${step}${of}`, ...figures(event)].join('  ');
  }

  function barLine(event: TrainingEvent, note?: string): string {
    const filled = Math.floor(event.fraction * 20);
    const percent = `${Math.floor(event.fraction * 100)}%`.padStart(4);
    const of = event.totalSteps === null ? '' : `/${event.totalSteps}`;
    const parts = [`${percent} ${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${event.step}${of}`];
    return [...parts, ...(note === undefined ? figures(event) : [note])].join('  ');
  }

  function showEvaluation({ step, split, loss, perplexity, bitsPerCharacter }: EvaluationMetrics): void {
    if (split === 'val') valLoss = loss;
    const bits = bitsPerCharacter === undefined ? '' : `  ${bitsPerCharacter.toFixed(3)} bits/character`;
    print(`step ${step}  ${split} loss ${loss.toFixed(4)}  perplexity ${perplexity.toFixed(2)}${bits}`);
  }

  return {
    print,
    onFitStart(event) {
      began = { at: now(), step: event.step };
      if (event.resumedFrom !== null) print(`going on from step ${event.resumedFrom}`);
      if (terminal) draw(barLine(event, 'starting'));
    },
    onStepEnd(event) {
      if (terminal && now() - drawnAt >= redrawMilliseconds) draw(barLine(event));
    },
    onLog(event) {
      const { metrics } = event;
      if (!isTrainMetrics(metrics)) {
        showEvaluation(metrics);
        return;
      }
      const isFirst = train === undefined;
      train = metrics;
      if (terminal) return;
      if (isFirst || metrics.step === event.totalSteps || now() - drawnAt >= plainMilliseconds) {
        drawnAt = now();
        print(plainLine(event, metrics.step));
      }
    },
    onEvaluateStart(event) {
      if (terminal) draw(barLine(event, 'evaluating'));
    },
    onError: erase,
    onFitEnd(event) {
      erase();
      if (terminal) print(plainLine(event, event.step));
      const { status, tokensPerSecond, elapsedSeconds } = event.result;
      const rate = tokensPerSecond === null ? '' : `, ${formatCount(tokensPerSecond)} tokens/s`;
      print(`${status} after ${event.step} steps, ${formatTime(elapsedSeconds)}${rate}`);
    },
  };
}

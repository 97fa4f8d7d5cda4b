import { CraftError, isCraftError, parseDuration, type Duration } from '@craft/config';
import { compile, type CompiledStep, type Device } from '@craft/tensor';
import { breathe } from './breathe.ts';
import type { Callback, CallbackRequest, TrainingEvent } from './callbacks/callback.ts';
import { CallbackList, mergeRequests } from './callbacks/callbackList.ts';
import { runLogger } from './callbacks/runLogger.ts';
import { CheckpointKeeper } from './checkpoints/checkpointKeeper.ts';
import { readTensors, type Checkpoint } from './checkpoints/loadCheckpoint.ts';
import { CompiledTraining } from './compiledTraining.ts';
import {
  declaredMetrics,
  evaluateModel,
  evaluationSums,
  figureOf,
  type EvaluationResult,
  type EvaluationSums,
} from './evaluateModel.ts';
import type { FinalMetrics, FitResult, FitStatus } from './fitResult.ts';
import { LossScaler, lossScaleRates } from './lossScaler.ts';
import type { Loader } from './loader.ts';
import { Smoothing, type Metrics } from './metrics.ts';
import { checkMonitor } from './monitor.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import { OverfitLoader } from './overfitLoader.ts';
import { isComplete, isDue, stepsIn, type Progress } from './pace.ts';
import { ReadbackQueue } from './readbackQueue.ts';
import type { RunFolder } from './runs/runFolder.ts';
import type { Schedule } from './schedules/schedule.ts';
import type { Task } from './task.ts';
import { Throughput } from './throughput.ts';
import type { TrainableModel } from './trainableModel.ts';
import { completeSettings, type TrainingSettings, type TrainingSettingsInput } from './trainingSettings.ts';
import { runStep, type StepFigures } from './trainingStep.ts';
import { WeightAverage } from './weightAverage.ts';

/** What a Trainer works with. */
export interface TrainerOptions<Model extends TrainableModel, Batch> {
  readonly model: Model;
  readonly task: Task<NoInfer<Model>, Batch>;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  /** One batch for each step, without end. */
  readonly train: Loader<Batch>;
  /** Splits to evaluate on, each as a function that gives one fresh pass. `val` decides which checkpoint is best. */
  readonly evaluate?: Readonly<Record<string, () => AsyncIterable<Batch>>>;
  readonly callbacks?: Readonly<Record<string, Callback>>;
  /** Where results go; without it nothing is written. */
  readonly run?: RunFolder;
  /** What is left out has its default. */
  readonly settings: TrainingSettingsInput;
  /** Go on from here. */
  readonly resume?: Checkpoint;
  /** Saved with every checkpoint to be found again: resolved configuration, fingerprints, versions, git. */
  readonly about?: Readonly<Record<string, unknown>>;
  /** Makes evaluations say bits per character; 1 for a character tokenizer. */
  readonly charactersPerToken?: number | undefined;
  /** Makes evaluations say bits per byte of UTF-8. */
  readonly bytesPerToken?: number | undefined;
}

/** A step whose figures are on their way. */
interface PendingStep extends Progress {
  readonly learningRate: number;
  /** Names its batch. */
  readonly batch: string;
  readonly isLogged: boolean;
}

/** Trains a model: steps, evaluations, checkpoints, and everything that callbacks hang onto them. */
export class Trainer<Model extends TrainableModel, Batch> {
  readonly #options: TrainerOptions<Model, Batch> & { readonly settings: TrainingSettings };
  readonly #callbacks: CallbackList;
  readonly #keeper: CheckpointKeeper | undefined;
  readonly #device: Device;
  readonly #duration: Duration;
  readonly #stop = new AbortController();
  readonly #average: WeightAverage | undefined;
  readonly #smoothing = new Smoothing();
  readonly #throughput = new Throughput();
  readonly #figures: ReadbackQueue<PendingStep>;
  /** Undefined where steps run op by op. */
  readonly #compiled: CompiledTraining<Model, Batch> | undefined;
  readonly #evaluationLoss: CompiledStep<[Batch], EvaluationSums> | undefined;
  /** Undefined in f32. */
  readonly #scaler: LossScaler | undefined;
  #skippedSteps = 0;
  #started: number | undefined;
  #elapsedBefore = 0;
  #before: Progress = { step: 0, epoch: 0, tokens: 0, elapsedSeconds: 0 };
  #now: Progress = this.#before;
  #final: FinalMetrics = { trainLoss: null, valLoss: null };
  #evaluationDue = false;
  /** Whether a callback asked for the end after an evaluation. */
  #isEnough = false;
  /** Names the batch of the step under way. */
  #batch = 'its batch';
  /** Whether something happened since the last checkpoint. */
  #unsaved = false;

  /**
   * @throws CraftError `callback.unknown-handler`, `duration.pace`, `monitor.unknown`, `training.settings` or
   * `training.no-parameters`: whatever can be known to go wrong before the first step
   */
  constructor(options: TrainerOptions<Model, Batch>) {
    const { model, callbacks = {}, run, resume } = options;
    const settings = completeSettings(options.settings);
    const { overfitBatches } = settings;
    const isWhole = overfitBatches === null || options.train instanceof OverfitLoader;
    const train = isWhole ? options.train : new OverfitLoader(options.train, overfitBatches);
    this.#options = { ...options, settings, train };
    this.#callbacks = new CallbackList(run ? { 'run logger': runLogger(run), ...callbacks } : callbacks);
    this.#keeper = run && new CheckpointKeeper(run.checkpoints, settings, resume);
    this.#device = deviceOf(model);
    this.#duration = parseDuration(settings.duration);
    stepsIn(this.#duration, train);
    this.#checkMonitors();
    const { task, optimizer } = options;
    const { seed, gradientClip, precision, compile: isCompiled, ema } = settings;
    this.#average = ema ? new WeightAverage(model.namedParameters(), ema) : undefined;
    const average = this.#average;
    if (precision === 'mixed') this.#scaler = new LossScaler(this.#device);
    const scaler = this.#scaler;
    if (isCompiled) {
      const device = this.#device;
      this.#compiled = new CompiledTraining({
        model,
        task,
        optimizer,
        device,
        seed,
        gradientClip,
        average,
        scaler,
      });
      this.#evaluationLoss = compile((part: Batch) => evaluationSums(model, task, part), { device });
    }
    // The cpu runs a step before the call returns: there is nothing to stall, and errors come at once.
    this.#figures = new ReadbackQueue(this.#device.kind === 'cpu' ? 0 : 3);
  }

  /**
   * Asks to stop: the step under way is finished and its state saved, then `fit` returns with the status
   * `interrupted`. For signals, from anywhere, any number of times.
   */
  requestStop(reason = 'the run was asked to stop'): void {
    if (!this.#stop.signal.aborted) this.#stop.abort(new CraftError(reason, { code: 'training.stopped' }));
  }

  /**
   * Trains until the duration is reached or somebody asks to stop.
   *
   * @throws CraftError `training.non-finite` where the loss or the gradient is NaN or infinite, naming step and
   * batch; the checkpoints made before stay. `training.data-ended`, `training.no-targets`, `checkpoint.write`,
   * `callback.failed`, and whatever the model throws.
   */
  async fit(): Promise<FitResult> {
    if (this.#started !== undefined) {
      throw new CraftError('training: expected a new Trainer but fit was called before', {
        code: 'training.started',
      });
    }
    this.#started = performance.now();
    const { run } = this.#options;
    try {
      await this.#begin();
      const status = await this.#steps();
      const result = this.#result(status);
      const { step, final, tokensPerSecond, elapsedSeconds } = result;
      run?.update({
        status,
        step,
        final,
        tokensPerSecond,
        elapsedSeconds,
        finishedAt: new Date().toISOString(),
      });
      await this.#callbacks.call('onFitEnd', () => ({ ...this.#event(), result }));
      return result;
    } catch (error) {
      await this.#fail(error);
      throw error;
    } finally {
      this.#compiled?.dispose();
      this.#evaluationLoss?.dispose();
      this.#average?.dispose();
      this.#scaler?.dispose();
    }
  }

  async #begin(): Promise<void> {
    const { model, run, resume } = this.#options;
    if (resume) await this.#restore(resume);
    // A run killed before its first checkpoint begins again in its folder.
    run?.dropMetricsAfter(this.#now.step);
    let parameters = 0;
    for (const [, parameter] of model.namedParameters()) parameters += parameter.size;
    run?.update({
      status: 'running',
      parameters,
      step: this.#now.step,
      finishedAt: null,
      error: null,
      ...(resume ? { resumedAt: new Date().toISOString() } : {}),
    });
    model.train();
    await this.#callbacks.call('onFitStart', () => ({
      ...this.#event(),
      resumedFrom: resume ? resume.step : null,
    }));
  }

  async #restore(checkpoint: Checkpoint): Promise<void> {
    const { model, optimizer, schedule, train } = this.#options;
    const { state } = checkpoint;
    if (state.optimizer.type !== optimizer.name) {
      throw new CraftError(
        `resume: expected the optimizer ${state.optimizer.type} of the saved run but received ${optimizer.name}`,
        { code: 'resume.optimizer' },
      );
    }
    model.loadStateDict(await readTensors(checkpoint, 'model'));
    if (state.ema) this.#average?.load(await readTensors(checkpoint, 'ema'), state.ema.updates);
    optimizer.load({ tensors: await readTensors(checkpoint, 'optimizer'), values: state.optimizer.values });
    train.load(state.loader);
    if (state.schedule !== undefined) schedule.load?.(state.schedule);
    this.#callbacks.load(state.callbacks);
    this.#smoothing.load(state.smoothing);
    if (this.#scaler && state.lossScale) {
      this.#scaler.load(state.lossScale);
      this.#skippedSteps = state.lossScale.skipped;
    }
    this.#final = state.final;
    this.#evaluationDue = state.evaluationDue;
    this.#elapsedBefore = state.elapsedSeconds;
    this.#now = this.#progress(state.step, state.tokens);
    this.#before = this.#now;
  }

  async #steps(): Promise<FitStatus> {
    const { settings } = this.#options;
    const { signal } = this.#stop;
    // An evaluation that the session before did not finish.
    if (this.#evaluationDue) await this.#settle({ evaluate: true, save: false });
    for (let stopped = false; !stopped && !this.#isEnough && !this.#complete && !signal.aborted;) {
      const asked = await this.#step();
      stopped = asked.stop === true;
      const last = stopped || this.#complete;
      await this.#settle({
        evaluate: last || asked.evaluate === true || this.#isDue(settings.evaluateEvery),
        save: last || asked.save === true || this.#isDue(settings.checkpointEvery),
      });
      await breathe();
    }
    if (this.#unsaved) await this.#save();
    return signal.aborted && (!this.#complete || this.#evaluationDue) ? 'interrupted' : 'completed';
  }

  async #step(): Promise<CallbackRequest> {
    const { task, schedule, settings } = this.#options;
    const { step } = this.#now;
    const begin = performance.now();
    const dataBefore = this.#options.train.state();
    const batch = await this.#nextBatch();
    this.#batch = task.describe?.(batch) ?? 'its batch';
    await this.#callbacks.call('onStepStart', () => this.#event());
    const learningRate = schedule(step);
    const figures = await this.#update(batch, learningRate).catch((error: unknown) =>
      this.#saveStateBefore(error, dataBefore),
    );
    this.#device.submit();
    const tokens = task.tokens(batch);
    this.#before = this.#now;
    this.#now = this.#progress(step + 1, this.#now.tokens + tokens);
    this.#unsaved = true;
    const about = {
      ...this.#now,
      learningRate,
      batch: this.#batch,
      isLogged: step === 0 || this.#complete || this.#isDue(settings.logEvery),
    };
    const { loss, gradNorm, unscale, proceed } = figures;
    this.#figures.push(about, [loss, gradNorm, ...(unscale && proceed ? [unscale, proceed] : [])]);
    await this.#readFigures();
    this.#throughput.add(tokens, (performance.now() - begin) / 1000);

    const asked = await this.#callbacks.call('onStepEnd', () => this.#event());
    if (!this.#isDue('1epoch')) return asked;
    return mergeRequests(asked, await this.#callbacks.call('onEpochEnd', () => this.#event()));
  }

  /** The update itself: compiled, or op by op where callbacks want to look in between. */
  async #update(batch: Batch, learningRate: number): Promise<StepFigures> {
    const { model, task, optimizer, settings } = this.#options;
    const { microbatchSize } = settings;
    const { step } = this.#now;
    const { seed, gradientClip } = settings;
    const microbatches = microbatchSize === null ? 1 : Math.ceil(settings.batchSize / microbatchSize);
    const which = { batch, microbatchSize, microbatches, step, learningRate };
    const hooks = {
      onBackwardEnd: () => this.#callbacks.call('onBackwardEnd', () => this.#event()),
      onBeforeOptimizerStep: () =>
        this.#callbacks.call('onBeforeOptimizerStep', () => ({ ...this.#event(), learningRate })),
    };
    if (this.#compiled) {
      const isLookedInto = this.#callbacks.looksInside(() => this.#event());
      return isLookedInto ? this.#compiled.eagerStep({ ...which, ...hooks }) : this.#compiled.step(which);
    }
    return runStep({
      ...which,
      model,
      task,
      optimizer,
      seed,
      gradientClip,
      average: this.#average,
      scaler: this.#scaler,
      ...hooks,
    });
  }

  /** Where a callback found a fault before the update, the state that it was found in is still there: keep it. */
  async #saveStateBefore(error: unknown, loader: unknown): Promise<never> {
    if (!this.#keeper || !isCraftError(error) || error.code !== 'training.non-finite') throw error;
    await this.#save(loader);
    throw new CraftError(error.message, {
      code: error.code,
      hint: `The state from before the step is in ${this.#keeper.last}: what goes on from it meets the same.`,
      cause: error,
    });
  }

  async #nextBatch(): Promise<Batch> {
    const batch = await this.#options.train.next();
    if (batch !== null) return batch;
    throw new CraftError(`training: expected a batch for step ${this.#now.step + 1} but the data has ended`, {
      code: 'training.data-ended',
      hint: 'The training loader must begin again by itself.',
    });
  }

  /** What comes between two steps. What an evaluation finds out belongs to the checkpoint made after it. */
  async #settle({ evaluate, save }: { evaluate: boolean; save: boolean }): Promise<void> {
    if (evaluate) this.#evaluationDue = this.#splits.length > 0;
    const improved = this.#evaluationDue && (await this.#evaluate());
    if (this.#unsaved && (save || improved || this.#stop.signal.aborted)) await this.#save();
  }

  /** Evaluates all splits; true where the parameters are now among the best. Asked to stop, it leaves it due. */
  async #evaluate(): Promise<boolean> {
    await this.#readFigures(true);
    const { model, task, settings, evaluate = {}, charactersPerToken, bytesPerToken } = this.#options;
    const { signal } = this.#stop;
    await this.#callbacks.call('onEvaluateStart', () => ({ ...this.#event(), splits: this.#splits }));
    const results: Record<string, EvaluationResult> = {};
    for (const [split, batches] of Object.entries(evaluate)) {
      const measure = () =>
        evaluateModel(model, task, batches(), {
          microbatchSize: settings.microbatchSize,
          maxBatches: settings.evaluateBatches,
          signal,
          ...(this.#evaluationLoss ? { lossOf: this.#evaluationLoss } : {}),
          charactersPerToken,
          bytesPerToken,
        });
      try {
        results[split] = await (this.#average ? this.#average.during(measure) : measure());
      } catch (error) {
        if (signal.aborted && error === signal.reason) return false;
        throw error;
      }
    }
    this.#evaluationDue = false;
    this.#unsaved = true;
    for (const [split, result] of Object.entries(results)) await this.#logEvaluation(split, result);
    const asked = await this.#callbacks.call('onEvaluateEnd', () => ({ ...this.#event(), results }));
    if (asked.stop) this.#isEnough = true;
    const main = results['val'] ?? Object.values(results)[0];
    if (!main) return false;
    this.#final = { ...this.#final, valLoss: main.loss };
    const { schedule } = this.#options;
    if (schedule.monitor !== undefined) schedule.observe?.(figureOf(results, schedule.monitor));
    const monitor = this.#monitor;
    return this.#keeper?.consider(this.#now.step, monitor, figureOf(results, monitor)) ?? false;
  }

  /** What decides which checkpoints are best. */
  get #monitor(): string {
    const { monitor } = this.#options.settings;
    return monitor ?? `${this.#splits.includes('val') ? 'val' : this.#splits[0]}/loss`;
  }

  #checkMonitors(): void {
    const { task, schedule, settings, callbacks = {} } = this.#options;
    const declared = declaredMetrics(this.#splits, task, this.#options);
    if (settings.monitor !== null) checkMonitor('training', settings.monitor, declared);
    if (schedule.monitor !== undefined) checkMonitor('schedule', schedule.monitor, declared);
    for (const [name, { monitor }] of Object.entries(callbacks)) {
      if (monitor !== undefined) checkMonitor(`callbacks.${name}`, monitor, declared);
    }
  }

  async #logEvaluation(split: string, { tokens, ...figures }: EvaluationResult): Promise<void> {
    const { step, epoch, tokens: seen } = this.#now;
    if (!Number.isFinite(figures.loss)) {
      throw new CraftError(
        `training: expected a finite loss on ${split} but received ${figures.loss} at step ${step}`,
        {
          code: 'training.non-finite',
          hint: this.#recoveryHint(),
        },
      );
    }
    const elapsedSeconds = this.#elapsed();
    await this.#log({
      step,
      split,
      ...figures,
      epoch,
      tokens: seen,
      evaluatedTokens: tokens,
      elapsedSeconds,
    });
  }

  /** Takes over the figures that have arrived; waits for all of them where `all` is set. */
  async #readFigures(all = false): Promise<void> {
    for await (const { about, values } of this.#figures.take(all)) {
      const [loss = NaN, norm = NaN, unscale, proceed] = values;
      const isSkipped = proceed === 0;
      if (isSkipped) this.#skippedSteps++;
      this.#checkFinite(about, loss, isSkipped ? 0 : norm);
      const lossScale = unscale === undefined ? undefined : 1 / unscale;
      if (isSkipped && lossScale !== undefined) this.#checkLossScale(about, lossScale);
      const gradNorm = isSkipped ? NaN : norm;
      const smoothedLoss = this.#smoothing.add(loss);
      this.#final = { ...this.#final, trainLoss: loss };
      if (!about.isLogged) continue;
      await this.#log({
        step: about.step,
        split: 'train',
        loss,
        smoothedLoss,
        lr: about.learningRate,
        gradNorm,
        ...(lossScale === undefined ? {} : { lossScale, skippedSteps: this.#skippedSteps }),
        epoch: about.epoch,
        tokens: about.tokens,
        tokensPerSecond: this.#throughput.takeRecent(),
        elapsedSeconds: about.elapsedSeconds,
        deviceBytes: this.#device.memory().liveBytes,
      });
    }
  }

  #checkFinite({ step, batch }: PendingStep, loss: number, gradNorm: number): void {
    if (Number.isFinite(loss) && Number.isFinite(gradNorm)) return;
    const [what, value] = Number.isFinite(loss) ? ['gradient norm', gradNorm] : ['loss', loss];
    throw new CraftError(
      `training: expected a finite ${what} but received ${value} at step ${step} (${batch})`,
      {
        code: 'training.non-finite',
        hint: this.#recoveryHint(),
      },
    );
  }

  /** A gradient that is not finite at any scale is not one that overflowed. */
  #checkLossScale({ step, batch }: PendingStep, lossScale: number): void {
    if (lossScale * lossScaleRates.backoffFactor >= 1) return;
    throw new CraftError(
      `training: expected a finite gradient at some loss scale but received none down to ${lossScale} at step ${step} (${batch})`,
      { code: 'training.loss-scale', hint: `${this.#recoveryHint()} So may training.precision=f32.` },
    );
  }

  #recoveryHint(): string {
    const last = this.#keeper?.last;
    const from = last ? `The state before is in ${last}. ` : '';
    return `${from}A lower optimizer.learningRate, a longer schedule.warmup or a smaller training.gradientClip may help.`;
  }

  async #log(metrics: Metrics): Promise<void> {
    await this.#callbacks.call('onLog', () => ({ ...this.#event(), metrics }));
  }

  /** @param loader Where the data goes on; default: where it is. */
  async #save(loader = this.#options.train.state()): Promise<void> {
    // A checkpoint is of a state whose figures are known to be sound.
    await this.#readFigures(true);
    this.#unsaved = false;
    if (!this.#keeper) return;
    const { model, optimizer, schedule, settings, run, about = {} } = this.#options;
    const { tensors, values } = optimizer.state();
    const { path, best } = await this.#keeper.save({
      model: model.stateDict(),
      optimizer: tensors,
      ema: this.#average?.tensors,
      state: {
        version: 1,
        step: this.#now.step,
        tokens: this.#now.tokens,
        elapsedSeconds: this.#elapsed(),
        seed: settings.seed,
        loader,
        optimizer: { type: optimizer.name, values },
        ...(this.#average ? { ema: { updates: this.#average.updates } } : {}),
        ...(schedule.state ? { schedule: schedule.state() } : {}),
        callbacks: this.#callbacks.state(),
        ...(this.#scaler ? { lossScale: await this.#scaler.state() } : {}),
        smoothing: this.#smoothing.state(),
        final: this.#final,
        evaluationDue: this.#evaluationDue,
        about,
      },
    });
    run?.update({ step: this.#now.step, final: this.#final, elapsedSeconds: this.#elapsed() });
    await this.#callbacks.call('onCheckpoint', () => ({ ...this.#event(), path, best }));
  }

  async #fail(error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    try {
      await this.#callbacks.call('onError', () => ({ ...this.#event(), error }));
      this.#options.run?.update({
        status: 'failed',
        step: this.#now.step,
        elapsedSeconds: this.#elapsed(),
        finishedAt: new Date().toISOString(),
        error: { code: isCraftError(error) ? error.code : null, message },
      });
    } catch {
      // What went wrong first is what people must hear of.
    }
  }

  #result(status: FitStatus): FitResult {
    const { step, tokens } = this.#now;
    return {
      status,
      step,
      tokens,
      final: this.#final,
      tokensPerSecond: this.#throughput.overall(),
      elapsedSeconds: this.#elapsed(),
      checkpoint: this.#keeper?.last ?? null,
    };
  }

  get #complete(): boolean {
    return isComplete(this.#duration, this.#options.train, this.#now);
  }

  get #splits(): string[] {
    return Object.keys(this.#options.evaluate ?? {});
  }

  #isDue(every: string | null): boolean {
    return every !== null && isDue(every, this.#before, this.#now);
  }

  #elapsed(): number {
    return this.#elapsedBefore + (performance.now() - (this.#started ?? performance.now())) / 1000;
  }

  #progress(step: number, tokens: number): Progress {
    const { batchesPerEpoch } = this.#options.train;
    const epoch = batchesPerEpoch > 0 ? step / batchesPerEpoch : 0;
    return { step, epoch, tokens, elapsedSeconds: this.#elapsed() };
  }

  #event(): TrainingEvent {
    const { model, run, settings, train } = this.#options;
    const totalSteps = stepsIn(this.#duration, train);
    const { step, elapsedSeconds } = this.#now;
    const fraction = totalSteps === null ? elapsedSeconds / this.#duration.value : step / totalSteps;
    return {
      ...this.#now,
      totalSteps,
      fraction: Math.min(1, fraction),
      seed: settings.seed,
      precision: settings.precision,
      model,
      run,
      signal: this.#stop.signal,
      about: this.#options.about ?? {},
      batch: this.#batch,
      isDue: (every) => this.#isDue(every),
      willBeDue: (every) =>
        isDue(every, this.#now, this.#progress(step + 1, this.#now.tokens + train.tokensPerBatch)),
      requestStop: (reason) => this.requestStop(reason),
      report: (summary) => this.#callbacks.call('onSummary', () => ({ ...this.#event(), summary })),
    };
  }
}

function deviceOf(model: TrainableModel): Device {
  for (const [, parameter] of model.namedParameters()) return parameter.device;
  throw new CraftError('training: expected a model with parameters but it has none', {
    code: 'training.no-parameters',
  });
}

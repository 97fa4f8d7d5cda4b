export { Trainer, type TrainerOptions } from './trainer.ts';
export type { FinalMetrics, FitResult, FitStatus } from './fitResult.ts';
export { trainingSchema, type TrainingSettings, type TrainingSettingsInput } from './trainingSettings.ts';
export { callbackComponents, optimizerComponents, scheduleComponents } from './components.ts';

export type { Loss, Task } from './task.ts';
export { languageModelTask } from './languageModelTask.ts';
export type { LanguageModel, LanguageModelTaskOptions, TokenBatch } from './languageModelTask.ts';
export type { Loader } from './loader.ts';
export { inEvaluationMode, type HostTensor, type TrainableModel } from './trainableModel.ts';
export {
  planLaunches,
  predictMemory,
  type MemoryNeed,
  type MemoryPrediction,
  type PredictionOptions,
} from './predictMemory.ts';
export { LossScaler, type LossScalerState } from './lossScaler.ts';
export { isComplete, isDue, stepsIn, type Pace, type Progress } from './pace.ts';
export {
  declaredMetrics,
  evaluateModel,
  type EvaluationOptions,
  type EvaluationResult,
  type EvaluationSums,
} from './evaluateModel.ts';
export { WeightAverage, type WeightAverageOptions } from './weightAverage.ts';
export { isTrainMetrics, type EvaluationMetrics, type Metrics, type TrainMetrics } from './metrics.ts';

export type {
  Optimizer,
  OptimizerContext,
  OptimizerState,
  SavedOptimizerState,
  UpdateOptions,
} from './optimizers/optimizer.ts';
export { AdamW, type AdamWOptions } from './optimizers/adamW.ts';
export { Adam } from './optimizers/adam.ts';
export { SGD, type SGDOptions } from './optimizers/sgd.ts';
export { Lion, type LionRuleOptions } from './optimizers/lion.ts';
export { Muon, type MuonOptions, type MuonScaling } from './optimizers/muon.ts';
export { Adafactor, type AdafactorOptions } from './optimizers/adafactor.ts';
export { GroupedOptimizer } from './optimizers/groupedOptimizer.ts';
export type { ParameterUpdate, UpdateRule } from './optimizers/updateRule.ts';
export { parameterGroups } from './optimizers/parameterGroups.ts';
export type { GroupOptions, ParameterGroup, ParameterGroupsOptions } from './optimizers/parameterGroups.ts';
export type { Schedule, ScheduleContext } from './schedules/schedule.ts';
export { cosineSchedule, type CosineScheduleOptions } from './schedules/cosineSchedule.ts';
export { constantSchedule } from './schedules/constantSchedule.ts';
export type { DecayScheduleOptions } from './schedules/decaySchedule.ts';
export { linearSchedule } from './schedules/linearSchedule.ts';
export { polynomialSchedule, type PolynomialScheduleOptions } from './schedules/polynomialSchedule.ts';
export {
  cosineRestartsSchedule,
  type CosineRestartsScheduleOptions,
} from './schedules/cosineRestartsSchedule.ts';
export { inverseSqrtSchedule, type InverseSqrtScheduleOptions } from './schedules/inverseSqrtSchedule.ts';
export { wsdSchedule, type WsdScheduleOptions, type WsdShape } from './schedules/wsdSchedule.ts';
export { plateauSchedule, type PlateauScheduleOptions } from './schedules/plateauSchedule.ts';
export { checkMonitor, type MonitorMode } from './monitor.ts';

export type {
  Callback,
  CallbackContext,
  CallbackEvents,
  CallbackRequest,
  HandlerName,
  SampleRequest,
  TrainingEvent,
} from './callbacks/callback.ts';
export { handlerNames } from './callbacks/callbackList.ts';
export { sampleCallback, type SampleOptions } from './callbacks/sampleCallback.ts';
export { consoleProgress } from './callbacks/consoleProgress.ts';
export type { ConsoleProgress, ConsoleProgressOptions, ProgressStream } from './callbacks/consoleProgress.ts';
export { runLogger } from './callbacks/runLogger.ts';
export { earlyStopping, type EarlyStoppingOptions } from './callbacks/earlyStopping.ts';
export { timeLimit, type TimeLimitOptions } from './callbacks/timeLimit.ts';
export { histograms, type HistogramOptions } from './callbacks/histograms.ts';
export { nanGuard, type NanGuardOptions } from './callbacks/nanGuard.ts';
export { OverfitLoader } from './overfitLoader.ts';
export { csvLogger } from './loggers/csvLogger.ts';
export { logFile } from './loggers/logFile.ts';
export { tensorBoardLogger } from './loggers/tensorBoardLogger.ts';
export { histogramOf, type Histogram } from './loggers/histogram.ts';
export type { Summary } from './loggers/summary.ts';

export { RunFolder, readMetrics, type NewRun } from './runs/runFolder.ts';
export { readRunRecord, runStatus, type RunRecord, type RunStatus } from './runs/runRecord.ts';
export { assertNotRunning, runningOwner, type LockOwner } from './runs/runLock.ts';
export { gitState, type GitState } from './runs/gitState.ts';
export { replaceFile } from './files/durable.ts';
export { readJsonLines } from './files/jsonLines.ts';

export { saveCheckpoint, type CheckpointContents } from './checkpoints/saveCheckpoint.ts';
export {
  latestCheckpoint,
  loadCheckpoint,
  readModel,
  readTensors,
  type Checkpoint,
} from './checkpoints/loadCheckpoint.ts';
export { checkpointName, checkpointSteps } from './checkpoints/checkpointFolder.ts';
export { verifyCheckpoint, type Manifest } from './checkpoints/manifest.ts';
export { findCheckpoint } from './checkpoints/pointers.ts';
export type { BestCheckpoint, TrainingState } from './checkpoints/trainingState.ts';
export { assertResumable, compareConfigs } from './compareConfigs.ts';
export type { ConfigDifference, DifferenceKind } from './compareConfigs.ts';

export { readSafetensors, readSafetensorsHeader } from './safetensors/readSafetensors.ts';
export type { SafetensorsFile, SafetensorsTensor } from './safetensors/readSafetensors.ts';
export { writeSafetensors, type TensorToWrite, type WrittenFile } from './safetensors/writeSafetensors.ts';
export type { SafetensorsHeader, TensorEntry } from './safetensors/header.ts';
export type { SafetensorsData, SafetensorsDType } from './safetensors/dtypes.ts';

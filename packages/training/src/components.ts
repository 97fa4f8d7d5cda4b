import { earlyStoppingComponent } from './callbacks/earlyStopping.ts';
import { histogramsComponent } from './callbacks/histograms.ts';
import { nanGuardComponent } from './callbacks/nanGuard.ts';
import { sampleComponent } from './callbacks/sampleCallback.ts';
import { timeLimitComponent } from './callbacks/timeLimit.ts';
import { csvComponent } from './loggers/csvLogger.ts';
import { logFileComponent } from './loggers/logFile.ts';
import { tensorBoardComponent } from './loggers/tensorBoardLogger.ts';
import { adafactorComponent } from './optimizers/adafactor.ts';
import { adamComponent } from './optimizers/adam.ts';
import { adamwComponent } from './optimizers/adamW.ts';
import { lionComponent } from './optimizers/lion.ts';
import { muonComponent } from './optimizers/muon.ts';
import { sgdComponent } from './optimizers/sgd.ts';
import { constantComponent } from './schedules/constantSchedule.ts';
import { cosineRestartsComponent } from './schedules/cosineRestartsSchedule.ts';
import { cosineComponent } from './schedules/cosineSchedule.ts';
import { inverseSqrtComponent } from './schedules/inverseSqrtSchedule.ts';
import { linearComponent } from './schedules/linearSchedule.ts';
import { plateauComponent } from './schedules/plateauSchedule.ts';
import { polynomialComponent } from './schedules/polynomialSchedule.ts';
import { wsdComponent } from './schedules/wsdSchedule.ts';

/** Optimizers that a configuration can name. */
export const optimizerComponents = [
  adamwComponent,
  adamComponent,
  sgdComponent,
  lionComponent,
  muonComponent,
  adafactorComponent,
] as const;

/** Learning-rate schedules that a configuration can name. */
export const scheduleComponents = [
  cosineComponent,
  constantComponent,
  linearComponent,
  cosineRestartsComponent,
  wsdComponent,
  inverseSqrtComponent,
  polynomialComponent,
  plateauComponent,
] as const;

/** Callbacks that a configuration can name. */
export const callbackComponents = [
  sampleComponent,
  earlyStoppingComponent,
  timeLimitComponent,
  histogramsComponent,
  nanGuardComponent,
  tensorBoardComponent,
  csvComponent,
  logFileComponent,
] as const;

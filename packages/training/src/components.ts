import { sampleComponent } from './callbacks/sampleCallback.ts';
import { adamwComponent } from './optimizers/adamW.ts';
import { constantComponent } from './schedules/constantSchedule.ts';
import { cosineComponent } from './schedules/cosineSchedule.ts';

/** Optimizers that a configuration can name. */
export const optimizerComponents = [adamwComponent] as const;

/** Learning-rate schedules that a configuration can name. */
export const scheduleComponents = [cosineComponent, constantComponent] as const;

/** Callbacks that a configuration can name. */
export const callbackComponents = [sampleComponent] as const;

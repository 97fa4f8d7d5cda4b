import { stopBelowComponent } from './stopBelow.ts';
import { sumsComponent } from './sums.ts';
import { windowComponent } from './windowModel.ts';

/** What a plugin exports: `plugins: [./src/components.ts]` in craft.config.yaml makes configs know these. */
export const components = [windowComponent, sumsComponent, stopBelowComponent];

import { fileURLToPath } from 'node:url';

/** The folder of the configs that ship: the build puts them beside the built program. */
export function shippedConfigs(): string {
  return fileURLToPath(new URL('../configs', import.meta.url));
}

/** What is composed where nobody says what. */
export const defaultExperiment = 'quickstart';

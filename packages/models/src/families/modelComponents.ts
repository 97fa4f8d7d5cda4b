import { gptComponent } from './gpt/gptComponent.ts';

/** Every model family that a configuration can name. */
export const modelComponents = [gptComponent] as const;

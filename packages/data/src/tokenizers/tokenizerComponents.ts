import { defineComponent } from '@craft/config';
import * as v from 'valibot';
import { characterTokenizerBuilder } from './characterTokenizer.ts';

const characterComponent = defineComponent({
  kind: 'tokenizer',
  name: 'character',
  description: 'One token per character of the text',
  schema: v.strictObject({}),
  create: () => characterTokenizerBuilder(),
});

/** The tokenizers that a config's `tokenizer` can name. */
export const tokenizerComponents = [characterComponent] as const;

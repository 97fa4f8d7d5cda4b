/** What the page asks of the worker that trains. */
export type Request =
  | {
      readonly type: 'train';
      readonly text: string;
      readonly steps: number;
      readonly device: 'auto' | 'webgpu' | 'cpu';
    }
  | { readonly type: 'stop' };

/** What the worker tells the page. */
export type Report =
  | {
      readonly type: 'started';
      readonly device: string;
      readonly parameters: number;
      readonly tokens: number;
    }
  | {
      readonly type: 'loss';
      readonly step: number;
      readonly loss: number;
      /** null while the first steps warm up. */
      readonly tokensPerSecond: number | null;
    }
  /** A sample begins, with the text that the model is given. */
  | { readonly type: 'sample'; readonly step: number; readonly prompt: string }
  /** The sample goes on. */
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'finished';
      readonly step: number;
      readonly loss: number | null;
      readonly seconds: number;
    }
  | { readonly type: 'failed'; readonly message: string };

import type { Histogram } from './histogram.ts';

/** What callbacks report besides figures, for loggers that can show it. `tag` says what it is: `weights/head.bias`. */
export type Summary =
  /** Markdown. */
  | { readonly type: 'text'; readonly tag: string; readonly text: string }
  | { readonly type: 'histogram'; readonly tag: string; readonly histogram: Histogram }
  /** A picture as the bytes of a PNG or JPEG file; sizes in pixels. */
  | {
      readonly type: 'image';
      readonly tag: string;
      readonly width: number;
      readonly height: number;
      readonly encoded: Uint8Array;
    };

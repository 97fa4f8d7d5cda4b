import type { Histogram } from '../histogram.ts';
import type { Summary } from '../summary.ts';
import type { ProtobufWriter } from './protobuf.ts';

/** What one entry of a TensorBoard summary holds. */
export type SummaryValue =
  | Summary
  | { readonly type: 'scalar'; readonly tag: string; readonly value: number }
  /** A message of the hparams plugin. */
  | { readonly type: 'hparams'; readonly tag: string; readonly content: Uint8Array };

/** Writes a `Summary.Value` (tensorflow/core/framework/summary.proto). */
export function writeSummary(out: ProtobufWriter, value: SummaryValue): void {
  out.string(1, value.tag);
  switch (value.type) {
    case 'scalar':
      out.float(2, value.value);
      break;
    case 'image': {
      const { width, height, encoded } = value;
      out.message(4, (image) => image.varint(1, height).varint(2, width).varint(3, 4).bytes(4, encoded));
      break;
    }
    case 'histogram':
      out.message(5, (histogram) => writeHistogram(histogram, value.histogram));
      break;
    case 'text':
      plugin(out, 'text');
      // A tensor of strings (dtype 7) with one axis of length 1.
      out.message(8, (tensor) =>
        tensor
          .varint(1, 7)
          .message(2, (shape) => shape.message(2, (axis) => axis.varint(1, 1)))
          .string(8, value.text),
      );
      break;
    case 'hparams':
      plugin(out, 'hparams', value.content);
  }
}

function plugin(out: ProtobufWriter, name: string, content?: Uint8Array): void {
  out.message(9, (metadata) =>
    metadata.message(1, (data) => {
      data.string(1, name);
      if (content) data.bytes(2, content);
    }),
  );
}

function writeHistogram(out: ProtobufWriter, histogram: Histogram): void {
  const { min, max, count, sum, sumSquares, limits, counts } = histogram;
  out.double(1, min).double(2, max).double(3, count).double(4, sum).double(5, sumSquares);
  out.doubles(6, limits).doubles(7, counts);
}

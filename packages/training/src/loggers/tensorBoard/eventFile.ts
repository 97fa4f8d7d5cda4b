import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { diskError } from '../../files/diskError.ts';
import { maskedCrc32c } from './crc32c.ts';
import { ProtobufWriter } from './protobuf.ts';
import { writeSummary, type SummaryValue } from './summaryValue.ts';

/** Files that one process opens in one second have different names. */
let opened = 0;

/**
 * A TensorBoard event file: TFRecords (length, its CRC, data, its CRC) of `Event` messages
 * (tensorflow/core/util/event.proto). Each session of a run writes one of its own; a session that goes on from a step
 * makes TensorBoard forget what an earlier one had written after it.
 */
export class EventFile {
  readonly path: string;
  readonly #file: number;
  readonly #now: () => number;

  /**
   * @param restart The step that a run goes on after; null for its first session.
   * @param now Seconds since 1970; default: the clock.
   * @throws CraftError `file.write`
   */
  constructor(folder: string, restart: number | null, now = () => Date.now() / 1000) {
    this.#now = now;
    const seconds = Math.floor(now());
    const name = `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${opened++}`;
    this.path = join(folder, name);
    try {
      mkdirSync(folder, { recursive: true });
      this.#file = openSync(this.path, 'a');
    } catch (error) {
      throw this.#failure(error);
    }
    this.#append((event) => event.string(3, 'brain.Event:2'));
    // SessionLog with the status START: later steps of other files are purged.
    if (restart !== null)
      this.#append((event) => event.varint(2, restart + 1).message(7, (log) => log.varint(1, 1)));
  }

  /** Adds what belongs to a step. What is added has left the process when this returns. */
  add(step: number, values: readonly SummaryValue[]): void {
    this.#append((event) =>
      event.varint(2, step).message(5, (summary) => {
        for (const value of values) summary.message(1, (one) => writeSummary(one, value));
      }),
    );
  }

  close(): void {
    closeSync(this.#file);
  }

  #append(write: (event: ProtobufWriter) => unknown): void {
    const event = new ProtobufWriter().double(1, this.#now());
    write(event);
    const data = event.finish();
    const record = new Uint8Array(data.length + 16);
    const view = new DataView(record.buffer);
    view.setBigUint64(0, BigInt(data.length), true);
    view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
    record.set(data, 12);
    view.setUint32(12 + data.length, maskedCrc32c(data), true);
    try {
      writeSync(this.#file, record);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): unknown {
    return diskError(error, `${this.path}: the file cannot be written`, { code: 'file.write' });
  }
}

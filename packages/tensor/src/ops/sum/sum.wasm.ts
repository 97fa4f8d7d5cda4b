import { reduceTasks, SUM, SUM_WORDS } from '../reduction/reduction.wasm';

export function sum(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, chunk: u32, scale: f32, start: u32, end: u32,
): void {
  reduceTasks(SUM, x, out, outer, reduce, inner, chunk, scale, start, end);
}

export function sumWords(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, chunk: u32, scale: f32, start: u32, end: u32,
): void {
  reduceTasks(SUM_WORDS, x, out, outer, reduce, inner, chunk, scale, start, end);
}

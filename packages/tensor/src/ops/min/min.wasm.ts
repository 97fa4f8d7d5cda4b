import { MIN, MIN_I32, MIN_U32, reduceTasks } from '../reduction/reduction.wasm';

export function min(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, chunk: u32, scale: f32, start: u32, end: u32,
): void {
  reduceTasks(MIN, x, out, outer, reduce, inner, chunk, scale, start, end);
}

export function minI32(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, chunk: u32, scale: f32, start: u32, end: u32,
): void {
  reduceTasks(MIN_I32, x, out, outer, reduce, inner, chunk, scale, start, end);
}

export function minU32(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, chunk: u32, scale: f32, start: u32, end: u32,
): void {
  reduceTasks(MIN_U32, x, out, outer, reduce, inner, chunk, scale, start, end);
}

import { MAX, MAX_I32, MAX_U32, reduceTasks } from '../reduction/reduction.wasm';

export function max(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, chunk: u32, scale: f32, start: u32, end: u32,
): void {
  reduceTasks(MAX, x, out, outer, reduce, inner, chunk, scale, start, end);
}

export function maxI32(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, chunk: u32, scale: f32, start: u32, end: u32,
): void {
  reduceTasks(MAX_I32, x, out, outer, reduce, inner, chunk, scale, start, end);
}

export function maxU32(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, chunk: u32, scale: f32, start: u32, end: u32,
): void {
  reduceTasks(MAX_U32, x, out, outer, reduce, inner, chunk, scale, start, end);
}

import { PRODUCT, PRODUCT_WORDS, reduceTasks } from '../reduction/reduction.wasm';

export function prod(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, chunk: u32, scale: f32, start: u32, end: u32,
): void {
  reduceTasks(PRODUCT, x, out, outer, reduce, inner, chunk, scale, start, end);
}

export function prodWords(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, chunk: u32, scale: f32, start: u32, end: u32,
): void {
  reduceTasks(PRODUCT_WORDS, x, out, outer, reduce, inner, chunk, scale, start, end);
}

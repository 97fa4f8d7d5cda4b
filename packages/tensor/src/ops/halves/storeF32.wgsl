// What becomes of an f32 result in a buffer of f32.
fn stored(value: f32) -> f32 { return value; }

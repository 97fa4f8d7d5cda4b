// Long contiguous rows (ROWS): a workgroup per row goes through it in tiles of 1,024, four elements per invocation;
// the invocations' sums are scanned in workgroup memory. Else each invocation goes down a column, neighbours
// reading neighbours.
var<workgroup> sums: array<Element, 256>;

/** The k-th element in the direction of the sum. */
fn position(k: u32) -> u32 {
  return select(k, params.length - 1u - k, params.reverse == 1u);
}

fn scanRow(row: u32, local: u32) {
  let base = row * params.length;
  var carry = Element(0);
  for (var start = 0u; start < params.length; start += 1024u) {
    let first = start + local * 4u;
    var own = array<Element, 4>();
    var sum = Element(0);
    for (var j = 0u; j < 4u; j++) {
      if (first + j < params.length) {
        sum += x[base + position(first + j)];
      }
      own[j] = sum;
    }
    sums[local] = sum;
    workgroupBarrier();
    for (var reach = 1u; reach < 256u; reach <<= 1u) {
      var before = Element(0);
      if (local >= reach) {
        before = sums[local - reach];
      }
      workgroupBarrier();
      sums[local] += before;
      workgroupBarrier();
    }
    let offset = carry + select(Element(0), sums[max(local, 1u) - 1u], local > 0u);
    for (var j = 0u; j < 4u; j++) {
      if (first + j < params.length) {
        out[base + position(first + j)] = offset + own[j];
      }
    }
    carry += sums[255];
    workgroupBarrier();
  }
}

fn scanColumn(column: u32) {
  let base = column / params.inner * params.length * params.inner + column % params.inner;
  var sum = Element(0);
  for (var k = 0u; k < params.length; k++) {
    let at = base + position(k) * params.inner;
    sum += x[at];
    out[at] = sum;
  }
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups);
  if (ROWS == 1u) {
    if (index < params.outer) {
      scanRow(index, local);
    }
  } else if (index * 256u + local < params.outer * params.inner) {
    scanColumn(index * 256u + local);
  }
}

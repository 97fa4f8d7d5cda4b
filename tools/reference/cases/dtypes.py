import torch
from fixture import case, integers, truths, uniform, values, whole

inf, nan = float("inf"), float("nan")

floats = [0, -0.0, 1, -1, 3.5, -3.5, inf, -inf, nan]
for op in ("eq", "ne", "lt", "le", "gt", "ge"):
    relation = getattr(torch, op)
    case(op, "[2, 1, 3, 1] with [1, 2, 1, 5]", [integers(2, 1, 3, 1, below=3), integers(1, 2, 1, 5, below=3)], relation, gradients=False)
    # Without the subnormals, which a comparison in f64 of what f32 holds sees as well.
    case(op, "i32 with a number", [whole([0, 1, -1, 7, -7, 2**31 - 1, -(2**31)])], lambda x: relation(x, 1), gradients=False)
    pairs = [values([*floats[:4], 1e-40, -1e-40, *floats[4:]], 11, 1), values([*floats[:4], 1e-40, -1e-40, *floats[4:]])]
    case(op, "pairs of f32", pairs, relation, gradients=False)

for op, function in (("And", torch.logical_and), ("Or", torch.logical_or), ("Xor", torch.logical_xor)):
    case(f"logical{op}", "[4, 1] with [1, 3]", [truths(4, 1), truths(1, 3)], function, gradients=False)
    case(f"logical{op}", "f32 with i32", [values([0, -0.0, 1, nan, 1e-40, -3], 6, 1), whole([0, -2])], function, gradients=False)
case("logicalNot", "[3, 5]", [truths(3, 5)], torch.logical_not, gradients=False)
case("logicalNot", "numbers", [values([0, -0.0, 1, nan, 1e-40, -3])], torch.logical_not, gradients=False)

special = [0, -0.0, 1, nan, -nan, inf, -inf, 1e-40, 3.4e38]
case("isNan", "special values", [values(special)], torch.isnan, gradients=False)
case("isFinite", "special values", [values(special)], torch.isfinite, gradients=False)

case("cast", "[3, 5] to its own dtype", [uniform(3, 5)], lambda x: x.to(torch.float64))
case("cast", "i32 to bool", [whole([0, 1, -1, 2**24, -(2**24), 2**31 - 1, -(2**31)])], lambda x: x.to(torch.bool), gradients=False)
case("cast", "bool to f32", [truths(2)], lambda x: x.to(torch.float64), gradients=False)
case("cast", "[3, 5] of f32 to i32", [uniform(3, 5, low=-2000, high=2000)], lambda x: x.to(torch.int32), gradients=False)

ends = [0, -0.0, 1, -1, 0.5, inf, -inf, nan]
case("clamp", "[3, 5]", [uniform(3, 5)], lambda x: x.clamp(-0.7, 1.3))
case("clamp", "special values", [values(ends)], lambda x: x.clamp(-0.7, 1.3), gradients=False)
case("clamp", "from 0.25 special values", [values(ends)], lambda x: x.clamp(min=0.25), gradients=False)
case("clamp", "to 0.25 [3, 5]", [uniform(3, 5)], lambda x: x.clamp(max=0.25))

case("where", "bools", [truths(7), truths(7), truths(7)], torch.where, gradients=False)
case("add", "i32 [4, 1] with [1, 3]", [integers(4, 1, below=1000), integers(1, 3, below=1000)], torch.add, gradients=False)
case("mul", "i32 [4, 1] with [1, 3]", [integers(4, 1, below=1000), integers(1, 3, below=1000)], torch.mul, gradients=False)

halves = [0, -0.0, 1, 1 + 2**-11, 1 + 3 * 2**-11, 0.1, 65504, 65519, 65520, -1e30, 2**-14, 2**-25, -3 * 2**-25, 1.5 * 2**-25, 1e-30, inf, -inf, nan]
case("cast", "f32 to f16", [values(halves)], lambda x: x.to(torch.float32).to(torch.float16).to(torch.float64), gradients=False)

import torch
from fixture import case, uniform

case("clone", "[3, 5]", [uniform(3, 5)], torch.clone)
case("expand", "[3, 1] to [3, 4]", [uniform(3, 1)], lambda x: x.expand(3, 4))
case("expand", "[5] to [2, 3, 5]", [uniform(5)], lambda x: x.expand(2, 3, 5))
case("reshape", "[3, 4] to [2, 6]", [uniform(3, 4)], lambda x: x.reshape(2, 6))
case("permute", "[3, 5] to axes [1, 0]", [uniform(3, 5)], lambda x: x.permute(1, 0))
case("permute", "[2, 3, 4] to axes [2, 0, 1]", [uniform(2, 3, 4)], lambda x: x.permute(2, 0, 1))
case("permute", "transpose of two axes", [uniform(2, 3, 5)], lambda x: x.transpose(0, -1))
case("slice", "[3, 5], axis 1, -3 to -1", [uniform(3, 5)], lambda x: x[:, -3:-1])
case("slice", "[7], axis 0, 3 to the end", [uniform(7)], lambda x: x[3:])
case("concat", "[2, 3] [1, 3] along 0", [uniform(2, 3), uniform(1, 3)], lambda *xs: torch.cat(xs))
case("concat", "[2, 3] [2, 1] [2, 5] along -1", [uniform(2, 3), uniform(2, 1), uniform(2, 5)], lambda *xs: torch.cat(xs, -1))
case("concat", "stack of three [2, 2] along 1", [uniform(2, 2) for _ in range(3)], lambda *xs: torch.stack(xs, 1))
case("concat", "split of [2, 7] by 3, put together backwards", [uniform(2, 7)], lambda x: torch.cat(x.split(3, 1)[::-1], 1))

case("flip", "[3, 5] along all", [uniform(3, 5)], lambda x: x.flip(0, 1))
case("flip", "[2, 3, 4] along [0,2]", [uniform(2, 3, 4)], lambda x: x.flip(0, 2))
case("roll", "[7] by -9 along 0", [uniform(7)], lambda x: x.roll(-9, 0))
case("roll", "[3, 5] by [1,-2] along [0,-1]", [uniform(3, 5)], lambda x: x.roll((1, -2), (0, -1)))
for op in ("tril", "triu"):
    case(op, "[3, 5], diagonal 1", [uniform(3, 5)], lambda x: getattr(x, op)(1))
    case(op, "[5, 3], diagonal -2", [uniform(5, 3)], lambda x: getattr(x, op)(-2))
pad = torch.nn.functional.pad
case("pad", "[3, 5] by [1, 2, 0, 3], constant", [uniform(3, 5)], lambda x: pad(x, (1, 2, 0, 3)))
case("pad", "[3, 5] by [1, 0], constant", [uniform(3, 5)], lambda x: pad(x, (1, 0), value=-1.5))
case("pad", "[2, 3, 4, 5] by [1, 3, 2, 0], reflect", [uniform(2, 3, 4, 5)], lambda x: pad(x, (1, 3, 2, 0), "reflect"))
case("pad", "[2, 3, 4, 5] by [1, 3, 2, 0], replicate", [uniform(2, 3, 4, 5)], lambda x: pad(x, (1, 3, 2, 0), "replicate"))
case("expand", "[2, 3] repeated by [2, 3]", [uniform(2, 3)], lambda x: x.repeat(2, 3))
case("expand", "[2, 3] repeated by [2, 1, 2]", [uniform(2, 3)], lambda x: x.repeat(2, 1, 2))

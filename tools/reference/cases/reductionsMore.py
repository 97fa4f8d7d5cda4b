import torch
from fixture import case, integers, truths, uniform, values, whole

inf, nan = float("inf"), float("nan")

plans = [
    ("[3, 5] over all", (3, 5), None, False),
    ("[3, 5] over axis -1, keepDims", (3, 5), -1, True),
    ("[2, 3, 4] over axis [0,2]", (2, 3, 4), (0, 2), False),
]
functions = [
    ("logsumexp", "", torch.logsumexp),
    ("variance", "", lambda x, axes, keepdim: torch.var(x, axes, unbiased=True, keepdim=keepdim)),
    ("variance", "correction 0 ", lambda x, axes, keepdim: torch.var(x, axes, unbiased=False, keepdim=keepdim)),
    ("std", "", lambda x, axes, keepdim: torch.std(x, axes, unbiased=True, keepdim=keepdim)),
    ("std", "correction 0 ", lambda x, axes, keepdim: torch.std(x, axes, unbiased=False, keepdim=keepdim)),
    ("norm", "", lambda x, axes, keepdim: torch.linalg.vector_norm(x, 2, axes, keepdim)),
    ("norm", "p = 1 ", lambda x, axes, keepdim: torch.linalg.vector_norm(x, 1, axes, keepdim)),
    ("norm", "p = ∞ ", lambda x, axes, keepdim: torch.linalg.vector_norm(x, inf, axes, keepdim)),
]
for op, prefix, function in functions:
    for name, shape, axes, keepdim in plans:
        every = tuple(range(len(shape))) if axes is None else axes
        case(op, prefix + name, [uniform(*shape)], lambda x: function(x, every, keepdim=keepdim))
special = [-inf, -inf, -inf, inf, inf, 1, nan, 1, 2, 1000, 1000, -1000, -1000, -1001, -inf]
case("logsumexp", "special values", [values(special, 5, 3)], lambda x: torch.logsumexp(x, 1), gradients=False)

for op in ("any", "all"):
    function = getattr(torch, op)
    case(op, "[3, 5] over axis -1, keepDims", [truths(3, 5)], lambda x: function(x, -1, keepdim=True), gradients=False)
    case(op, "[3, 5] over all", [truths(3, 5)], lambda x: function(x), gradients=False)
    numbers = [0, -0.0, 0, 1, 0, 0, nan, 2, -1, 1e-40, 1, 1]
    case(op, "of numbers", [values(numbers, 4, 3)], lambda x: function(x, 1), gradients=False)

case("argmin", "[3, 5] over axis -1", [uniform(3, 5)], lambda x: x.argmin(-1), gradients=False)
case("argmin", "[3, 5] over axis 0", [uniform(3, 5)], lambda x: x.argmin(0), gradients=False)
special = [1, nan, 2, nan, nan, nan, -inf, -inf, -inf, 3, 1, 3, -0.0, 0, 0, -2, -1, -3]
case("argmin", "special values", [values(special, 6, 3)], lambda x: x.argmin(-1), gradients=False)

case("cumsum", "[3, 5] along 0", [uniform(3, 5)], lambda x: x.cumsum(0))
case("cumsum", "[3, 5] along -1", [uniform(3, 5)], lambda x: x.cumsum(-1))
case("cumsum", "[2, 3, 4] along 1", [uniform(2, 3, 4)], lambda x: x.cumsum(1))
case("cumsum", "i32 [3, 5] along 0", [integers(3, 5, below=1000)], lambda x: x.cumsum(0), gradients=False)

case("sum", "bool [3, 5] over axis 1", [truths(3, 5)], lambda x: x.sum(1), gradients=False)
case("sum", "i32 [3, 5] over axis 1", [integers(3, 5, below=1000)], lambda x: x.sum(1), gradients=False)
case("max", "i32 [3, 5] over axis 1", [integers(3, 5, below=1000)], lambda x: x.amax(1), gradients=False)
case("min", "i32 [3, 5] over axis 1", [integers(3, 5, below=1000)], lambda x: x.amin(1), gradients=False)

case("prod", "[3, 5] over axis -1, keepDims", [uniform(3, 5)], lambda x: x.prod(-1, keepdim=True))
case("prod", "[3, 5] over all", [uniform(3, 5)], lambda x: x.prod())
case("prod", "one zero, two, none", [values([2, 0, 3, 0, 0, 4, 1, 2, 3], 3, 3)], lambda x: x.prod(1))

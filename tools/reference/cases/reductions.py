import torch
from fixture import case, uniform, values

inf, nan = float("inf"), float("nan")

# (name of the case, shape, axes or None for all, keepdim)
plans = [
    ("[3, 5] over all", (3, 5), None, False),
    ("[3, 5] over axis -1, keepDims", (3, 5), -1, True),
    ("[2, 3, 4] over axis [0,2]", (2, 3, 4), (0, 2), False),
]
functions = {"sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin}
for op, function in functions.items():
    for name, shape, axes, keepdim in plans:
        every = tuple(range(len(shape))) if axes is None else axes
        case(op, name, [uniform(*shape)], lambda x: function(x, every, keepdim=keepdim))

special = [nan, 1, 2, 3, inf, -1, -inf, -inf, -inf, -3, -2, -1, 0, nan, nan]
for op, word, function, ties in (
    ("max", "largest", torch.amax, [3, 1, 3, 2, -1, -1, -4, -2]),
    ("min", "smallest", torch.amin, [-3, 1, -3, 2, 1, 1, 4, 2]),
):
    case(op, "special values", [values(special, 5, 3)], lambda x: function(x, 1), gradients=False)
    case(op, f"two equal {word} values", [values(ties, 2, 4)], lambda x: function(x, 1))

case("argmax", "[3, 5] over axis -1", [uniform(3, 5)], lambda x: x.argmax(-1), gradients=False)
case("argmax", "[3, 5] over axis 0", [uniform(3, 5)], lambda x: x.argmax(0), gradients=False)
special = [1, nan, 2, nan, nan, nan, -inf, -inf, -inf, 3, 1, 3, -0.0, 0, 0, -2, -1, -3]
case("argmax", "special values", [values(special, 6, 3)], lambda x: x.argmax(-1), gradients=False)

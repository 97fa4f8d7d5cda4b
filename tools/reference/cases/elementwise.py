import torch
from fixture import case, uniform, values

inf, nan = float("inf"), float("nan")


def unary(op, function, low=-2.0, high=2.0, special=(), prefix=""):
    """The unary cases of the suite: a shape with an odd tail, and special values."""
    case(op, f"{prefix}[3, 5]", [uniform(3, 5, low=low, high=high)], function)
    if special:
        case(op, f"{prefix}special values", [values(list(special))], function, gradients=False)


def binary(op, function, low=-2.0, high=2.0, low2=None, high2=None):
    """The binary cases of the suite: equal shapes, two that broadcast, products of special values."""
    second = {"low": low if low2 is None else low2, "high": high if high2 is None else high2}
    for a, b in (((3, 5), (3, 5)), ((4, 1), (1, 3)), ((2, 1, 3, 1), (1, 2, 1, 5))):
        name = f"{list(a)} with {list(b)}"
        case(op, name, [uniform(*a, low=low, high=high), uniform(*b, **second)], function)
    ends = [0, 1, -1, inf, -inf, nan]
    pairs = [values([a for a in ends for _ in ends]), values(ends * len(ends))]
    case(op, "special values", pairs, function, gradients=False)


binary("add", torch.add)
binary("mul", torch.mul)
unary("exp", torch.exp, low=-10, high=5, special=[-inf, inf, nan, 0, -0.0, 88.5, 90, -80, -200, 1e30])

F = torch.nn.functional
ends = [0, -0.0, inf, -inf, nan]
unary("gelu", F.gelu, -6, 6, special=[*ends, 30, -30, 1e-30, 1e30])
unary("gelu", lambda x: F.gelu(x, approximate="tanh"), -6, 6, special=[*ends, 30, -30, 1e-30, 1e20], prefix="tanh ")
unary("silu", F.silu, -12, 12, special=[*ends, 200, -80, 1e-30, 1e30])
unary("sigmoid", torch.sigmoid, -12, 12, special=[*ends, 200, -80, -200, 1e30, -1e30])
unary("tanh", torch.tanh, -5, 5, special=[*ends, 0.625, -0.625, 20, -50, 1e-30, 1e30])
unary("relu", torch.relu, special=[*ends, 1e-30, -1e30])

import torch
from fixture import case, integers, uniform, values, whole

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
unary("softplus", F.softplus, -12, 12, special=[*ends, 200, -30, 1e-30, 1e30])
unary("sigmoid", torch.sigmoid, -12, 12, special=[*ends, 200, -80, -200, 1e30, -1e30])
unary("tanh", torch.tanh, -5, 5, special=[*ends, 0.625, -0.625, 20, -50, 1e-30, 1e30])
unary("relu", torch.relu, special=[*ends, 1e-30, -1e30])
unary("neg", torch.neg, special=[*ends, 1e30])
unary("abs", torch.abs, special=[*ends, -1e30])
unary("square", torch.square)
unary("sqrt", torch.sqrt, 0.1, 9, special=[0, inf, -inf, nan, -1, 1e-30, 1e30])
unary("rsqrt", torch.rsqrt, 0.1, 9, special=[0, inf, -inf, nan, -1, 1e-20, 1e30])
unary("log", torch.log, 0.01, 9, special=[*ends, -1, 1e-37, 1e30, 1, 2, 0.9999999, 1.0000001])
binary("sub", torch.sub)
binary("div", torch.div, low2=0.5, high2=3)
for op, function in (("maximum", torch.maximum), ("minimum", torch.minimum)):
    binary(op, function)
    case(op, "ties", [values([1, 2, 3, 3]), values([1, 3, 2, 3])], function)
unary("affine", lambda x: x * 1.5 - 0.75)
for name, function in (
    ("add", lambda x: x + 0.3),
    ("sub", lambda x: x - 0.3),
    ("mul", lambda x: x * -0.3),
    ("div", lambda x: x / 3),
):
    unary("affine", function, prefix=f"{name} ", special=[*ends, 1e30])
for exponent in (0, 1, 2, 3, -1, -2):
    low, high = (-3, -0.4) if exponent < 0 else (-2, 2)
    special = [0, 1, -1, 2, -2, inf, nan, -0.0, -inf]
    unary("pow", lambda x: x.pow(exponent), low, high, prefix=f"{exponent} ", special=special)
for exponent in (0.5, 1.5, -0.5, 2.2, -0.3):
    special = [0, 1, -1, 2, -2, inf, nan, 1e-3, 300]
    unary("pow", lambda x: x.pow(exponent), 0.3, 3, prefix=f"{exponent} ", special=special)
for c, a, b in (((3, 5), (3, 5), (3, 5)), ((5,), (3, 5), ()), ((2, 3), (1, 1), (3,))):
    inputs = [integers(*c, below=2), uniform(*a), uniform(*b)]
    case("where", f"{list(c)} ? {list(a)} : {list(b)}", inputs, lambda c, a, b: torch.where(c != 0, a, b))
case(
    "where",
    "maskedFill of [3, 5] by [5]",
    [uniform(3, 5), whole([1, 0, 0, 2, 0])],
    lambda x, mask: x.masked_fill(mask != 0, -0.5),
)


def gated(name, function):
    """The halves of the last axis: function(first) * second."""

    def product(x):
        gate, value = x.chunk(2, -1)
        return function(gate) * value

    case("gated", f"{name} [3, 10]", [uniform(3, 10, low=-6, high=6)], product)


gated("swiglu", F.silu)
gated("geglu", F.gelu)
gated("tanh geglu", lambda x: F.gelu(x, approximate="tanh"))

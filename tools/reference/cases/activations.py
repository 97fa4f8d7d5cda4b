import math

import torch
from fixture import case, integers, uniform, values

F = torch.nn.functional
inf, nan = float("inf"), float("nan")
ends = [0, -0.0, inf, -inf, nan]


def unary(op, function, low=-2.0, high=2.0, special=(), prefix=""):
    case(op, f"{prefix}[3, 5]", [uniform(3, 5, low=low, high=high)], function)
    if special:
        case(op, f"{prefix}special values", [values(list(special))], function, gradients=False)


unary("sin", torch.sin, -30, 30, special=[*ends, 8000.5, -3141.59, math.pi, 1e-20])
unary("cos", torch.cos, -30, 30, special=[*ends, 8000.5, -3141.59, math.pi / 2, 1e-20])
unary("tan", torch.tan, -1.2, 1.2, special=[*ends, 100.5, 1e-20])
unary("erf", torch.erf, -3, 3, special=[*ends, 1e-30, 1e-3, 3, -4, 10, -30])
unary("expm1", torch.expm1, -5, 4, special=[*ends, 1e-10, -1e-6, 88.5, 90, -80, -200])
unary("log1p", torch.log1p, -0.9, 5, special=[*ends, 1e-10, -1e-6, -1, -2, 1e30, 1e-37])
unary("log2", torch.log2, 0.1, 9, special=[*ends, 1, 2, 8, 1024, 0.125, -1, 1e-37, 1e30, 0.9999999])
for op in ("floor", "ceil"):
    unary(op, getattr(torch, op), special=[*ends, 1.5, -1.5, 2.5, -0.2, 1e9])
unary("round", torch.round, -9, 9, special=[*ends, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 1e9, 0.49999997])
unary("sign", torch.sign, special=[*ends, 1e-30, -1e-40, 7])
unary("reciprocal", torch.reciprocal, 0.3, 3, special=[*ends, 4, -1e30, 1e-30])
unary("mish", F.mish, -6, 6, special=[0, -0.0, inf, nan, 19, 30, 1e30, -30, -80])
unary("softsign", F.softsign, special=[*ends, 1e30, -7])
unary("hardSigmoid", F.hardsigmoid, -5, 5, special=[*ends, 3, -3, 4])
unary("hardSwish", F.hardswish, -5, 5, special=[0, -0.0, inf, nan, 3, -3, 4, -1e30])
far = [*ends, 30, -30, 90, -90, 1e30, 1e-20]
unary("elu", F.elu, -5, 5, special=far)
unary("elu", lambda x: F.elu(x, alpha=0.3), -5, 5, prefix="alpha 0.3 ")
unary("leakyRelu", F.leaky_relu, -5, 5, special=far)
unary("leakyRelu", lambda x: F.leaky_relu(x, 0.25), -5, 5, prefix="0.25 ")
unary("hardtanh", F.hardtanh, -3, 3, special=far)
unary("hardtanh", lambda x: F.hardtanh(x, -0.5, 2), -3, 3, prefix="-0.5 to 2 ")
unary("hardtanh", F.relu6, -3, 9, prefix="relu6 ")

for a, b in (((3, 5), (3, 5)), ((4, 1), (1, 3))):
    name = f"{list(a)} with {list(b)}"
    case("powTensor", name, [uniform(*a, low=0.3, high=3), uniform(*b)], torch.pow)
    case("remainder", name, [uniform(*a, low=-9, high=9), uniform(*b, low=0.7, high=4)], lambda a, b: torch.remainder(a, b.detach()))
bases, exponents = [0, 1, -1, 2, -2, 0.5, inf, 100], [0, 1, 2, 3, -1, -2, 0.5, -0.5]
case("powTensor", "special values", [values([x for x in bases for _ in exponents]), values(exponents * len(bases))], torch.pow, gradients=False)
case("powTensor", "negative bases", [uniform(3, 5, low=-3, high=-0.4), values([2, -1, 0, 3, 0.5])], torch.pow, gradients=False)
tops, bottoms = [6, -6, 7.5, -7.5, 0, 3, -3], [3, -3, 2, 0]
case("remainder", "special values", [values([a for a in tops for _ in bottoms]), values(bottoms * len(tops))], torch.remainder, gradients=False)

unary("atan", torch.atan, -5, 5, special=[*ends, 1, -1, 1e-20, 0.41421356, 2.4142, -1e30])
for a, b in (((3, 5), (3, 5)), ((4, 1), (1, 3))):
    case("atan2", f"{list(a)} with {list(b)}", [uniform(*a), uniform(*b)], torch.atan2)
axes = [0, -0.0, 1, -1, inf, -inf, nan]
case("atan2", "special values", [values([y for y in axes for _ in axes]), values(axes * len(axes))], torch.atan2, gradients=False)

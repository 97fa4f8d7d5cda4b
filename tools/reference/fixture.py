"""What a file under cases/ uses to declare figures: inputs, a PyTorch function, and where they go.

Inputs are multiples of 1/1024 (exact in f32 and short in JSON) drawn from a generator seeded by the
case's name. PyTorch computes in f64, so the figures are as good as the printed digits.
"""

import json
import math
import random

import torch

figures: dict[str, dict[str, dict]] = {}


def uniform(*shape, low=-2.0, high=2.0):
    """Values in [low, high)."""
    return {"shape": list(shape), "low": low, "high": high}


def values(numbers, *shape):
    """Exactly these numbers."""
    return {"shape": list(shape) if shape else [len(numbers)], "values": numbers}


def whole(numbers, *shape):
    """Exactly these whole numbers, as integers."""
    return {"shape": list(shape) if shape else [len(numbers)], "whole": numbers}


def integers(*shape, below):
    """Whole numbers from 0 to below - 1."""
    return {"shape": list(shape), "below": below}


def truths(*shape):
    """Random booleans."""
    return {"shape": list(shape), "truths": True}


def case(op, name, inputs, function, gradients=True):
    """Records function(*inputs) and, unless `gradients` is False, the gradients of sum(output * weights)."""
    draw = random.Random(f"{op}/{name}")
    tensors = [make(spec, draw) for spec in inputs]
    floats = [tensor for tensor in tensors if tensor.is_floating_point()]
    if gradients:
        for tensor in floats:
            tensor.requires_grad_()
    output = function(*tensors)
    entry = {"inputs": [flat(tensor) for tensor in tensors], "shape": list(output.shape), "output": flat(output)}
    if gradients:
        weights = make(uniform(*output.shape, low=-1.0, high=1.0), draw)
        output.backward(weights)
        entry["weights"] = flat(weights)
        entry["gradients"] = [None if tensor.grad is None else flat(tensor.grad) for tensor in tensors]
    own = figures.setdefault(op, {})
    assert name not in own, f"{op}/{name} is declared twice"
    own[name] = entry


def make(spec, draw):
    count = math.prod(spec["shape"])
    if "below" in spec:
        numbers = [draw.randrange(spec["below"]) for _ in range(count)]
        return torch.tensor(numbers, dtype=torch.int64).reshape(spec["shape"])
    if "truths" in spec:
        return torch.tensor([draw.randrange(2) == 1 for _ in range(count)]).reshape(spec["shape"])
    if "whole" in spec:
        return torch.tensor(spec["whole"], dtype=torch.int64).reshape(spec["shape"])
    if "values" in spec:
        numbers = spec["values"]
    else:
        low, high = spec["low"], spec["high"]
        numbers = [round((low + (high - low) * draw.random()) * 1024) / 1024 for _ in range(count)]
    return torch.tensor(numbers, dtype=torch.float32).double().reshape(spec["shape"])


def flat(tensor):
    return [number(value) for value in tensor.detach().reshape(-1).tolist()]


def number(value):
    """Twelve significant digits; what JSON lacks becomes a string, a bool 1 or 0."""
    if isinstance(value, int):
        return int(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    short = float(f"{value:.12g}")
    negative_zero = short == 0 and math.copysign(1, short) < 0
    whole = short == int(short) and abs(short) < 1e9 and not negative_zero
    return int(short) if whole else short


def write(folder, only=None):
    for op, entries in sorted(figures.items()):
        if only and op not in only:
            continue
        lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in entries.items())
        (folder / f"{op}.json").write_text(f"{{\n{lines}\n}}\n")
        print(f"{op}: {len(entries)} cases")

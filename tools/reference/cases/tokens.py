import math

import torch
from fixture import case, integers, uniform, whole
from torch.nn import functional as F

case("embedding", "[2, 3] of [5, 4]", [integers(2, 3, below=5), uniform(5, 4)], F.embedding)
case("embedding", "[] of [3, 7]", [integers(below=3), uniform(3, 7)], F.embedding)


def cross_entropy(name, targets, classes, **options):
    logits = uniform(*targets["shape"], classes, low=-4, high=4)

    def function(x, labels):
        out = F.cross_entropy(x.reshape(-1, classes), labels.reshape(-1), **options)
        return out.reshape(labels.shape) if options.get("reduction") == "none" else out

    case("crossEntropy", name, [logits, targets], function)


for reduction in ("mean", "sum", "none"):
    cross_entropy(f"[4, 5], {reduction}", integers(4, below=5), 5, reduction=reduction)
    cross_entropy(f"[6, 5], some ignored, {reduction}", whole([2, -100, 0, 4, -100, 1]), 5, reduction=reduction)
cross_entropy("[7, 3], ignoreIndex 0", integers(7, below=3), 3, ignore_index=0)
cross_entropy("[2, 3, 7], leading axes", integers(2, 3, below=7), 7, reduction="none")
cross_entropy("[4, 65]", integers(4, below=65), 65)


def frequencies(width, base, positions, scaling):
    """Angles per position and the factor on their phases, as transformers' modeling_rope_utils has them."""
    powers = torch.arange(0, width, 2, dtype=torch.float64) / width
    plain = base**-powers
    if scaling is None:
        return plain, 1.0
    kind, factor, original = scaling["type"], scaling["factor"], scaling.get("original")
    if kind == "linear":
        return plain / factor, 1.0
    if kind in ("ntk", "dynamic"):
        by = factor if kind == "ntk" else factor * max(positions, original) / original - (factor - 1)
        return (base * by ** (width / (width - 2))) ** -powers, 1.0
    if kind == "yarn":
        turns = lambda n: width * math.log(original / (n * 2 * math.pi)) / (2 * math.log(base))  # noqa: E731
        low = max(math.floor(turns(scaling.get("fast", 32))), 0)
        high = min(math.ceil(turns(scaling.get("slow", 1))), width - 1)
        keep = 1 - ((torch.arange(width // 2, dtype=torch.float64) - low) / (high - low)).clamp(0, 1)
        return plain / factor * (1 - keep) + plain * keep, scaling.get("attention", 0.1 * math.log(factor) + 1)
    waves = 2 * math.pi / plain
    low, high = original / scaling["low"], original / scaling["high"]
    smooth = (original / waves - scaling["low"]) / (scaling["high"] - scaling["low"])
    mixed = (1 - smooth) * plain / factor + smooth * plain
    return torch.where(waves > low, plain / factor, torch.where(waves < high, plain, mixed)), 1.0


def rotary(name, shape, layout, heads, kv_heads=None, offset=0, base=10000.0, turned=None, scaling=None):
    """Pairs as complex numbers, multiplied by e^(i·angle); the first `turned` channels of a head."""
    batch, length, whole = shape
    kv_heads = heads if kv_heads is None else kv_heads
    size = turned or whole

    def function(x):
        packed = x.reshape(batch, length, heads + 2 * kv_heads, whole)
        turned, copied = packed[:, :, : heads + kv_heads], packed[:, :, heads + kv_heads :]
        turned, rest = turned[..., :size], turned[..., size:]
        # [..., D] → [..., D/2, 2], the two of a pair last.
        halves = turned.unflatten(-1, (2, size // 2)).transpose(-1, -2)
        pairs = halves if layout == "half" else turned.unflatten(-1, (size // 2, 2))
        speeds, scale = frequencies(size, base, offset + length, scaling)
        angles = torch.outer(torch.arange(offset, offset + length, dtype=torch.float64), speeds)
        phases = torch.polar(torch.full_like(angles, scale), angles)[:, None]
        out = torch.view_as_real(torch.view_as_complex(pairs.contiguous()) * phases)
        out = out.transpose(-1, -2).flatten(-2) if layout == "half" else out.flatten(-2)
        return torch.cat([torch.cat([out, rest], -1), copied], 2).reshape(x.shape)

    channels = (heads + 2 * kv_heads) * whole
    case("rotary", f"{name}, {layout}", [uniform(batch, length, channels)], function)


for layout in ("half", "interleaved"):
    rotary("two heads of 8", (2, 3, 8), layout, 2)
    rotary("fewer key heads", (2, 3, 4), layout, 4, 2)
    rotary("offset and base", (2, 3, 8), layout, 2, offset=7, base=500.0)
    rotary("far positions", (1, 2, 16), layout, 1, offset=32766)
    rotary("half of the channels", (2, 3, 8), layout, 2, turned=4)
    rotary("6 of 10 channels", (1, 4, 10), layout, 2, 1, turned=6)
    rotary("queries alone", (2, 3, 6), layout, 3, 0)

stretched = {
    "linear": {"type": "linear", "factor": 4},
    "ntk": {"type": "ntk", "factor": 4},
    "dynamic, longer": {"type": "dynamic", "factor": 2, "original": 20},
    "dynamic, shorter": {"type": "dynamic", "factor": 2, "original": 64},
    "yarn": {"type": "yarn", "factor": 4, "original": 2048},
    "yarn with its own factors": {
        **{"type": "yarn", "factor": 8, "original": 512},
        **{"fast": 16, "slow": 2, "attention": 0.9},
    },
    "llama3": {"type": "llama3", "factor": 8, "original": 256, "low": 1, "high": 4},
}
for name, scaling in stretched.items():
    rotary(name, (1, 5, 16), "half", 1, offset=40, scaling=scaling)

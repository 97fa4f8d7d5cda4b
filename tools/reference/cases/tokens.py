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


def rotary(name, shape, layout, heads, kv_heads=None, offset=0, base=10000.0):
    """Pairs as complex numbers, multiplied by e^(i·angle)."""
    batch, length, size = shape
    kv_heads = kv_heads or heads

    def function(x):
        packed = x.reshape(batch, length, heads + 2 * kv_heads, size)
        turned, copied = packed[:, :, : heads + kv_heads], packed[:, :, heads + kv_heads :]
        # [..., D] → [..., D/2, 2], the two of a pair last.
        halves = turned.unflatten(-1, (2, size // 2)).transpose(-1, -2)
        pairs = halves if layout == "half" else turned.unflatten(-1, (size // 2, 2))
        angles = torch.outer(
            torch.arange(offset, offset + length, dtype=torch.float64),
            base ** (-torch.arange(0, size, 2, dtype=torch.float64) / size),
        )
        phases = torch.polar(torch.ones_like(angles), angles)[:, None]
        out = torch.view_as_real(torch.view_as_complex(pairs.contiguous()) * phases)
        out = out.transpose(-1, -2).flatten(-2) if layout == "half" else out.flatten(-2)
        return torch.cat([out, copied], 2).reshape(x.shape)

    channels = (heads + 2 * kv_heads) * size
    case("rotary", f"{name}, {layout}", [uniform(batch, length, channels)], function)


for layout in ("half", "interleaved"):
    rotary("two heads of 8", (2, 3, 8), layout, 2)
    rotary("fewer key heads", (2, 3, 4), layout, 4, 2)
    rotary("offset and base", (2, 3, 8), layout, 2, offset=7, base=500.0)
    rotary("far positions", (1, 2, 16), layout, 1, offset=32766)

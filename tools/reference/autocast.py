"""Writes packages/tensor/test/fixtures/autocast.json: a block of a transformer under torch.autocast in float16 on the
CPU, with its loss scaled by 1024: the values, the dtypes on the way, and the gradients of the f32 parameters.

    python3 tools/reference/autocast.py
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(5)
torch.set_num_threads(1)
batch, tokens, width, heads, classes = 2, 6, 8, 2, 5
scale = 1024.0


def values(*shape, by=0.5):
    return (torch.randn(*shape) * by).requires_grad_()


parameters = {
    "gain1": values(width),
    "shift1": values(width),
    "qkv": values(3 * width, width),
    "qkvBias": values(3 * width),
    "proj": values(width, width),
    "gain2": values(width),
    "shift2": values(width),
    "up": values(2 * width, width),
    "upBias": values(2 * width),
    "down": values(width, 2 * width),
    "head": values(classes, width),
}
p = parameters
x = torch.randn(batch, tokens, width)
targets = torch.randint(classes, (batch * tokens,))

dtypes = {}


def noted(name, tensor):
    dtypes[name] = {"torch.float16": "f16", "torch.float32": "f32"}[str(tensor.dtype)]
    return tensor


with torch.autocast("cpu", dtype=torch.float16):
    normed = noted("norm", F.layer_norm(x, [width], p["gain1"], p["shift1"]))
    qkv = noted("qkv", F.linear(normed, p["qkv"], p["qkvBias"]))
    q, k, v = (part.view(batch, tokens, heads, -1).transpose(1, 2) for part in qkv.chunk(3, -1))
    seen = noted("attention", F.scaled_dot_product_attention(q, k, v, is_causal=True))
    mixed = seen.transpose(1, 2).reshape(batch, tokens, width)
    one = noted("residual", x + F.linear(mixed, p["proj"]))
    hidden = F.linear(F.layer_norm(one, [width], p["gain2"], p["shift2"]), p["up"], p["upBias"])
    two = one + F.linear(F.gelu(hidden), p["down"])
    logits = noted("logits", F.linear(two, p["head"]))
    loss = noted("loss", F.cross_entropy(logits.view(-1, classes).float(), targets))
(loss * scale).backward()

flat = lambda tensor: [float(f"{value:.9g}") for value in tensor.detach().double().reshape(-1).tolist()]
out = {
    "torch": torch.__version__,
    "sizes": {"batch": batch, "tokens": tokens, "width": width, "heads": heads, "classes": classes},
    "scale": scale,
    "x": flat(x),
    "targets": targets.tolist(),
    "dtypes": dtypes,
    "logits": flat(logits),
    "loss": float(loss),
    "parameters": {
        name: {"shape": list(one.shape), "values": flat(one), "gradient": flat(one.grad)}
        for name, one in parameters.items()
    },
}
path = pathlib.Path(__file__).resolve().parents[2] / "packages/tensor/test/fixtures/autocast.json"
path.write_text(json.dumps(out) + "\n")
print(path, path.stat().st_size, dtypes)

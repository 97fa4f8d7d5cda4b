"""PyTorch figures that @craft/models' GPT is held against.

Writes packages/models/test/fixtures/gpt-<variant>.json: weights of a tiny model, token ids, its logits, the
gradient of its loss, and ten losses of training with AdamW on two batches in turn with the norms that the
weights then have. Run with PyTorch 1.13 on one thread:

    python3 tools/reference/gpt.py

The model is written after nanoGPT's model.py (https://github.com/karpathy/nanoGPT) from PyTorch's own parts,
widened by RMSNorm, rotary positions in Llama's half-split form and grouped queries. It shares nothing with
the code that it checks. Arrays are little-endian float32 in base64.
"""

import base64
import json
import math
from pathlib import Path

import torch
import torch.nn as nn
from torch.nn import functional as F

FIXTURES = Path(__file__).resolve().parents[2] / "packages/models/test/fixtures"
VOCAB, CONTEXT, WIDTH, LAYERS, HEADS, BATCH, BATCHES, STEPS = 65, 16, 32, 2, 4, 4, 2, 10

VARIANTS = {
    "layer-learned": dict(norm="layer", positions="learned", tied=True, bias=False, kv_heads=4, activation="gelu"),
    "rms-rotary": dict(norm="rms", positions="rotary", tied=False, bias=True, kv_heads=4, activation="gelu-tanh"),
    "grouped": dict(norm="layer", positions="rotary", tied=True, bias=True, kv_heads=2, activation="silu"),
}


class LayerNorm(nn.Module):
    """nn.LayerNorm of PyTorch 1.13 cannot leave its bias out."""

    def __init__(self, width, bias):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width)) if bias else None

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, 1e-5)


class RMSNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.weight


def rotate(x):
    """[B, H, T, D]: turns the pairs (i, i + D/2) by t · 10000^(-2i/D)."""
    length, width = x.shape[-2:]
    frequencies = 10000.0 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angles = torch.outer(torch.arange(length, dtype=torch.float64), frequencies)
    cos, sin = angles.cos().float(), angles.sin().float()
    a, b = x[..., : width // 2], x[..., width // 2 :]
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class Attention(nn.Module):
    def __init__(self, kv_heads, bias, rotary):
        super().__init__()
        self.kv_heads, self.rotary, self.head = kv_heads, rotary, WIDTH // HEADS
        self.c_attn = nn.Linear(WIDTH, (HEADS + 2 * kv_heads) * self.head, bias=bias)
        self.c_proj = nn.Linear(WIDTH, WIDTH, bias=bias)

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.c_attn(x).split([C, self.kv_heads * self.head, self.kv_heads * self.head], dim=2)
        q, k, v = (y.view(B, T, -1, self.head).transpose(1, 2) for y in (q, k, v))
        if self.rotary:
            q, k = rotate(q), rotate(k)
        k, v = (y.repeat_interleave(HEADS // self.kv_heads, dim=1) for y in (k, v))
        scores = (q @ k.transpose(-2, -1)) / math.sqrt(self.head)
        scores = scores.masked_fill(torch.triu(torch.ones(T, T, dtype=torch.bool), 1), float("-inf"))
        return self.c_proj((F.softmax(scores, dim=-1) @ v).transpose(1, 2).reshape(B, T, C))


class MLP(nn.Module):
    def __init__(self, bias, activation):
        super().__init__()
        self.c_fc = nn.Linear(WIDTH, 4 * WIDTH, bias=bias)
        self.c_proj = nn.Linear(4 * WIDTH, WIDTH, bias=bias)
        self.activation = {
            "gelu": F.gelu,
            "gelu-tanh": lambda x: F.gelu(x, approximate="tanh"),
            "silu": F.silu,
        }[activation]

    def forward(self, x):
        return self.c_proj(self.activation(self.c_fc(x)))


class Block(nn.Module):
    def __init__(self, make_norm, kv_heads, bias, rotary, activation):
        super().__init__()
        self.ln_1, self.attn = make_norm(), Attention(kv_heads, bias, rotary)
        self.ln_2, self.mlp = make_norm(), MLP(bias, activation)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT(nn.Module):
    def __init__(self, norm, positions, tied, bias, kv_heads, activation):
        super().__init__()
        make_norm = (lambda: LayerNorm(WIDTH, bias)) if norm == "layer" else (lambda: RMSNorm(WIDTH))
        self.wte = nn.Embedding(VOCAB, WIDTH)
        self.wpe = nn.Embedding(CONTEXT, WIDTH) if positions == "learned" else None
        rotary = positions == "rotary"
        self.h = nn.ModuleList(Block(make_norm, kv_heads, bias, rotary, activation) for _ in range(LAYERS))
        self.ln_f = make_norm()
        self.lm_head = nn.Linear(WIDTH, VOCAB, bias=False)
        for name, parameter in self.named_parameters():
            # Larger than a real start, so that every part shows in the logits; norms and biases move too.
            centre = 1.0 if parameter.dim() == 1 and name.endswith("weight") else 0.0
            nn.init.normal_(parameter, centre, 0.15)
        if tied:
            self.lm_head.weight = self.wte.weight

    def forward(self, ids):
        x = self.wte(ids)
        if self.wpe is not None:
            x = x + self.wpe(torch.arange(ids.shape[1]))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


def loss_of(model, ids):
    """ids [B, T + 1]; mean over all B · T targets."""
    return F.cross_entropy(model(ids[:, :-1]).reshape(-1, VOCAB), ids[:, 1:].reshape(-1))


def our_name(name):
    for theirs, ours in (
        ("wte", "tokenEmbedding"),
        ("wpe", "positionEmbedding"),
        ("ln_f", "finalNorm"),
        ("lm_head", "head"),
        ("ln_1", "attentionNorm"),
        ("ln_2", "feedForwardNorm"),
        ("attn.c_attn", "attention.qkv"),
        ("attn.c_proj", "attention.project"),
        ("mlp.c_fc", "feedForward.expand"),
        ("mlp.c_proj", "feedForward.project"),
    ):
        name = name.replace(theirs, ours)
    return name.replace("h.", "blocks.", 1) if name.startswith("h.") else name


def encode(tensor):
    return base64.b64encode(tensor.detach().numpy().astype("<f4").tobytes()).decode()


def gradient_figures(gradient):
    """Its norm, and its sum weighted by cos(0), cos(1), …: equal norms alone would hide a transposition."""
    flat = gradient.double().reshape(-1)
    weights = torch.arange(flat.numel(), dtype=torch.float64).cos()
    return dict(norm=flat.norm().item(), weighted=(flat * weights).sum().item())


def fixture(name, options, seed):
    torch.manual_seed(seed)
    model = GPT(**options)
    batches = torch.randint(VOCAB, (BATCHES, BATCH, CONTEXT + 1))
    weights = {our_name(n): dict(shape=list(p.shape), data=encode(p)) for n, p in model.named_parameters()}
    logits = encode(model(batches[0][:, :-1]))
    loss_of(model, batches[0]).backward()
    gradients = {our_name(n): gradient_figures(p.grad) for n, p in model.named_parameters()}
    decayed = [p for p in model.parameters() if p.dim() >= 2]
    others = [p for p in model.parameters() if p.dim() < 2]
    optimizer = torch.optim.AdamW(
        [dict(params=decayed, weight_decay=0.1), dict(params=others, weight_decay=0.0)],
        lr=1e-3,
        betas=(0.9, 0.99),
        eps=1e-8,
    )
    losses, norms = [], []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of(model, batches[step % BATCHES])
        loss.backward()
        norms.append(nn.utils.clip_grad_norm_(model.parameters(), 1.0).item())
        optimizer.step()
        losses.append(loss.item())
    config = dict(
        nLayers=LAYERS,
        nHeads=HEADS,
        nKvHeads=options["kv_heads"],
        dModel=WIDTH,
        contextLength=CONTEXT,
        norm=options["norm"],
        positions=options["positions"],
        tieWeights=options["tied"],
        bias=options["bias"],
        activation=options["activation"],
    )
    return dict(
        source=f"tools/reference/gpt.py, PyTorch {torch.__version__}",
        vocabSize=VOCAB,
        config=config,
        batches=batches.tolist(),
        weights=weights,
        logits=logits,
        gradients=gradients,
        losses=losses,
        gradientNorms=norms,
        finalNorms={our_name(n): p.double().norm().item() for n, p in model.named_parameters()},
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for seed, (name, options) in enumerate(VARIANTS.items()):
        path = FIXTURES / f"gpt-{name}.json"
        path.write_text(json.dumps(fixture(name, options, seed + 1)) + "\n")
        print(path.name, path.stat().st_size)

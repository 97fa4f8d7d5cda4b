"""Peer of cases/trainingStep.mjs: the same GPT in PyTorch, eager, f32."""
import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(int(sys.argv[1]))


class Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, None, 1e-5)


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        d = c["dModel"]
        self.heads = c["nHeads"]
        self.norm1, self.norm2 = Norm(d), Norm(d)
        self.qkv, self.out = nn.Linear(d, 3 * d, bias=False), nn.Linear(d, d, bias=False)
        self.up, self.down = nn.Linear(d, c["feedForward"], bias=False), nn.Linear(c["feedForward"], d, bias=False)
        t = c["contextLength"]
        self.register_buffer("mask", torch.tril(torch.ones(t, t, dtype=torch.bool)))

    def attend(self, x):
        b, t, d = x.shape
        q, k, v = (y.view(b, t, self.heads, d // self.heads).transpose(1, 2) for y in self.qkv(x).split(d, dim=2))
        if hasattr(F, "scaled_dot_product_attention"):
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = q @ k.transpose(-2, -1) * (d // self.heads) ** -0.5
            y = scores.masked_fill(~self.mask[:t, :t], float("-inf")).softmax(-1) @ v
        return self.out(y.transpose(1, 2).reshape(b, t, d))

    def forward(self, x):
        x = x + self.attend(self.norm1(x))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Gpt(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.tokens = nn.Embedding(c["vocabSize"], c["dModel"])
        self.positions = nn.Embedding(c["contextLength"], c["dModel"])
        self.blocks = nn.Sequential(*(Block(c) for _ in range(c["nLayers"])))
        self.norm = Norm(c["dModel"])
        self.head = nn.Linear(c["dModel"], c["vocabSize"], bias=False)
        self.head.weight = self.tokens.weight
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.normal_(p, 0, 0.02)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1]))
        return self.head(self.norm(self.blocks(x)))


models = {}
for line in sys.stdin:
    c = json.loads(line)
    key = json.dumps({k: c[k] for k in sorted(c) if k != "steps"})
    if key not in models:
        model = Gpt(c)
        models[key] = model, torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.99), weight_decay=0.1)
    model, optimizer = models[key]
    shape = (c["batch"], c["contextLength"])

    def step():
        ids, targets = torch.randint(c["vocabSize"], shape), torch.randint(c["vocabSize"], shape)
        loss = F.cross_entropy(model(ids).flatten(0, 1), targets.flatten())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    step()
    start = time.perf_counter()
    for _ in range(c["steps"]):
        step()
    seconds = time.perf_counter() - start
    print(json.dumps({"tokensPerSecond": shape[0] * shape[1] * c["steps"] / seconds}), flush=True)

"""Writes packages/tensor/test/fixtures/adamwTrajectory.json: ten steps of torch.optim.AdamW on a small
quadratic with clipping by global norm, in f64 (PyTorch 1.13 or newer).

    python3 tools/reference/adamw.py

loss = Σ curvature · (x − target)² / 2 over two parameters. After every step: the loss and norm before it and
the parameters after it.
"""

import json
import pathlib

import torch

here = pathlib.Path(__file__).resolve().parent
settings = dict(lr=0.05, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.1)
max_norm = 1.5

starts = [[1.5, -2.0, 0.25, 3.0, -0.75], [0.5, -1.25, 2.0]]
targets = [[0.5, 1.0, -1.0, 2.5, 0.0], [-0.5, 0.25, 1.0]]
curvatures = [[1.0, 0.5, 2.0, 0.25, 4.0], [8.0, 0.125, 1.0]]

double = lambda rows: [torch.tensor(row, dtype=torch.float64) for row in rows]  # noqa: E731
params = [torch.nn.Parameter(start) for start in double(starts)]
optimizer = torch.optim.AdamW(params, **settings)
steps = []
for _ in range(10):
    optimizer.zero_grad()
    parts = zip(params, double(targets), double(curvatures))
    loss = sum((c * (x - t) ** 2).sum() / 2 for x, t, c in parts)
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(params, max_norm)
    optimizer.step()
    steps.append({"loss": loss.item(), "norm": norm.item(), "params": [param.tolist() for param in params]})

figures = {
    "learningRate": settings["lr"], "beta1": settings["betas"][0], "beta2": settings["betas"][1],
    "eps": settings["eps"], "weightDecay": settings["weight_decay"], "maxNorm": max_norm,
    "starts": starts, "targets": targets, "curvatures": curvatures, "steps": steps,
}  # fmt: skip
folder = here.parent.parent / "packages" / "tensor" / "test" / "fixtures"
(folder / "adamwTrajectory.json").write_text(json.dumps(figures, indent=1) + "\n")

"""Writes packages/tensor/test/fixtures/{sgdTrajectories,newtonSchulz}.json, computed in f64 (PyTorch 1.13 or newer).

    python3 tools/reference/optimizers.py

sgdTrajectories: six steps of torch.optim.SGD on a small quadratic, loss = Σ curvature · (x − target)² / 2, per
setting; the parameter after every step. newtonSchulz: the iteration of github.com/KellerJordan/Muon, in f64
instead of bf16.
"""

import json
import pathlib
import random

import torch

folder = pathlib.Path(__file__).resolve().parent.parent.parent / "packages" / "tensor" / "test" / "fixtures"
double = lambda row: torch.tensor(row, dtype=torch.float64)  # noqa: E731

start, target, curvature = [1.5, -2.0, 0.25, 3.0, -0.75], [0.5, 1.0, -1.0, 2.5, 0.0], [1.0, 0.5, 2.0, 0.25, 4.0]
settings = [
    {},
    {"weight_decay": 0.1},
    {"momentum": 0.9},
    {"momentum": 0.9, "dampening": 0.3, "weight_decay": 0.05},
    {"momentum": 0.8, "nesterov": True, "weight_decay": 0.05},
]
words = {"weight_decay": "weightDecay"}
runs = []
for setting in settings:
    param = torch.nn.Parameter(double(start))
    optimizer = torch.optim.SGD([param], lr=0.1, **setting)
    params = []
    for _ in range(6):
        optimizer.zero_grad()
        (double(curvature) * (param - double(target)) ** 2 / 2).sum().backward()
        optimizer.step()
        params.append(param.tolist())
    options = {"learningRate": 0.1} | {words.get(name, name): value for name, value in setting.items()}
    runs.append({"options": options, "params": params})
figures = {"start": start, "target": target, "curvature": curvature, "runs": runs}
(folder / "sgdTrajectories.json").write_text(json.dumps(figures, indent=1) + "\n")


def newton_schulz(g, steps):
    a, b, c = (3.4445, -4.7750, 2.0315)
    x = g.mT if g.size(-2) > g.size(-1) else g
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.mT if g.size(-2) > g.size(-1) else x


draw = random.Random("newtonSchulz")
cases = []
for shape, steps in (([3, 5], 5), ([5, 3], 5), ([4, 4], 1), ([2, 3, 2], 5), ([1, 7], 2), ([3, 4], 0)):
    values = [round(draw.uniform(-2, 2) * 1024) / 1024 for _ in range(torch.Size(shape).numel())]
    out = newton_schulz(double(values).reshape(shape), steps).reshape(-1).tolist()
    cases.append({"shape": shape, "steps": steps, "g": values, "output": out})
(folder / "newtonSchulz.json").write_text(json.dumps(cases) + "\n")

"""Writes packages/training/test/fixtures/optimizers.json: ten steps of every optimizer, computed in f64 (PyTorch 2.9
or newer, for torch.optim.Muon and Adafactor).

    python3 tools/reference/trajectories.py

loss = Σ curvature · (x − target)² / 2 over a wide and a tall matrix, an embedding and a bias. Matrices decay, the bias
does not. The rate differs from step to step. Muon: torch.optim.Muon for the matrices, torch.optim.AdamW for the rest;
its iteration runs in f64 instead of bf16, which is all that is changed. Lion: as in github.com/google/automl/blob/
master/lion/lion_pytorch.py, the authors' code.
"""

import json
import pathlib
import random

import torch

shapes = {"wide.weight": [3, 5], "tall.weight": [6, 2], "embedding.weight": [4, 3], "wide.bias": [5]}
draw = random.Random("optimizers")
rates = [1.0, 0.5, 1.0, 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05]


def values(size, low, high):
    return [round(draw.uniform(low, high) * 1024) / 1024 for _ in range(size)]


problem = {
    name: {
        "shape": shape,
        "start": values(torch.Size(shape).numel(), -2, 2),
        "target": values(torch.Size(shape).numel(), -1, 1),
        "curvature": values(torch.Size(shape).numel(), 0.125, 4),
    }
    for name, shape in shapes.items()
}


class Lion(torch.optim.Optimizer):
    def __init__(self, params, lr, betas, weight_decay):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                p.data.mul_(1 - group["lr"] * group["weight_decay"])
                state = self.state[p]
                if len(state) == 0:
                    state["exp_avg"] = torch.zeros_like(p)
                exp_avg = state["exp_avg"]
                beta1, beta2 = group["betas"]
                update = exp_avg * beta1 + p.grad * (1 - beta1)
                p.add_(update.sign_(), alpha=-group["lr"])
                exp_avg.mul_(beta2).add_(p.grad, alpha=1 - beta2)


def in_f64(g, coefficients, steps, eps):
    a, b, c = coefficients
    x = g.T if g.size(0) > g.size(1) else g
    x = x / x.norm().clamp(min=eps)
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if g.size(0) > g.size(1) else x


torch.optim._muon._zeropower_via_newtonschulz = in_f64


def matrices(params):
    return [p for name, p in params.items() if name in ("wide.weight", "tall.weight")]


def others(params):
    return [p for name, p in params.items() if name not in ("wide.weight", "tall.weight")]


def groups(params, decay):
    decayed = [p for p in params.values() if p.dim() > 1]
    return [{"params": decayed, "weight_decay": decay}, {"params": [p for p in params.values() if p.dim() < 2]}]


def plain(make, **settings):
    decay = settings.get("weight_decay", 0)
    rest = {name: value for name, value in settings.items() if name != "weight_decay"}
    return lambda params: [make(groups(params, decay), weight_decay=0, **rest)]


def muon(scaling, **settings):
    adam = dict(betas=(0.9, 0.95), eps=1e-8, lr=settings["lr"])
    split = lambda params: [  # noqa: E731
        torch.optim.Muon(matrices(params), adjust_lr_fn=scaling, **settings),
        torch.optim.AdamW(
            [
                {"params": [p for p in others(params) if p.dim() > 1], "weight_decay": settings["weight_decay"]},
                {"params": [p for p in others(params) if p.dim() < 2], "weight_decay": 0},
            ],
            **adam,
        ),
    ]
    return split


betas = dict(betas=(0.9, 0.99))
runs = [
    ("adamw", plain(torch.optim.AdamW, lr=0.05, eps=1e-8, weight_decay=0.1, **betas),
     {"learningRate": 0.05, "beta1": 0.9, "beta2": 0.99, "eps": 1e-8, "weightDecay": 0.1}),
    ("adam", plain(torch.optim.Adam, lr=0.05, eps=1e-8, weight_decay=0.1, **betas),
     {"learningRate": 0.05, "beta1": 0.9, "beta2": 0.99, "eps": 1e-8, "weightDecay": 0.1}),
    ("sgd", plain(torch.optim.SGD, lr=0.1), {"learningRate": 0.1, "momentum": 0}),
    ("sgd", plain(torch.optim.SGD, lr=0.1, momentum=0.9, dampening=0.3, weight_decay=0.05),
     {"learningRate": 0.1, "momentum": 0.9, "dampening": 0.3, "weightDecay": 0.05}),
    ("sgd", plain(torch.optim.SGD, lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.05),
     {"learningRate": 0.1, "momentum": 0.8, "nesterov": True, "weightDecay": 0.05}),
    ("lion", plain(Lion, lr=0.03, weight_decay=0.2, **betas),
     {"learningRate": 0.03, "beta1": 0.9, "beta2": 0.99, "weightDecay": 0.2}),
    ("muon", muon("match_rms_adamw", lr=0.02, momentum=0.95, nesterov=True, weight_decay=0.1),
     {"learningRate": 0.02, "momentum": 0.95, "nesterov": True, "weightDecay": 0.1, "scaling": "matchRmsAdamW"}),
    ("muon", muon("original", lr=0.02, momentum=0.9, nesterov=False, weight_decay=0),
     {"learningRate": 0.02, "momentum": 0.9, "nesterov": False, "weightDecay": 0, "scaling": "original"}),
    ("adafactor", plain(torch.optim.Adafactor, lr=0.05, eps=(1e-7, 1e-3), weight_decay=0.1),
     {"learningRate": 0.05, "weightDecay": 0.1, "eps1": 1e-7}),
    ("adafactor", plain(torch.optim.Adafactor, lr=0.5, beta2_decay=-0.5, eps=(1e-7, 0.1), d=1.25),
     {"learningRate": 0.5, "weightDecay": 0, "eps1": 1e-7, "eps2": 0.1, "beta2Decay": 0.5, "clipThreshold": 1.25}),
]  # fmt: skip

# With the first of them, moving averages of the weights: torch.optim.swa_utils', and with the warm-up of TensorFlow's
# ExponentialMovingAverage (num_updates).
averages = {"plain": [], "warmup": []}
average_decay = 0.9

figures = []
for name, make, options in runs:
    params = {
        key: torch.nn.Parameter(torch.tensor(one["start"], dtype=torch.float64).reshape(one["shape"]))
        for key, one in problem.items()
    }
    optimizers = make(params)
    steps = []
    means = {kind: {key: p.detach().clone() for key, p in params.items()} for kind in averages}
    for made, rate in enumerate(rates):
        for optimizer in optimizers:
            optimizer.zero_grad()
            for group in optimizer.param_groups:
                group["lr"] = rate * options["learningRate"]
        loss = 0
        for key, one in problem.items():
            goal, bend = (
                torch.tensor(one[what], dtype=torch.float64).reshape(one["shape"]) for what in ("target", "curvature")
            )
            loss = loss + (bend * (params[key] - goal) ** 2).sum() / 2
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
        if not figures:
            decays = {"plain": average_decay, "warmup": min(average_decay, (1 + made) / (10 + made))}
            for kind, own in means.items():
                now = [p.detach() for p in params.values()]
                if made == 0:
                    means[kind] = {key: p.detach().clone() for key, p in params.items()}
                else:
                    torch.optim.swa_utils.get_ema_multi_avg_fn(decays[kind])(list(own.values()), now, made)
                averages[kind].append(
                    {key: [round(x, 7) for x in p.reshape(-1).tolist()] for key, p in means[kind].items()}
                )
        steps.append({key: [round(x, 7) for x in p.detach().reshape(-1).tolist()] for key, p in params.items()})
    figures.append({"type": name, "options": options, "steps": steps})

here = pathlib.Path(__file__).resolve().parent
folder = here.parent.parent / "packages" / "training" / "test" / "fixtures"
(folder / "optimizers.json").write_text(
    json.dumps({"problem": problem, "rates": rates, "runs": figures, "averageDecay": average_decay, "averages": averages})
     + "\n")

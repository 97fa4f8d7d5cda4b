"""Writes packages/training/test/fixtures/schedules.json: learning rates of PyTorch's and Transformers' schedules
(PyTorch 2.x, Transformers 4.46 or newer).

    python3 tools/reference/schedules.py

A warm-up of Transformers begins with a rate of 0 and reaches its top after as many steps as it is said to have; ours
(nanoGPT's) leaves that useless step out. So theirs is asked for one step more, and its first rate is left away: from
there on they are the same.
"""

import json
import pathlib

import torch
import transformers
from torch.optim import lr_scheduler

steps, top = 60, 0.3


def rates(make, count=steps, skip=0):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=top)
    scheduler = make(optimizer)
    found = []
    for _ in range(count + skip):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found[skip:]


def warmed(make, **settings):
    """Transformers' own with a warm-up of 10 (11) steps within 50 (51)."""
    return rates(lambda o: make(o, num_warmup_steps=11, **settings), skip=1)


warm = {"warmup": "10step"}
runs = [
    ("constant", warm, warmed(transformers.get_constant_schedule_with_warmup)),
    ("linear", warm, warmed(transformers.get_linear_schedule_with_warmup, num_training_steps=51)),
    ("linear", {"minLearningRate": 0.06},
     rates(lambda o: lr_scheduler.LinearLR(o, start_factor=1, end_factor=0.2, total_iters=50))),
    ("cosine", warm, warmed(transformers.get_cosine_schedule_with_warmup, num_training_steps=51)[:51]),
    ("cosine", {"minLearningRate": 0.02},
     rates(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=50, eta_min=0.02), count=51)),
    ("cosineRestarts", {"cycle": "7step", "minLearningRate": 0.02},
     rates(lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=7, eta_min=0.02))),
    ("cosineRestarts", {"cycle": "7step", "cycleScale": 2},
     rates(lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=7, T_mult=2))),
    ("cosineRestarts", warm | {"cycle": "10step"},
     warmed(transformers.get_cosine_with_hard_restarts_schedule_with_warmup, num_training_steps=51, num_cycles=4)[:50]),
    ("inverseSqrt", warm, warmed(transformers.get_inverse_sqrt_schedule, timescale=10)),
    ("inverseSqrt", {"timescale": "25step"},
     rates(lambda o: transformers.get_inverse_sqrt_schedule(o, num_warmup_steps=0, timescale=25))),
    ("polynomial", warm | {"power": 3, "minLearningRate": 0.01},
     warmed(transformers.get_polynomial_decay_schedule_with_warmup, num_training_steps=51, power=3, lr_end=0.01)),
    ("polynomial", {"power": 0.5},
     rates(lambda o: lr_scheduler.PolynomialLR(o, total_iters=50, power=0.5))),
] + [
    ("warmupStableDecay", warm | {"decay": "15step", "shape": ours},
     warmed(transformers.get_wsd_schedule, num_decay_steps=15, num_stable_steps=25, decay_type=theirs))
    for ours, theirs in (("linear", "linear"), ("cosine", "cosine"), ("oneMinusSqrt", "1-sqrt"))
] + [
    # Transformers' warm-up begins at the lowest rate, if there is one: without.
    ("warmupStableDecay", {"decay": "15step", "minLearningRate": 0.03},
     rates(lambda o: transformers.get_wsd_schedule(
         o, num_warmup_steps=0, num_decay_steps=15, num_stable_steps=35, decay_type="linear", min_lr_ratio=0.1))),
]  # fmt: skip

losses = [3, 2.5, 2.4, 2.4, 2.45, 2.39, 2.3999, 2.41, 2.4, 2.42, 1.9, 1.95, 1.96, 1.97, 1.98, 1.99, 2.0, 2.1, 2.2, 2.3]
plateaus = []
for options in (
    dict(factor=0.5, patience=1, threshold=1e-4, cooldown=0, min_lr=0),
    dict(factor=0.1, patience=2, threshold=0.01, cooldown=2, min_lr=0.01),
    dict(factor=0.5, patience=0, threshold=0, cooldown=1, min_lr=0.05, mode="max"),
):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=top)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    found = []
    for loss in losses:
        optimizer.step()
        scheduler.step(loss)
        found.append(optimizer.param_groups[0]["lr"])
    ours = {"mode": "min"} | {key if key != "min_lr" else "minLearningRate": one for key, one in options.items()}
    plateaus.append({"options": ours, "rates": found})

figures = {
    "learningRate": top, "duration": "50step",
    "runs": [{"type": name, "options": options, "rates": [round(x, 12) for x in found]} for name, options, found in runs],
    "losses": losses, "plateaus": plateaus,
}  # fmt: skip
here = pathlib.Path(__file__).resolve().parent
folder = here.parent.parent / "packages" / "training" / "test" / "fixtures"
(folder / "schedules.json").write_text(json.dumps(figures) + "\n")

"""Writes packages/tensor/test/fixtures/lossScale.json: how torch.amp.GradScaler's scale moves.

    python3 tools/reference/lossScale.py
"""

import json
import pathlib

import torch

interval = 4
found = [0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]
scaler = torch.amp.GradScaler("cpu", init_scale=2.0**16, growth_interval=interval)
parameter = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([parameter], lr=1.0)
steps = []
for infinite in found:
    optimizer.zero_grad()
    (scaler.scale(parameter.sum()) * (float("inf") if infinite else 1.0)).backward()
    before = parameter.detach().clone()
    used = scaler.get_scale()
    scaler.step(optimizer)
    scaler.update()
    state = scaler.state_dict()
    steps.append(
        {
            "infinite": bool(infinite),
            "used": used,
            "updated": bool((parameter.detach() != before).item()),
            "scale": state["scale"],
            "growthTracker": state["_growth_tracker"],
        }
    )
path = pathlib.Path(__file__).resolve().parents[2] / "packages/tensor/test/fixtures/lossScale.json"
path.write_text(json.dumps({"torch": torch.__version__, "growthInterval": interval, "steps": steps}) + "\n")
print(steps)

import torch
from fixture import case, uniform


def inputs(batch, steps, width, hidden, gates, bias, state):
    rows = gates * hidden
    weights = [uniform(rows, width, low=-1, high=1), uniform(rows, hidden, low=-1, high=1)]
    biases = [uniform(rows), uniform(rows)] if bias else []
    return [uniform(batch, steps, width), *weights, *biases, *[uniform(batch, hidden)] * state]


def recurrent(op, function, gates, states, batch, steps, width, hidden, bias=True, state=True):
    """Output and last states in one tensor, [B, T + states, H]."""

    def run(x, *rest):
        weights = list(rest[: 4 if bias else 2])
        start = [h[None] for h in rest[len(weights) :]] or [x.new_zeros(1, batch, hidden)] * states
        found = function(x, start if states > 1 else start[0], weights, bias, 1, 0.0, False, False, True)
        return torch.cat([found[0], *(h.transpose(0, 1) for h in found[1:])], 1)

    name = f"[{batch}, {steps}, {width}] to {hidden}"
    name += ("" if bias else ", no bias") + ("" if state else ", from zeros")
    case(op, name, inputs(batch, steps, width, hidden, gates, bias, states if state else 0), run)


for op, function, gates, states in (("lstm", torch.lstm, 4, 2), ("gru", torch.gru, 3, 1)):
    recurrent(op, function, gates, states, 2, 3, 2, 3)
    recurrent(op, function, gates, states, 5, 4, 3, 4)
    recurrent(op, function, gates, states, 2, 5, 3, 2, bias=False, state=False)

import torch
from fixture import case, uniform
from torch.nn import functional as F


def selective_scan(u, delta, a, b, c, state, d=None, z=None, bias=None, softplus=False):
    """mamba_ssm's selective_scan_ref with time before channels: u [B, T, D] -> [B, T, D], [B, N, D]."""
    if bias is not None:
        delta = delta + bias
    if softplus:
        delta = F.softplus(delta)
    h, rows = state.transpose(1, 2), []
    for t in range(u.shape[1]):
        step = delta[:, t, :, None]
        h = torch.exp(step * a) * h + step * b[:, t, None] * u[:, t, :, None]
        rows.append((h * c[:, t, None]).sum(-1))
    y = torch.stack(rows, 1)
    if d is not None:
        y = y + u * d
    if z is not None:
        y = y * F.silu(z)
    return torch.cat([y, h.transpose(1, 2)], 1)


def scan(batch, steps, width, count, full=False):
    shapes = [(batch, steps, width), (batch, steps, width), (width, count), (batch, steps, count), (batch, steps, count)]
    inputs = [uniform(*shape) for shape in shapes]
    inputs[1] = uniform(batch, steps, width, low=0, high=0.5)
    inputs[2] = uniform(width, count, low=-2, high=-0.1)
    inputs.append(uniform(batch, count, width))
    if full:
        inputs += [uniform(width), uniform(batch, steps, width), uniform(width)]
    name = f"[{batch}, {steps}, {width}] with {count} states" + (", d, z, bias and softplus" if full else "")
    case("selectiveScan", name, inputs, lambda *x: selective_scan(*x, softplus=full))


scan(2, 3, 4, 2)
scan(1, 35, 3, 2)
scan(2, 4, 3, 2, full=True)


def recurrence(x, gate, name):
    def function(gate, x, state):
        rows = []
        for t in range(x.shape[1]):
            state = gate[:, t] * state + x[:, t]
            rows.append(state)
        return torch.stack(rows, 1)

    inputs = [uniform(*gate, low=-1, high=1), uniform(*x), uniform(x[0], *x[2:])]
    case("linearRecurrence", name, inputs, function)


recurrence((2, 5, 6), (2, 5, 6), "[2, 5, 6] by [2, 5, 6]")
recurrence((2, 4, 3, 5), (2, 4, 3, 1), "[2, 4, 3, 5] by [2, 4, 3, 1]")
recurrence((2, 3, 2, 3, 2, 5), (2, 3, 2, 1, 2, 1), "[2, 3, 2, 3, 2, 5] by [2, 3, 2, 1, 2, 1]")


def segment_decay(x):
    """exp(segsum(x)) of Dao and Gu 2024, listing 1."""
    length = x.shape[-1]
    rows = x[..., None].expand(*x.shape, length)
    below = torch.ones(length, length).tril(-1).bool()
    sums = rows.masked_fill(~below, 0).cumsum(-2)
    kept = torch.ones(length, length).tril(0).bool()
    return sums.masked_fill(~kept, float("-inf")).exp()


for shape in ((2, 3, 5), (1, 9)):
    case("segmentDecay", str(list(shape)), [uniform(*shape, low=-1, high=0.2)], segment_decay)


def state_space(x, dt, a, b, c, state, d=None, bias=None, softplus=False):
    """The recurrence of Mamba-2, step by step: x [B, T, H, P] -> [B, T, H*P], [B, H*N*P] in one tensor."""
    if bias is not None:
        dt = dt + bias
    if softplus:
        dt = F.softplus(dt)
    shared = x.shape[2] // b.shape[2]
    b, c = b.repeat_interleave(shared, 2), c.repeat_interleave(shared, 2)
    rows = []
    for t in range(x.shape[1]):
        step = dt[:, t, :, None, None]
        state = torch.exp(step * a[:, None, None]) * state + step * b[:, t, :, :, None] * x[:, t, :, None]
        rows.append((c[:, t, :, :, None] * state).sum(2))
    y = torch.stack(rows, 1)
    if d is not None:
        y = y + x * d[:, None]
    return torch.cat([y.flatten(1), state.flatten(1)], 1)


def state_space_case(batch, steps, heads, width, groups, count, full=False):
    inputs = [
        uniform(batch, steps, heads, width),
        uniform(batch, steps, heads, low=0, high=0.5),
        uniform(heads, low=-2, high=-0.1),
        uniform(batch, steps, groups, count),
        uniform(batch, steps, groups, count),
        uniform(batch, heads, count, width),
    ]
    if full:
        inputs += [uniform(heads), uniform(heads)]
    name = f"[{batch}, {steps}, {heads}, {width}], {groups} groups of {count} states"
    name += ", d, bias and softplus" if full else ""
    case("stateSpaceScan", name, inputs, lambda *x: state_space(*x, softplus=full))


state_space_case(2, 5, 2, 3, 1, 2)
state_space_case(1, 9, 4, 2, 2, 3)
state_space_case(2, 7, 3, 2, 3, 2, full=True)

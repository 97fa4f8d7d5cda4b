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

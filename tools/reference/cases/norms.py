import torch
from fixture import case, uniform
from torch.nn import functional as F


def layer(x, w, b=None):
    return F.layer_norm(x, w.shape, w, b)


# torch.nn.functional.rms_norm is newer than PyTorch 1.13: the paper's equation 4 instead.
def rms(x, w):
    return x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt() * w


for op, norm, vectors in (("addLayerNorm", layer, 2), ("addRmsNorm", rms, 1)):
    for shape, name, a, b in (
        ((3, 5), "", 0.75, 0.5),
        ((2, 3, 8), "", 0.75, 0.5),
        ((40, 6), ", the normalised sum alone", 1, 0),
    ):

        def both(x, r, *vectors, norm=norm, a=a, b=b):
            return a * norm(x + r, *vectors) + b * (x + r)

        inputs = [uniform(*shape), uniform(*shape)] + [uniform(shape[-1])] * vectors
        case(op, f"{list(shape)}{name}", inputs, both)


def group_norm(shape, groups, name="", weight=True, bias=True, eps=1e-5):
    def function(x, *vectors):
        # PyTorch 1.13 fails in backward without a weight.
        w = vectors[0] if weight else torch.ones(shape[1], dtype=x.dtype)
        return F.group_norm(x, groups, w, vectors[-1] if bias else None, eps)

    inputs = [uniform(*shape)] + [uniform(shape[1])] * (weight + bias)
    case("groupNorm", f"{list(shape)} in {groups}{name}", inputs, function)


group_norm((2, 6, 3, 5), 2)
group_norm((3, 4, 7), 4)
group_norm((3, 8), 2)
group_norm((2, 4, 3), 2, ", no weight", weight=False)
group_norm((2, 4, 3), 2, ", neither, eps 0.1", weight=False, bias=False, eps=0.1)


def batch_norm(shape, training, name="", weight=True, bias=True, eps=1e-5):
    def function(x, *rest):
        mean, variance = (None, None) if training else (rest[0].detach(), rest[1].detach())
        vectors = rest if training else rest[2:]
        w, b = (vectors[0] if weight else None, vectors[-1] if bias else None)
        return F.batch_norm(x, mean, variance, w, b, training, 0.1, eps)

    vector = uniform(shape[1])
    running = [] if training else [vector, uniform(shape[1], low=0.3, high=2)]
    title = f"{list(shape)}, {'training' if training else 'evaluation'}{name}"
    case("batchNorm", title, [uniform(*shape), *running] + [vector] * (weight + bias), function)


batch_norm((4, 3, 5), True)
batch_norm((2, 3, 3, 5), True)
batch_norm((7, 5), True)
batch_norm((4, 3, 2), True, ", no weight", weight=False)
batch_norm((4, 3, 2), True, ", neither, eps 0.1", weight=False, bias=False, eps=0.1)
batch_norm((4, 3, 5), False)
batch_norm((7, 5), False)

import torch
from fixture import case, uniform, whole
from torch.nn import functional as F


def losses(op, function, low=-2.0, high=2.0, prefix="", targets=None):
    """The cases that lossCases.ts names."""
    first, second = targets or (low, high)
    for reduction in ("mean", "sum", "none"):
        case(
            op,
            f"{prefix}[3, 5], {reduction}",
            [uniform(3, 5, low=low, high=high), uniform(3, 5, low=first, high=second)],
            lambda x, t, reduction=reduction: function(x, t, reduction=reduction),
        )


losses("mseLoss", F.mse_loss)
losses("l1Loss", F.l1_loss)
losses("huberLoss", F.huber_loss)
losses("huberLoss", lambda x, t, reduction: F.huber_loss(x, t, reduction, 0.3), prefix="delta 0.3 ")
losses("huberLoss", lambda x, t, reduction: F.smooth_l1_loss(x, t, reduction=reduction, beta=0.5), prefix="smoothL1Loss beta 0.5 ")
losses("huberLoss", lambda x, t, reduction: F.smooth_l1_loss(x, t, reduction=reduction, beta=0), prefix="smoothL1Loss beta 0 ")


def divergence(x, t, reduction):
    return F.kl_div(x, t, reduction=reduction)


def divergence_of_logarithms(x, t, reduction):
    return F.kl_div(x, t, reduction=reduction, log_target=True)


losses("klDivergence", divergence, -5, -0.1, targets=(0.05, 1))
losses("klDivergence", divergence_of_logarithms, -5, -0.1, "of logarithms ")
for function, low, high, name in ((divergence, 0.05, 1, ""), (divergence_of_logarithms, -5, -0.1, " of logarithms")):
    inputs = [uniform(4, 7, low=-5, high=-0.1), uniform(4, 7, low=low, high=high)]
    case("klDivergence", f"[4, 7], batchMean{name}", inputs, lambda x, t, f=function: f(x, t, "batchmean"))

bce = F.binary_cross_entropy_with_logits
losses("binaryCrossEntropy", bce, -6, 6, targets=(0, 1))
weight = torch.tensor(2.5, dtype=torch.float64)
losses("binaryCrossEntropy", lambda x, t, reduction: bce(x, t, reduction=reduction, pos_weight=weight), -6, 6, "posWeight 2.5 ", (0, 1))
for shape, axes, reduction in (((4, 3), 1, "mean"), ((2, 3, 5), 2, "none"), ((7,), 0, "sum")):
    last = shape[len(shape) - axes :]
    case(
        "binaryCrossEntropy",
        f"{list(shape)}, weights {list(last)}, {reduction}",
        [uniform(*shape, low=-4, high=4), uniform(*shape, low=0, high=1), uniform(*last, low=0.2, high=3)],
        lambda x, t, w, reduction=reduction: bce(x, t, reduction=reduction, pos_weight=w.detach()),
    )

for reduction in ("mean", "sum", "none"):
    case(
        "crossEntropy",
        f"[6, 5], some ignored, smoothing 0.1, {reduction}",
        [uniform(6, 5, low=-4, high=4), whole([2, -100, 0, 4, -100, 1])],
        lambda x, t, reduction=reduction: F.cross_entropy(x, t, reduction=reduction, label_smoothing=0.1),
    )
for shape, reduction, smoothing in (((3, 5), "mean", 0), ((2, 3, 5), "none", 0.1)):

    def probabilities(x, t, reduction=reduction, smoothing=smoothing):
        out = F.cross_entropy(x.flatten(0, -2), t.flatten(0, -2), reduction=reduction, label_smoothing=smoothing)
        return out.reshape(x.shape[:-1]) if reduction == "none" else out

    inputs = [uniform(*shape, low=-4, high=4), uniform(*shape, low=0, high=1)]
    case("crossEntropy", f"probabilities {list(shape)}, {reduction}, smoothing {smoothing}", inputs, probabilities)

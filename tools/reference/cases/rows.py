import torch
from fixture import case, uniform, values
from torch.nn import functional as F

inf = float("inf")

for op, function in (("softmax", torch.softmax), ("logSoftmax", torch.log_softmax)):
    for shape in ((3, 5), (2, 3, 4)):
        case(op, str(list(shape)), [uniform(*shape, low=-4, high=4)], lambda x, f=function: f(x, -1))
    masked = [-inf, 1, 2, -inf, -3, 0, -inf, -inf, 4, -inf]
    case(op, "masked by -infinity", [values(masked, 2, 5)], lambda x, f=function: f(x, -1), gradients=False)


def layer_norm(name, shape, bias=True, eps=1e-5):
    vector = uniform(shape[-1])
    inputs = [uniform(*shape), vector] + ([vector] if bias else [])
    case("layerNorm", name, inputs, lambda x, w, b=None: F.layer_norm(x, w.shape, w, b, eps))


for shape in ([3, 5], [2, 3, 8]):
    layer_norm(str(shape), shape)
layer_norm("[4, 6] without bias", [4, 6], bias=False)
layer_norm("[3, 5], eps 0.1", [3, 5], eps=0.1)


# torch.nn.functional.rms_norm is newer than PyTorch 1.13: the paper's equation 4 instead.
def rms_norm(name, shape, eps=1e-5):
    function = lambda x, w: x / torch.sqrt((x * x).mean(-1, keepdim=True) + eps) * w  # noqa: E731
    case("rmsNorm", name, [uniform(*shape), uniform(shape[-1])], function)


for shape in ([3, 5], [2, 3, 8]):
    rms_norm(str(shape), shape)
rms_norm("[3, 5], eps 0.1", [3, 5], eps=0.1)

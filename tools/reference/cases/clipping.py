import torch
from fixture import case, uniform, values


def norm_before(*tensors):
    """What clip_grad_norm_ says the norm was."""
    params = [torch.zeros_like(tensor) for tensor in tensors]
    for param, tensor in zip(params, tensors):
        param.grad = tensor.clone()
    return torch.nn.utils.clip_grad_norm_(params, 1.0)


def scale(norm, limit):
    """What clip_grad_norm_ multiplies a gradient of this norm by."""
    param = torch.zeros_like(norm)
    param.grad = norm.clone()
    torch.nn.utils.clip_grad_norm_([param], limit)
    return param.grad / norm


case("globalNorm", "[5]", [uniform(5)], norm_before, gradients=False)
shapes = ((3, 5), (1,), (), (7, 2))
case("globalNorm", "[3, 5] [1] [] [7, 2]", [uniform(*shape) for shape in shapes], norm_before, gradients=False)
for name, norm, limit in (("a norm below", 0.25, 1), ("a norm above", 12.5, 1), ("another limit", 12.5, 0.5)):
    case("clipScale", name, [values([norm]) | {"shape": []}], lambda x, to=limit: scale(x, to), gradients=False)

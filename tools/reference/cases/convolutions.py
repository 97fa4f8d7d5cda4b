import json

import torch
from fixture import case, uniform

F = torch.nn.functional


def words(options):
    return "".join(f", {key} {json.dumps(value, separators=(',', ':'))}" for key, value in options.items())


def conv(op, function, x, weight, prefix="", **options):
    torch_names = {"outputPadding": "output_padding"}
    calls = {torch_names.get(key, key): value for key, value in options.items() if key != "bias"}
    inputs = [uniform(*x), uniform(*weight)]
    if options.get("bias"):
        channels = weight[1] * options.get("groups", 1) if "Transpose" in op else weight[0]
        inputs.append(uniform(channels))
    case(op, f"{prefix}{x} by {weight}{words(options)}", inputs, lambda x, w, b=None: function(x, w, b, **calls))


conv("conv2d", F.conv2d, [2, 3, 5, 6], [4, 3, 3, 3], bias=True)
conv("conv2d", F.conv2d, [2, 3, 5, 6], [4, 3, 3, 3], padding=1, bias=True)
conv("conv2d", F.conv2d, [2, 3, 7, 6], [5, 3, 3, 2], stride=2, padding=[1, 0])
conv("conv2d", F.conv2d, [1, 2, 9, 8], [3, 2, 2, 3], stride=[3, 2], padding=[2, 1], dilation=[2, 3])
conv("conv2d", F.conv2d, [2, 2, 6, 7], [3, 2, 3, 4], padding="same", bias=True)
conv("conv2d", F.conv2d, [1, 2, 11, 18], [3, 2, 3, 3], stride=4, dilation=[2, 6])
conv("conv2d", F.conv2d, [2, 6, 5, 7], [6, 2, 3, 3], groups=3, padding=1, bias=True)
conv("conv2d", F.conv2d, [2, 3, 9, 7], [6, 1, 3, 2], groups=3, stride=2, dilation=[1, 2], padding=2)
conv("conv2d", F.conv1d, [2, 3, 9], [4, 3, 3], "conv1d ", padding=1, stride=2)
conv("conv2d", F.conv1d, [2, 4, 10], [6, 2, 4], "conv1d ", padding="same", groups=2)
conv("conv2d", F.conv1d, [2, 6, 11], [6, 1, 3], "conv1d ", groups=6, padding=2, dilation=2)

t2d, t1d = F.conv_transpose2d, F.conv_transpose1d
conv("convTranspose2d", t2d, [2, 3, 4, 5], [3, 4, 3, 3], bias=True)
conv("convTranspose2d", t2d, [2, 3, 4, 5], [3, 4, 3, 3], stride=2, padding=1, outputPadding=1, bias=True)
conv("convTranspose2d", t2d, [2, 3, 3, 4], [3, 2, 2, 1], stride=[3, 2], outputPadding=[2, 1], bias=True)
conv("convTranspose2d", t2d, [1, 2, 4, 4], [2, 3, 3, 3], stride=4, dilation=[2, 6])
conv("convTranspose2d", t2d, [2, 4, 4, 3], [4, 3, 2, 2], groups=2, stride=2, bias=True)
conv("convTranspose2d", t2d, [2, 5, 6, 5], [5, 1, 3, 3], groups=5, stride=2, padding=1, bias=True)
conv("convTranspose2d", t1d, [2, 3, 6], [3, 4, 4], "convTranspose1d ", stride=2, padding=1)
conv("convTranspose2d", t1d, [2, 4, 5], [4, 2, 3], "convTranspose1d ", stride=2, outputPadding=1, groups=2)


def causal(x, weight, bias=None, state=None, silu=False):
    width = weight.shape[1]
    rows = F.pad(x.transpose(1, 2), (width - 1, 0)) if state is None else torch.cat([state, x], 1).transpose(1, 2)
    out = F.conv1d(rows, weight[:, None], bias, groups=weight.shape[0]).transpose(1, 2)
    return F.silu(out) if silu else out


inputs = [uniform(2, 5, 3), uniform(3, 4), uniform(3)]
case("causalConv1d", "[2, 5, 3] width 4, bias, silu", inputs, lambda x, w, b: causal(x, w, b, silu=True))
inputs = [uniform(2, 5, 4), uniform(4, 4), uniform(4), uniform(2, 3, 4)]
case("causalConv1d", "[2, 5, 4] width 4, bias, state, silu", inputs, lambda *given: causal(*given, silu=True))
inputs = [uniform(2, 5, 6), uniform(6, 3), uniform(2, 2, 6)]
case("causalConv1d", "[2, 5, 6] width 3, state", inputs, lambda x, w, s: causal(x, w, state=s))

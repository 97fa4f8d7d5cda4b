import json

import torch
from fixture import case, uniform

F = torch.nn.functional
torch_names = {"ceilMode": "ceil_mode", "countIncludePad": "count_include_pad"}


def pool(op, function, x, kernel, prefix="", **options):
    words = "".join(f", {key} {json.dumps(value, separators=(',', ':'))}" for key, value in options.items())
    calls = {torch_names.get(key, key): value for key, value in options.items()}
    size = json.dumps(kernel, separators=(",", ":"))
    case(op, f"{prefix}{x} by {size}{words}", [uniform(*x)], lambda x: function(x, kernel, **calls))


def sized(op, function, name, x, size):
    case(op, f"{name} {x} to {json.dumps(size, separators=(',', ':'))}", [uniform(*x)], lambda x: function(x, size))


pool("maxPool2d", F.max_pool2d, [2, 3, 6, 8], 2)
pool("maxPool2d", F.max_pool2d, [2, 3, 7, 6], [3, 2], stride=[2, 1], padding=1)
pool("maxPool2d", F.max_pool2d, [1, 2, 9, 8], 3, stride=1, dilation=[2, 3], padding=1)
pool("maxPool2d", F.max_pool2d, [2, 2, 6, 7], 3, stride=2, ceilMode=True)
pool("maxPool2d", F.max_pool2d, [1, 2, 5, 6], 2, stride=3, padding=1, ceilMode=True)
pool("maxPool2d", F.max_pool1d, [2, 3, 9], 3, "maxPool1d ", stride=2, padding=1)
sized("maxPool2d", F.adaptive_max_pool2d, "adaptive", [2, 3, 7, 5], [3, 2])
sized("maxPool2d", F.adaptive_max_pool2d, "adaptive", [1, 2, 3, 4], [5, 4])

pool("avgPool2d", F.avg_pool2d, [2, 3, 6, 8], 2)
pool("avgPool2d", F.avg_pool2d, [2, 3, 7, 6], [3, 2], stride=[2, 1], padding=1)
pool("avgPool2d", F.avg_pool2d, [2, 3, 7, 6], [3, 2], stride=[2, 1], padding=1, countIncludePad=False)
pool("avgPool2d", F.avg_pool2d, [2, 2, 6, 7], 3, stride=2, ceilMode=True)
pool("avgPool2d", F.avg_pool2d, [1, 2, 5, 6], 2, stride=3, padding=1, ceilMode=True)
pool("avgPool2d", F.avg_pool2d, [1, 2, 5, 6], 3, stride=2, padding=1, ceilMode=True)
pool("avgPool2d", F.avg_pool1d, [2, 3, 9], 3, "avgPool1d ", stride=2, padding=1)
sized("avgPool2d", F.adaptive_avg_pool2d, "adaptive", [2, 3, 7, 5], [3, 2])
sized("avgPool2d", F.adaptive_avg_pool2d, "adaptive", [1, 2, 3, 4], [5, 4])
sized("avgPool2d", F.adaptive_avg_pool1d, "adaptiveAvgPool1d", [2, 3, 7], 3)

for shape, size in (([2, 3, 4, 5], [8, 10]), ([2, 3, 4, 5], [7, 13]), ([1, 2, 7, 9], [3, 4])):
    to = f"{shape} to {json.dumps(size, separators=(',', ':'))}"
    case("upsample", f"nearest {to}", [uniform(*shape)], lambda x, size=size: F.interpolate(x, size))
    for align, word in ((False, ""), (True, ", alignCorners")):
        case(
            "upsample",
            f"bilinear {to}{word}",
            [uniform(*shape)],
            lambda x, size=size, align=align: F.interpolate(x, size, mode="bilinear", align_corners=align),
        )

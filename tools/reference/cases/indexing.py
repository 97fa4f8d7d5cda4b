import torch
from fixture import case, integers, uniform, values
from torch.nn import functional as F

inf, nan = float("inf"), float("nan")

for shape, axis, picks in (((3, 5), 1, 2), ((3, 5), 0, 4), ((2, 3, 4), 1, 5), ((2, 3, 4), -1, 1), ((7,), 0, 9)):
    out = [picks if i == axis % len(shape) else length for i, length in enumerate(shape)]
    inputs = [uniform(*shape), integers(*out, below=shape[axis])]
    title = f"{list(shape)} along {axis}, {picks} of {shape[axis]}"
    case("gather", title, inputs, lambda x, index, axis=axis: x.gather(axis, index))

for shape, axis, picks in (((3, 5), 0, 4), ((3, 5), 1, 7), ((2, 3, 4), 1, 5)):
    inputs = [uniform(*shape), integers(picks, below=shape[axis])]
    title = f"{list(shape)} along {axis}, {picks} of {shape[axis]}"
    case("indexSelect", title, inputs, lambda x, index, axis=axis: x.index_select(axis, index))

for shape, axis, picks in (((3, 5), 1, 4), ((2, 3, 4), 1, 5), ((7,), 0, 20)):
    source = [picks if i == axis else length for i, length in enumerate(shape)]
    inputs = [uniform(*shape), integers(*source, below=shape[axis]), uniform(*source)]
    title = f"{list(shape)} along {axis}, {picks} to {shape[axis]}"
    case("scatterAdd", title, inputs, lambda x, index, s, axis=axis: x.scatter_add(axis, index, s))

case("oneHot", "[2, 3] of 5, f32", [integers(2, 3, below=5)], lambda ids: F.one_hot(ids, 5), gradients=False)

special = values([3, nan, -inf, 0, -0.0, inf, -3, nan, 0, 3])
for name, x, descending in (
    ("[3, 5]", uniform(3, 5), False),
    ("[2, 3, 4]", uniform(2, 3, 4), True),
    ("special values", special, False),
    ("special values", special, True),
):
    title = f"{name}{', descending' if descending else ''}"
    plain = name != "special values"
    case("sort", title, [x], lambda x, d=descending: x.sort(stable=True, dim=-1, descending=d).values, gradients=plain)
    function = lambda x, d=descending: torch.sort(x, stable=True, dim=-1, descending=d).indices  # noqa: E731
    case("sort", f"{title}, positions", [x], function, gradients=False)

for name, x, k, largest in (("[3, 5]", uniform(3, 5), 2, True), ("[2, 3, 4]", uniform(2, 3, 4), 3, False)):
    title = f"{k} of {name}{'' if largest else ', smallest'}"
    case("topK", title, [x], lambda x, k=k, largest=largest: x.topk(k, -1, largest).values)
    function = lambda x, k=k, largest=largest: x.topk(k, -1, largest).indices  # noqa: E731
    case("topK", f"{title}, positions", [x], function, gradients=False)

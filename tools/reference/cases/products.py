import torch
from fixture import case, uniform, whole

for a, b, letters in (([3, 5], [5, 7], "NN"), ([3, 5], [7, 5], "NT"), ([5, 3], [5, 7], "TN"), ([5, 3], [7, 5], "TT")):
    turn = [letter == "T" for letter in letters]
    case(
        "matmul",
        f"{letters} {a} by {b}",
        [uniform(*a), uniform(*b)],
        lambda x, y, turn=turn: (x.T if turn[0] else x) @ (y.T if turn[1] else y),
    )
case("matmul", "NN [2, 1, 3, 2] by [3, 2, 5]", [uniform(2, 1, 3, 2), uniform(3, 2, 5)], torch.matmul)
case("matmul", "NN [2, 3] by [3, 3, 4]", [uniform(2, 3), uniform(3, 3, 4)], torch.matmul)
case("matmul", "NN [2, 3, 3, 4] by [4, 2]", [uniform(2, 3, 3, 4), uniform(4, 2)], torch.matmul)

F = torch.nn.functional
activations = {
    "": lambda x: x,
    ", gelu": F.gelu,
    ", gelu-tanh": lambda x: F.gelu(x, approximate="tanh"),
    ", relu": torch.relu,
    ", silu": F.silu,
}
for name, activation in activations.items():
    inputs = [uniform(2, 3, 5), uniform(7, 5), uniform(7)]
    case("linear", f"[2, 3, 5] to 7, bias{name}", inputs, lambda x, w, b, f=activation: f(F.linear(x, w, b)))
    case("linear", f"[3, 5] to 7{name}", [uniform(3, 5), uniform(7, 5)], lambda x, w, f=activation: f(F.linear(x, w)))


def grouped(bounds):
    def run(x, weights, offsets):
        parts = [x[bounds[e] : bounds[e + 1]] @ weights[e] for e in range(weights.shape[0])]
        behind = x[bounds[-1] :, :1] @ torch.zeros(1, weights.shape[2], dtype=x.dtype)
        return torch.cat([*parts, behind])

    return run


inputs = [uniform(7, 5), uniform(2, 5, 6), whole([0, 3, 7])]
case("groupedMatmul", "[7, 5] by [2, 5, 6], bounds 0 3 7", inputs, grouped([0, 3, 7]))
inputs = [uniform(9, 4), uniform(4, 4, 3), whole([0, 4, 4, 8])]
case("groupedMatmul", "[9, 4] by [4, 4, 3], ends 0 4 4 8", inputs, grouped([0, 0, 4, 4, 8]))

for equation, *shapes in (
    ("ij,jk->ik", [3, 4], [4, 5]),
    ("bhtd,bhsd->bhts", [2, 3, 4, 5], [2, 3, 6, 5]),
    ("bthd,bshd->bhts", [2, 4, 3, 5], [2, 6, 3, 5]),
    ("...ij,...jk->...ik", [2, 1, 3, 4], [5, 4, 2]),
    ("...ij,jk", [2, 3, 4], [4, 5]),
    ("i,j->ji", [3], [4]),
    ("bi,bi->b", [3, 7], [3, 7]),
    ("bi,bi->bi", [3, 4], [3, 4]),
    ("ij->ji", [3, 4]),
    ("ij->", [3, 4]),
    ("ijk->ik", [2, 3, 4]),
    ("ij,ij", [3, 4], [3, 4]),
    ("ba,ab", [3, 4], [4, 3]),
    ("cb,bd", [3, 4], [4, 2]),
    ("ijk,kl,lm->im", [2, 3, 4], [4, 5], [5, 3]),
    ("bi,ijk,bj,bk->b", [2, 3], [3, 4, 5], [2, 4], [2, 5]),
    ("ij,jk->k", [3, 4], [4, 5]),
    ("ab,cd->", [2, 3], [4, 2]),
    ("bhwc,hck->bwk", [2, 3, 4, 5], [3, 5, 6]),
    ("bij,ij->bi", [1, 3, 4], [3, 1]),
    ("bi, bj -> b ij", [1, 3], [4, 2]),
    (",ij->ij", [], [2, 3]),
):
    case("einsum", f"{equation} {shapes}", [uniform(*s) for s in shapes], lambda *t, e=equation: torch.einsum(e, *t))

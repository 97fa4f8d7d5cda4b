import torch
from fixture import case, uniform

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

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

from fixture import case, uniform

case("sum", "[3, 5] over all", [uniform(3, 5)], lambda x: x.sum())
case("sum", "[3, 5] over axis -1, keepDims", [uniform(3, 5)], lambda x: x.sum(-1, keepdim=True))
case("sum", "[2, 3, 4] over axis [0,2]", [uniform(2, 3, 4)], lambda x: x.sum((0, 2)))

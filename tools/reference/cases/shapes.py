import torch
from fixture import case, uniform

case("clone", "[3, 5]", [uniform(3, 5)], torch.clone)
case("expand", "[3, 1] to [3, 4]", [uniform(3, 1)], lambda x: x.expand(3, 4))
case("expand", "[5] to [2, 3, 5]", [uniform(5)], lambda x: x.expand(2, 3, 5))
case("reshape", "[3, 4] to [2, 6]", [uniform(3, 4)], lambda x: x.reshape(2, 6))

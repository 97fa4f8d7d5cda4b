"""Peer of cases/matmul.mjs: one JSON request per line in, one answer out."""
import json
import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]))
for line in sys.stdin:
    r = json.loads(line)
    m, n, k = r["m"], r["n"], r["k"]
    a = torch.randn((k, m) if r["transposeA"] else (m, k))
    b = torch.randn((n, k) if r["transposeB"] else (k, n))
    left = a.t() if r["transposeA"] else a
    right = b.t() if r["transposeB"] else b
    left @ right
    start = time.perf_counter()
    for _ in range(r["count"]):
        left @ right
    seconds = time.perf_counter() - start
    print(json.dumps({"gflops": 2 * m * n * k * r["count"] / seconds / 1e9}), flush=True)

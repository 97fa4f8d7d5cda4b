"""PyTorch as a peer: one JSON request per line in, one answer out, as peers/serve.mjs does it."""
import json
import sys
import time

import torch

from ops import ops
from values import digest

backend, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
device = "cuda" if backend == "webgpu" and torch.cuda.is_available() else "cpu"
where = torch.cuda.get_device_name() if device == "cuda" else f"CPU, {threads} threads"
print(json.dumps({"name": f"PyTorch {torch.__version__.split('+')[0]} ({where})"}), flush=True)


def synchronize():
    if device == "cuda":
        torch.cuda.synchronize()


def timed(run, count):
    synchronize()
    start = time.perf_counter()
    for _ in range(count):
        run()
    synchronize()
    return time.perf_counter() - start


key = run = None
for line in sys.stdin:
    request = json.loads(line)
    op, sizes = request["op"], request["sizes"]
    try:
        if op not in ops:
            answer = {"missing": True}
        else:
            # A check begins with fresh values.
            if key != (op, json.dumps(sizes)) or request["do"] == "check":
                run = None
                run, key = ops[op](device, **sizes), (op, json.dumps(sizes))
            if request["do"] == "check":
                for _ in range(request["runs"]):
                    results = run()
                answer = {"digests": [digest(result) for result in results]}
            else:
                count = max(1, min(10000, int(request["seconds"] / timed(run, 1))))
                answer = {"perSecond": count / timed(run, count)}
    except Exception as error:  # A failing operation costs its own result and no other.
        key = run = None
        answer = {"error": f"{type(error).__name__}: {error}".split("\n")[0]}
    print(json.dumps(answer), flush=True)

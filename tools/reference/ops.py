"""Writes packages/tensor/test/fixtures/<op>.json: outputs and gradients that PyTorch computed in f64.

The conformance suite holds every backend against them; a case there of the same op and name uses the
entry. Add a case to a file under cases/, or a file, then run (PyTorch 1.13 or newer):

    python3 tools/reference/ops.py            # all ops
    python3 tools/reference/ops.py gelu silu  # some
"""

import importlib.util
import pathlib
import sys

sys.dont_write_bytecode = True
import fixture  # noqa: E402

here = pathlib.Path(__file__).resolve().parent

for path in sorted((here / "cases").glob("*.py")):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
fixture.write(here.parent.parent / "packages" / "tensor" / "test" / "fixtures", sys.argv[1:])

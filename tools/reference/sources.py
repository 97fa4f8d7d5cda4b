"""Writes packages/data/test/fixtures/sources: one text compressed by other programs, and rows as pyarrow writes parquet.

    python3 tools/reference/sources.py        # needs pyarrow and zstandard
"""

import bz2
import gzip
import pathlib

import pyarrow
import pyarrow.parquet
import zstandard

folder = pathlib.Path(__file__).resolve().parents[2] / "packages" / "data" / "test" / "fixtures" / "sources"
folder.mkdir(parents=True, exist_ok=True)
text = "".join(f"Line {number}: the quick brown fox — naïve café 日本語 🙂\n" for number in range(400)).encode()
half = len(text) // 2
# Two streams one after the other are one file.
(folder / "text.txt.gz").write_bytes(gzip.compress(text[:half], mtime=0) + gzip.compress(text[half:], mtime=0))
(folder / "text.txt.bz2").write_bytes(bz2.compress(text[:half]) + bz2.compress(text[half:]))
frame = zstandard.ZstdCompressor(write_checksum=True).compress
(folder / "text.txt.zst").write_bytes(frame(text[:half]) + frame(text[half:]))

rows = [f"Document {number} — été\r\nsecond line" for number in range(25)] + [None, ""]
table = pyarrow.table({"id": list(range(len(rows))), "text": rows})
for compression in ["snappy", "zstd", "gzip", "none"]:
    pyarrow.parquet.write_table(table, folder / f"rows-{compression}.parquet", row_group_size=10, compression=compression)

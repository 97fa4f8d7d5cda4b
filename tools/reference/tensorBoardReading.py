"""Reads packages/training/test/fixtures/events.tfevents with the real TensorBoard and writes what it got out of it to
events.json beside it (pip install tensorboard).

    CRAFT_UPDATE_FIXTURES=1 npx vitest run --project training tensorBoard     # writes events.tfevents
    python3 tools/reference/tensorBoardReading.py
"""

import hashlib
import json
import pathlib
import shutil
import tempfile

from google.protobuf.json_format import MessageToDict
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.plugins.hparams import metadata
from tensorboard.util import tensor_util

fixtures = pathlib.Path(__file__).resolve().parent.parent.parent / "packages" / "training" / "test" / "fixtures"
source = fixtures / "events.tfevents"
with tempfile.TemporaryDirectory() as folder:
    path = shutil.copy(source, pathlib.Path(folder) / "events.out.tfevents.1700000000.host")
    board = EventAccumulator(folder, size_guidance={"tensors": 0, "scalars": 0, "histograms": 0, "images": 0}).Reload()
    raw = list(EventFileLoader(str(path)).Load())

tags = board.Tags()
scalars = {tag: [[one.step, one.value] for one in board.Scalars(tag)] for tag in tags["scalars"]}
histograms = {
    tag: [
        {
            "step": one.step,
            "limits": list(one.histogram_value.bucket_limit),
            "counts": list(one.histogram_value.bucket),
            "sum": one.histogram_value.sum,
        }
        for one in board.Histograms(tag)
    ]
    for tag in tags["histograms"]
}
images = {
    tag: [
        {"step": one.step, "width": one.width, "height": one.height, "bytes": len(one.encoded_image_string)}
        for one in board.Images(tag)
    ]
    for tag in tags["images"]
}
texts = {
    tag: [[one.step, tensor_util.make_ndarray(one.tensor_proto)[0].decode()] for one in board.Tensors(tag)]
    for tag in tags["tensors"]
    if board.SummaryMetadata(tag).plugin_data.plugin_name == "text"
}

hparams, metrics, status = {}, [], None
for event in raw:
    for value in event.summary.value:
        if value.metadata.plugin_data.plugin_name != metadata.PLUGIN_NAME:
            continue
        content = value.metadata.plugin_data.content
        if value.tag == metadata.EXPERIMENT_TAG:
            metrics = [info.name.tag for info in metadata.parse_experiment_plugin_data(content).metric_infos]
        elif value.tag == metadata.SESSION_START_INFO_TAG:
            start = metadata.parse_session_start_info_plugin_data(content)
            hparams = {name: MessageToDict(one) for name, one in start.hparams.items()}
        elif value.tag == metadata.SESSION_END_INFO_TAG:
            status = MessageToDict(metadata.parse_session_end_info_plugin_data(content))["status"]

figures = {
    "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
    "scalars": scalars, "texts": texts, "histograms": histograms, "images": images,
    "hparams": hparams, "metrics": metrics, "status": status,
}  # fmt: skip
(fixtures / "events.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")

"""PyTorch figures that @craft/training's Trainer is held against.

Writes packages/training/test/fixtures/trajectory.json: initial weights of a bigram model (embedding, linear with
bias), twelve batches with a different number of ignored targets in every row, and what PyTorch makes of them in f64:
losses, gradient norms before clipping, learning rates, the loss on a batch that is not learned from, and final
weights. Each loss is the mean over the whole batch in one go: the Trainer must reach it by adding up microbatches.
The learning rate is nanoGPT's get_lr (train.py): linear warm-up, then a cosine. Run with PyTorch 1.13:

    python3 tools/reference/training.py
"""

import json
import math
from pathlib import Path

import torch
from torch.nn import functional as F

FIXTURE = Path(__file__).resolve().parents[2] / "packages/training/test/fixtures/trajectory.json"
VOCAB, WIDTH, BATCH, LENGTH, STEPS = 11, 8, 6, 5, 12
LEARNING_RATE, MIN_LEARNING_RATE, WARMUP = 0.05, 0.005, 4
BETAS, EPS, WEIGHT_DECAY, CLIP, IGNORED = (0.9, 0.99), 1e-8, 0.1, 0.4, -100


def get_lr(it):
    if it < WARMUP:
        return LEARNING_RATE * (it + 1) / (WARMUP + 1)
    if it > STEPS:
        return MIN_LEARNING_RATE
    ratio = (it - WARMUP) / (STEPS - WARMUP)
    return MIN_LEARNING_RATE + 0.5 * (1.0 + math.cos(math.pi * ratio)) * (LEARNING_RATE - MIN_LEARNING_RATE)


def exact(tensor):
    """Multiples of 1/1024: exact in f32 and short in JSON."""
    return (tensor * 1024).round() / 1024


def main():
    torch.manual_seed(20)
    torch.set_default_dtype(torch.float64)
    weights = {
        "embedding.weight": exact(torch.randn(VOCAB, WIDTH) * 0.5),
        "head.weight": exact(torch.randn(VOCAB, WIDTH) * 0.5),
        "head.bias": exact(torch.randn(VOCAB) * 0.1),
    }
    batches = []
    for _ in range(STEPS + 1):
        inputs = torch.randint(VOCAB, (BATCH, LENGTH))
        targets = torch.randint(VOCAB, (BATCH, LENGTH))
        for row in range(BATCH):
            targets[row, : torch.randint(LENGTH, ())] = IGNORED
        # One microbatch of two rows without any target at all, now and then.
        if len(batches) % 5 == 2:
            targets[2:4] = IGNORED
        batches.append({"inputs": inputs.flatten().tolist(), "targets": targets.flatten().tolist()})
    initial = {name: value.flatten().tolist() for name, value in weights.items()}

    parameters = {name: value.clone().requires_grad_() for name, value in weights.items()}
    matrices = [p for p in parameters.values() if p.dim() >= 2]
    vectors = [p for p in parameters.values() if p.dim() < 2]
    groups = [
        {"params": matrices, "weight_decay": WEIGHT_DECAY},
        {"params": vectors, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=BETAS, eps=EPS)

    def loss_of(batch):
        hidden = F.embedding(torch.tensor(batch["inputs"]), parameters["embedding.weight"])
        logits = F.linear(hidden, parameters["head.weight"], parameters["head.bias"])
        return F.cross_entropy(logits, torch.tensor(batch["targets"]), ignore_index=IGNORED)

    losses, norms, rates = [], [], []
    for step, batch in enumerate(batches[:STEPS]):
        rate = get_lr(step)
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        loss = loss_of(batch)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(parameters.values(), CLIP)
        optimizer.step()
        losses.append(loss.item())
        norms.append(norm.item())
        rates.append(rate)

    fixture = {
        "generator": f"tools/reference/training.py, PyTorch {torch.__version__}",
        "vocabSize": VOCAB,
        "dModel": WIDTH,
        "batchSize": BATCH,
        "length": LENGTH,
        "learningRate": LEARNING_RATE,
        "minLearningRate": MIN_LEARNING_RATE,
        "warmup": WARMUP,
        "beta1": BETAS[0],
        "beta2": BETAS[1],
        "eps": EPS,
        "weightDecay": WEIGHT_DECAY,
        "gradientClip": CLIP,
        "initial": initial,
        "batches": batches,
        "losses": losses,
        "gradNorms": norms,
        "learningRates": rates,
        "heldOutLoss": loss_of(batches[STEPS]).item(),
        "final": {name: [round(x, 9) for x in p.detach().flatten().tolist()] for name, p in parameters.items()},
    }
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")).replace("],", "],\n") + "\n")


if __name__ == "__main__":
    main()

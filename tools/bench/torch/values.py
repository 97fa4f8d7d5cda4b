"""Inputs as peers/values.mjs makes them, and digests of results."""
import torch

MASK = 0xFFFFFFFF


def hashes(count, seed):
    h = (torch.arange(1, count + 1, dtype=torch.int64) * 0x9E3779B1 + seed * 0x85EBCA77) & MASK
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & MASK
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & MASK
    return h ^ (h >> 16)


def values(shape, seed, scale=1.0, shift=0.0, device="cpu"):
    count = 1
    for length in shape:
        count *= length
    made = (hashes(count, seed).double() / 2**31 - 1) * scale + shift
    return made.float().reshape(shape).to(device)


def ids(count, classes, seed, device="cpu"):
    return (hashes(count, seed) % classes).to(device)


def digest(tensor):
    flat = tensor.detach().double().flatten().cpu()
    last = flat.numel() - 1
    sample = [flat[i * last // 7].item() for i in range(8)]
    return {"length": flat.numel(), "rms": flat.square().mean().sqrt().item(), "sample": sample}

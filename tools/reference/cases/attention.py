import torch
from fixture import case, uniform


def attend(q, k, v, causal=True, scale=None):
    """q [B, Tq, H, D], k and v [B, Tk, Hkv, D] -> [B, Tq, H, D], the newest Tq of Tk positions asking."""
    group = q.shape[2] // k.shape[2]
    q, k, v = q.transpose(1, 2), k.repeat_interleave(group, 2).transpose(1, 2), v.repeat_interleave(group, 2).transpose(1, 2)
    scores = q @ k.transpose(2, 3) * (q.shape[-1] ** -0.5 if scale is None else scale)
    if causal:
        hidden = torch.ones(scores.shape[-2:]).triu(1 + scores.shape[-1] - scores.shape[-2]).bool()
        scores = scores.masked_fill(hidden, float("-inf"))
    return (torch.softmax(scores, -1) @ v).transpose(1, 2)


def packed(batch, tokens, heads, width, name="", kv=None, **options):
    kv = kv or heads

    def function(qkv):
        parts = qkv.split([heads * width, kv * width, kv * width], -1)
        q, k, v = (part.reshape(batch, tokens, -1, width) for part in parts)
        return attend(q, k, v, **options).reshape(batch, tokens, -1)

    title = f"[{batch}, {tokens}] {heads} heads of {width}{name}"
    case("attention", title, [uniform(batch, tokens, (heads + 2 * kv) * width)], function)


packed(2, 5, 3, 4)
packed(2, 5, 3, 4, ", full", causal=False)
packed(2, 7, 4, 3, ", 2 for keys", kv=2)
packed(1, 6, 6, 8, ", 2 for keys, full", kv=2, causal=False)
packed(1, 5, 4, 4, ", 1 for keys, scale 0.3", kv=1, scale=0.3)

for kv, causal in ((4, True), (2, False)):
    name = f"scaledDotProductAttention, {kv} of 4 heads, {'causal' if causal else 'full'}"
    shapes = [uniform(2, 6, 4, 4), uniform(2, 6, kv, 4), uniform(2, 6, kv, 4)]
    case("attention", name, shapes, lambda q, k, v, causal=causal: attend(q, k, v, causal=causal))


def cached(batch, new, length, capacity, heads, kv, width):
    def function(q, k, v):
        k, v = (x[:, :length].reshape(batch, length, kv, width) for x in (k, v))
        return attend(q.reshape(batch, new, heads, width), k, v).reshape(batch, new, -1)

    title = f"{new} new of {length} in {batch}x{capacity}, {heads} heads of {width}, {kv} for keys"
    cache = uniform(batch, capacity, kv * width)
    case("cachedAttention", title, [uniform(batch, new, heads * width), cache, cache], function, gradients=False)


cached(2, 1, 6, 8, 2, 2, 4)
cached(2, 5, 5, 8, 3, 3, 5)
cached(2, 3, 7, 9, 4, 2, 4)

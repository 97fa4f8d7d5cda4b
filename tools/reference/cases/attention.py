import torch
from fixture import case, uniform, whole


def attend(q, k, v, causal=True, scale=None, offset=None, window=None, bias=None, documents=None):
    """q [B, Tq, H, D], k and v [B, Tk, Hkv, D] -> [B, Tq, H, D], by default the newest Tq of Tk positions asking."""
    group = q.shape[2] // k.shape[2]
    q, k, v = q.transpose(1, 2), k.repeat_interleave(group, 2).transpose(1, 2), v.repeat_interleave(group, 2).transpose(1, 2)
    scores = q @ k.transpose(2, 3) * (q.shape[-1] ** -0.5 if scale is None else scale)
    if bias is not None:
        scores = scores + bias
    queries, keys = scores.shape[-2:]
    here = torch.arange(queries)[:, None] + (keys - queries if offset is None else offset)
    away = here - torch.arange(keys)
    hidden = torch.zeros(queries, keys).bool()
    if causal:
        hidden = hidden | (away < 0)
    if window is not None:
        hidden = hidden | (away.abs() >= window)
    if documents is not None:
        hidden = hidden | (documents[:, here] != documents[:, None, :])[:, None]
    scores = scores.masked_fill(hidden, float("-inf"))
    return (torch.softmax(scores, -1) @ v).transpose(1, 2)


def packed(batch, tokens, heads, width, name="", kv=None, bias=None, documents=None, **options):
    kv = kv or heads

    def function(qkv, *masks):
        parts = qkv.split([heads * width, kv * width, kv * width], -1)
        q, k, v = (part.reshape(batch, tokens, -1, width) for part in parts)
        return attend(q, k, v, **named(bias, documents, masks), **options).reshape(batch, tokens, -1)

    title = f"[{batch}, {tokens}] {heads} heads of {width}{name}"
    inputs = [uniform(batch, tokens, (heads + 2 * kv) * width), *mask_inputs(bias, documents)]
    case("attention", title, inputs, function)


def mask_inputs(bias, documents):
    flat = [number for row in documents or [] for number in row]
    return ([uniform(*bias)] if bias else []) + ([whole(flat, len(documents), len(documents[0]))] if documents else [])


def named(bias, documents, masks):
    names = (["bias"] if bias else []) + (["documents"] if documents else [])
    return dict(zip(names, masks))


packed(2, 5, 3, 4)
packed(2, 5, 3, 4, ", full", causal=False)
packed(2, 7, 4, 3, ", 2 for keys", kv=2)
packed(1, 6, 6, 8, ", 2 for keys, full", kv=2, causal=False)
packed(1, 5, 4, 4, ", 1 for keys, scale 0.3", kv=1, scale=0.3)

packed(2, 7, 2, 4, ", window 3", window=3)
packed(1, 9, 2, 4, ", full, window 3", window=3, causal=False)
packed(2, 5, 2, 4, ", bias [5, 5]", bias=(5, 5))
packed(2, 6, 4, 4, ", 2 for keys, bias [4, 6, 6]", kv=2, bias=(4, 6, 6))
packed(2, 9, 2, 4, ", 3 documents", documents=[[0, 0, 0, 0, 1, 1, 1, 1, 2], [0, 0, 0, 1, 1, 1, 2, 2, 2]])


def separate(batch, queries, keys, heads, width, name="", kv=None, bias=None, **options):
    kv = kv or heads
    shapes = [uniform(batch, queries, heads, width), uniform(batch, keys, kv, width), uniform(batch, keys, kv, width)]
    function = lambda q, k, v, *masks: attend(q, k, v, **named(bias, None, masks), **options)  # noqa: E731
    title = f"[{batch}, {queries}] of {keys}, {heads} heads of {width}{name}"
    case("scaledDotProductAttention", title, shapes + mask_inputs(bias, None), function)


separate(2, 6, 6, 4, 4)
separate(2, 6, 6, 4, 4, ", 2 for keys, full", kv=2, causal=False)
separate(2, 3, 7, 2, 4)
separate(2, 7, 3, 2, 5, ", full", causal=False)
separate(1, 3, 9, 4, 3, ", 2 for keys, offset 4", kv=2, offset=4)
separate(2, 4, 7, 2, 4, ", full, bias [4, 7]", causal=False, bias=(4, 7))


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

"""The cases' operations in PyTorch: each a function of its sizes that gives a function of no arguments."""
import torch
import torch.nn.functional as F

from gpt import training_step
from values import ids, values


def differentiated(forward, inputs, gradient):
    def run():
        for x in inputs:
            x.grad = None
        y = forward()
        y.backward(gradient)
        return [y, *(x.grad for x in inputs)]

    for x in inputs:
        x.requires_grad_()
    return run


def matmul(device, m, n, k, batch, transposeA, transposeB):
    a = values([batch, k, m] if transposeA else [batch, m, k], 1, device=device)
    b = values([batch, n, k] if transposeB else [batch, k, n], 2, device=device)
    if batch == 1:
        a, b = a[0], b[0]
    left = a.transpose(-1, -2) if transposeA else a
    right = b.transpose(-1, -2) if transposeB else b

    def run():
        with torch.no_grad():
            return [left @ right]

    return run


def attention(device, batch, heads, tokens, width):
    q, k, v, g = (values([batch, tokens, heads, width], seed, device=device) for seed in (1, 2, 3, 4))

    def forward():
        heads_first = (x.transpose(1, 2) for x in (q, k, v))
        return F.scaled_dot_product_attention(*heads_first, is_causal=True).transpose(1, 2)

    return differentiated(forward, [q, k, v], g)


def layerNorm(device, rows, columns):
    x, g = (values([rows, columns], seed, device=device) for seed in (1, 4))
    weight, bias = values([columns], 2, 0.5, 1, device=device), values([columns], 3, device=device)
    return differentiated(lambda: F.layer_norm(x, [columns], weight, bias), [x, weight, bias], g)


def crossEntropy(device, rows, classes):
    x, targets = values([rows, classes], 1, 3, device=device), ids(rows, classes, 2, device=device)
    return differentiated(lambda: F.cross_entropy(x, targets), [x], None)


def adamw(device, parameters):
    p = values([parameters], 1, device=device).requires_grad_()
    p.grad = values([parameters], 2, 0.1, device=device)
    optimizer = torch.optim.AdamW([p], lr=1e-3, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.1)

    def run():
        optimizer.step()
        return [p]

    return run


def conv2d(device, batch, channels, filters, size, kernel):
    x = values([batch, channels, size, size], 1, device=device)
    weight = values([filters, channels, kernel, kernel], 2, 0.1, device=device)
    bias, g = values([filters], 3, device=device), values([batch, filters, size, size], 4, device=device)
    return differentiated(lambda: F.conv2d(x, weight, bias, padding=kernel // 2), [x, weight, bias], g)


def lstm(device, batch, steps, width, hidden):
    layer = torch.nn.LSTM(width, hidden, batch_first=True).to(device)
    weights = [layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0, layer.bias_hh_l0]
    with torch.no_grad():
        for i, weight in enumerate(weights):
            weight.copy_(values(list(weight.shape), 2 + i, 0.1))
    x, g = values([batch, steps, width], 1, device=device), values([batch, steps, hidden], 4, device=device)
    return differentiated(lambda: layer(x)[0], [x, *weights], g)


named = (matmul, attention, layerNorm, crossEntropy, adamw, conv2d, lstm)
ops = {"trainingStep": training_step, **{op.__name__: op for op in named}}

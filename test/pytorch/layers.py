"""Reference values for src/nn/layers.test.ts, by PyTorch.

    python3 test/pytorch/layers.py > test/pytorch/layers.json && npx biome format --write test/pytorch/layers.json

Parameters, inputs and running statistics are filled by one rule that the test knows too, so only results are kept.
"""

import json

import torch
from torch import nn


def numbers(shape, seed):
    """Whole multiples of 1/64 between -1 and 1, out of order: exact in float32."""
    size = 1
    for length in shape:
        size *= length
    values = [((i * 37 + seed * 11) % 127 - 63) / 64 for i in range(size)]
    return torch.tensor(values, dtype=torch.float32).reshape(shape)


def rounded(tensor):
    return {"shape": list(tensor.shape), "data": [float(f"{v:.9g}") for v in tensor.detach().flatten().tolist()]}


def fill(layer):
    with torch.no_grad():
        for seed, parameter in enumerate(layer.parameters()):
            parameter.copy_(numbers(parameter.shape, seed + 1))
    return layer


def case(layer, shape):
    """A layer applied to two batches in training, then to the first in evaluation, and its buffers at the end."""
    fill(layer).train()
    batches = [numbers(shape, 7), numbers(shape, 8)]
    results = [rounded(layer(x)) for x in batches]
    layer.eval()
    results.append(rounded(layer(batches[0])))
    buffers = {name: rounded(b) for name, b in layer.named_buffers() if "num_batches" not in name}
    return {"results": results, "buffers": buffers}


torch.set_num_threads(1)
cases = {
    "Linear": case(nn.Linear(3, 4), (2, 3)),
    "Linear of three axes, without bias": case(nn.Linear(3, 2, bias=False), (2, 2, 3)),
    "Conv2d": case(nn.Conv2d(2, 3, 3), (1, 2, 5, 4)),
    "Conv2d with every option": case(
        nn.Conv2d(4, 2, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2, bias=False), (2, 4, 5, 4)
    ),
    "ConvTranspose2d": case(nn.ConvTranspose2d(2, 3, 2, stride=2), (1, 2, 2, 3)),
    "ConvTranspose2d with every option": case(
        nn.ConvTranspose2d(4, 2, 3, stride=2, padding=1, output_padding=1, dilation=2, groups=2), (1, 4, 2, 2)
    ),
    "BatchNorm1d of [N, C]": case(nn.BatchNorm1d(3), (4, 3)),
    "BatchNorm1d of [N, C, L]": case(nn.BatchNorm1d(2, eps=1e-3, momentum=0.3), (2, 2, 3)),
    "BatchNorm2d": case(nn.BatchNorm2d(2), (2, 2, 2, 3)),
    "LayerNorm": case(nn.LayerNorm(4), (2, 3, 4)),
    "LayerNorm over two axes": case(nn.LayerNorm((2, 3), eps=1e-2), (2, 2, 3)),
    "MaxPool2d": case(nn.MaxPool2d(3, stride=2, padding=1), (1, 2, 5, 4)),
    "AvgPool2d": case(nn.AvgPool2d(2), (1, 2, 4, 5)),
    "AvgPool2d without counting the padding": case(nn.AvgPool2d(3, 2, 1, count_include_pad=False), (1, 1, 5, 4)),
    "GlobalAvgPool2d": case(nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), (2, 2, 3, 2)),
    "GlobalMaxPool2d": case(nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten()), (2, 2, 3, 2)),
    "Flatten": case(nn.Flatten(), (2, 2, 3)),
    "ReLU": case(nn.ReLU(), (3, 4)),
    "LeakyReLU": case(nn.LeakyReLU(), (3, 4)),
    "LeakyReLU with a slope": case(nn.LeakyReLU(0.2), (3, 4)),
    "ELU": case(nn.ELU(0.5), (3, 4)),
    "GELU": case(nn.GELU(), (3, 4)),
    "GELU by tanh": case(nn.GELU(approximate="tanh"), (3, 4)),
    "SiLU": case(nn.SiLU(), (3, 4)),
    "HardSwish": case(nn.Hardswish(), (3, 4)),
    "Softplus": case(nn.Softplus(), (3, 4)),
    "Sigmoid": case(nn.Sigmoid(), (3, 4)),
    "Tanh": case(nn.Tanh(), (3, 4)),
    "Softmax": case(nn.Softmax(dim=-1), (3, 4)),
    "Softmax over channels": case(nn.Softmax(dim=1), (2, 3, 2)),
    "Sequential": case(
        nn.Sequential(nn.Conv2d(1, 2, 3, bias=False), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3)),
        (3, 1, 4, 4),
    ),
}
print(json.dumps(cases, indent=None, separators=(",", ":")))

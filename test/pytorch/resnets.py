"""Reference values for src/nn/resnet.test.ts, by torchvision.

    python3 test/pytorch/resnets.py > test/pytorch/resnets.json && npx biome format --write test/pytorch/resnets.json

Parameters, buffers and pictures are filled by one rule that the test knows too, so only results are kept.
"""

import json
import math

import numpy
import torch
import torchvision


def uniform(shape, seed, low, high):
    """Numbers between low and high, each from a hash of its place and the seed (lowbias32 by its constants)."""
    with numpy.errstate(over="ignore"):
        x = numpy.arange(math.prod(shape), dtype=numpy.uint32) + numpy.uint32(seed * 0x9E3779B9 % 2**32)
        x = (x ^ (x >> numpy.uint32(16))) * numpy.uint32(0x7FEB352D)
        x = (x ^ (x >> numpy.uint32(15))) * numpy.uint32(0x846CA68B)
        x ^= x >> numpy.uint32(16)
    values = low + (high - low) * (x.astype(numpy.float64) / 2**32)
    return torch.from_numpy(values.astype(numpy.float32)).reshape(shape)


def filled(name, residual):
    """A network of 10 classes; `residual` is how much the branches add to their shortcuts, if it is not drawn as well."""
    model = getattr(torchvision.models, name)(num_classes=10)
    last = ("bn3" if name == "resnet50" else "bn2") + ".weight"
    state = {key: value for key, value in model.state_dict().items() if "num_batches" not in key}
    for seed, (key, value) in enumerate(state.items()):
        if residual is not None and key.endswith(last):
            value.fill_(residual)
        elif value.ndim > 1:
            bound = math.sqrt(6 / math.prod(value.shape[1:]))
            value.copy_(uniform(value.shape, seed, -bound, bound))
        elif key.endswith("weight") or key.endswith("var"):
            value.copy_(uniform(value.shape, seed, 0.5, 1.5))
        else:
            value.copy_(uniform(value.shape, seed, -0.1, 0.1))
    return model


def rounded(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().flatten().tolist()]


def results(name):
    """Logits in evaluation and in training, a running variance after it, and norms of gradients, by float64."""
    model = filled(name, None).double()
    x = uniform((4, 3, 64, 96), 1000, -1.7, 1.7).double()
    found = {"evaluated": rounded(model.eval()(x)), "trained": rounded(model.train()(x))}
    found["runningVar"] = rounded(model.bn1.running_var)
    model = filled(name, 0.2).double()
    model.train()(uniform((4, 3, 64, 64), 1000, -1.7, 1.7).double()).square().mean().backward()
    found["gradientNorms"] = {key: float(f"{p.grad.norm().item():.9g}") for key, p in model.named_parameters()}
    return found


print(json.dumps({name: results(name) for name in ("resnet18", "resnet50")}))

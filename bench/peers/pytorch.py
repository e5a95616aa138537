"""PyTorch's side of ../protocol.ts: the same cases and the same numbers, eager, float32, as its documentation writes them."""

import json
import math
import os
import sys
import time

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, conv2d, cross_entropy

try:
    from PIL import Image
    from torchvision import transforms
    from torchvision.models import resnet18
except ImportError:
    resnet18 = None


class Declined(Exception):
    pass


def uniform(shape, seed):
    """The formula of ../inputs.ts."""
    noise = torch.sin(torch.arange(1, math.prod(shape) + 1, dtype=torch.float64) + seed / 8) * 43758.5453
    return (2 * (noise - noise.floor()) - 1).float().reshape(shape)


# Each case returns the step to time; a step returns its outputs.


def conv_inputs(shape):
    channels = shape["channels"]
    picture = (shape["images"], channels, shape["size"], shape["size"])
    return uniform(picture, 1), uniform((channels, channels, 3, 3), 2), uniform(picture, 3)


def conv_forward(shape):
    x, w, _ = conv_inputs(shape)

    def step():
        with torch.no_grad():
            return [conv2d(x, w, padding=1)]

    return step


def conv_train(shape):
    x, w, dy = conv_inputs(shape)
    x.requires_grad_()
    w.requires_grad_()

    def step():
        loss = (conv2d(x, w, padding=1) * dy).mean()
        return [loss.detach(), *torch.autograd.grad(loss, [x, w])]

    return step


def loss_step(loss_of, logits):
    logits.requires_grad_()

    def step():
        loss = loss_of(logits)
        gradient = torch.autograd.grad(loss, [logits])
        loss.item()
        return [loss.detach(), *gradient]

    return step


def bce(shape):
    size = (shape["rows"], shape["classes"])
    targets = (uniform(size, 2) > 0).float()
    return loss_step(lambda logits: binary_cross_entropy_with_logits(logits, targets), 4 * uniform(size, 1))


def class_indices(shape):
    size = (shape["rows"], shape["classes"])
    labels = ((uniform((shape["rows"],), 3).double() + 1) / 2 * shape["classes"]).floor().long()
    return loss_step(lambda logits: cross_entropy(logits, labels), 4 * uniform(size, 1))


def network(shape):
    if resnet18 is None:
        raise Declined("torchvision is missing; install it with `apt install python3-torchvision`")
    torch.manual_seed(0)
    pictures = uniform((shape["images"], 3, shape["size"], shape["size"]), 1)
    targets = (uniform((shape["images"], shape["classes"]), 2) > 0.6).float()
    return resnet18(num_classes=shape["classes"]), pictures, targets


def parameter_count(model):
    """The initial weights are each library's own, so what shows that the networks are the same is their size."""
    return [torch.tensor(float(sum(p.numel() for p in model.parameters())))]


def resnet18_train(shape):
    model, pictures, targets = network(shape)
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.99), eps=1e-5, weight_decay=0.01)
    outputs = parameter_count(model)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = binary_cross_entropy_with_logits(model(pictures), targets)
        loss.backward()
        optimizer.step()
        loss.item()
        return outputs

    return step


def resnet18_frozen(shape):
    model, pictures, _ = network(shape)
    model.eval()
    outputs = parameter_count(model)

    def step():
        with torch.no_grad():
            model(pictures)
        return outputs

    return step


def small_expression(shape):
    size = (shape["rows"], shape["columns"])
    x, w = uniform(size, 1), uniform(size, 2)

    def step():
        with torch.no_grad():
            value = (torch.sigmoid(x) * w).mean()
            value.item()
        return [value]

    return step


class Pictures(torch.utils.data.Dataset):
    def __init__(self, folder, size):
        self.files = sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".jpg"))
        self.transform = transforms.Compose(
            [transforms.Resize(size), transforms.CenterCrop(size), transforms.PILToTensor()]
        )

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        return self.transform(Image.open(self.files[index]).convert("RGB"))


def decode(shape):
    if resnet18 is None:
        raise Declined("torchvision is missing; install it with `apt install python3-torchvision`")
    loader = torch.utils.data.DataLoader(
        Pictures(shape["folder"], shape["size"]),
        batch_size=shape["batchSize"],
        num_workers=shape["workers"],
        persistent_workers=True,
    )

    def step():
        return [Pieces(list(loader))]

    return step


class Pieces:
    """The batches of an epoch, put together only when their size is asked for, which is not timed."""

    def __init__(self, batches):
        self.batches = batches

    def double(self):
        return torch.cat(self.batches).double()


CASES = {
    "convForward": conv_forward,
    "convTrain": conv_train,
    "bce": bce,
    "crossEntropy": class_indices,
    "resnet18Train": resnet18_train,
    "resnet18Frozen": resnet18_frozen,
    "smallExpression": small_expression,
    "decode": decode,
}


def main():
    protocol = sys.stdout
    sys.stdout = sys.stderr

    def write(line):
        print(json.dumps(line), file=protocol, flush=True)

    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    torch.set_num_threads(threads)
    write({"version": torch.__version__, "notes": [f"{threads} threads, eager, contiguous NCHW"]})

    name, step = None, None
    for line in sys.stdin:
        try:
            request = json.loads(line)
            case = request["case"]
            if case["name"] != name:
                name, step = None, None
                if case["kind"] not in CASES:
                    raise Declined("it has no program for this")
                step = CASES[case["kind"]](case["shape"])
                name = case["name"]
            ms = []
            for _ in range(request["repeats"]):
                start = time.perf_counter_ns()
                outputs = step()
                ms.append((time.perf_counter_ns() - start) / 1e6)
            write({"ms": ms, "rms": [output.double().square().mean().sqrt().item() for output in outputs]})
        except Declined as reason:
            write({"declined": str(reason)})
        except Exception as error:
            write({"error": f"{type(error).__name__}: {error}"})


main()

"""Writes arrays as NumPy does, or checks those that Kindling wrote. Arguments: write or check, and a folder."""

import io
import json
import sys
from pathlib import Path

import numpy

shapes = [(), (0,), (1,), (5,), (3, 4), (0, 3), (3, 0, 2), (1, 1), (2, 3, 4), (2, 1, 3, 2)]
# What each type becomes; the others stay what they are.
widened = {"i1": "i4", "i2": "i4", "u2": "i4"}
random = numpy.random.default_rng(4)


def array(code, shape):
    """Random bits, so that every kind of float occurs."""
    dtype = numpy.dtype(code)
    size = int(numpy.prod(shape))
    if dtype.kind == "b":
        return random.integers(0, 2, shape).astype(dtype)
    return random.integers(0, 256, size * dtype.itemsize).astype("u1").view(dtype).reshape(shape)


def described(name, a):
    target = numpy.dtype(widened.get(a.dtype.str[1:], a.dtype.str[1:])).newbyteorder("<")
    return dict(file=name, dtype=target.name, shape=a.shape, data=a.astype(target).tobytes("C").hex())


def write(folder):
    arrays = []
    for code in ["?", "i1", "u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<f2", ">f2",
                 "<f4", ">f4", "<f8", ">f8"]:
        for shape in shapes:
            for order in "CF":
                version = [(1, 0), (2, 0), (3, 0)][len(arrays) % 3]
                name = f"{len(arrays)}.npy"
                a = numpy.asarray(array(code, shape), order=order)
                with open(folder / name, "wb") as file:
                    numpy.lib.format.write_array(file, a, version=version)
                arrays.append(described(name, a))
    (folder / "arrays.json").write_text(json.dumps(arrays))

    members = {"x": array("<f4", (3, 4)), "layer/ü.weight": numpy.asfortranarray(array(">i8", (2, 3))), "empty": array("?", (0,))}
    numpy.savez(folder / "stored.npz", **members)
    numpy.savez_compressed(folder / "deflated.npz", **members)
    numpy.savez(folder / "list.npz", *members.values())
    (folder / "members.json").write_text(json.dumps([described(name, a) for name, a in members.items()]))

    numpy.save(folder / "structured.npy", numpy.zeros(2, [("x", "f8"), ("y", "i4", (3,))]))
    numpy.save(folder / "objects.npy", numpy.array([{}, None]), allow_pickle=True)
    numpy.save(folder / "dates.npy", numpy.array(["2020-01-01"], "M8[D]"))
    numpy.save(folder / "texts.npy", numpy.array(["a", "bc"]))
    numpy.save(folder / "complex.npy", numpy.zeros(2, "c16"))
    numpy.save(folder / "uint64.npy", numpy.zeros(2, "u8"))
    numpy.save(folder / "longdouble.npy", numpy.zeros(2, "longdouble"))
    numpy.array([{}]).dump(folder / "pickle.npy")


def check(folder):
    """Prints what is wrong, one fault a line."""
    listed = json.loads((folder / "ours.json").read_text())
    for entry in listed:
        path = folder / entry["file"]
        loaded = numpy.load(path, allow_pickle=False)
        a = loaded if entry["name"] is None else loaded[entry["name"]]
        found = [a.dtype.str, list(a.shape), a.tobytes("C").hex()]
        if found != [entry["descr"], entry["shape"], entry["data"]]:
            print(f"{entry}: NumPy finds {found}")
        if entry["name"] is None:
            own = io.BytesIO()
            numpy.save(own, a)
            if own.getvalue() != path.read_bytes():
                print(f"{entry}: NumPy would write {own.getvalue()!r}, and we wrote {path.read_bytes()!r}")
        else:
            names = sorted(other["name"] for other in listed if other["file"] == entry["file"])
            if sorted(loaded.files) != names:
                print(f"{entry}: the archive holds {loaded.files}")
    print(f"checked {len(listed)}")


dict(write=write, check=check)[sys.argv[1]](Path(sys.argv[2]))

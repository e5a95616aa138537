"""Reads and writes text as NumPy does: JSON in, JSON out, a case an answer. Arrays travel as type, shape and texts."""

import io
import json
import sys
import warnings

import numpy

warnings.simplefilter("ignore")


def encoded(a):
    if a.dtype.names:
        return {name: encoded(numpy.atleast_1d(a[name])) for name in a.dtype.names}
    if a.dtype.kind == "U":
        return a.tolist()
    return dict(dtype=a.dtype.name, shape=a.shape, values=[repr(x) for x in a.ravel().astype("f8" if a.dtype.kind == "f" else "i8").tolist()])


def keys_of(options):
    """JSON has text as keys only; a number there is a column."""
    for name in ["missing_values", "filling_values"]:
        if isinstance(options.get(name), dict):
            options[name] = {int(key) if key.isdigit() else key: value for key, value in options[name].items()}
    return options


def answer(kind, case):
    options = keys_of(case.get("options", {}))
    if kind == "savetxt":
        a = numpy.array([float(x) for x in case["values"]]).reshape(case["shape"])
        file = io.StringIO()
        numpy.savetxt(file, a.astype(case["dtype"]), **options)
        return file.getvalue()
    if kind == "genfromtxt":
        return encoded(numpy.genfromtxt(case["lines"], encoding="utf8", **options))
    return encoded(numpy.loadtxt(case["lines"], **options))


answers = []
for kind, case in json.load(sys.stdin):
    try:
        answers.append(answer(kind, case))
    except Exception as error:
        answers.append(dict(error=f"{type(error).__name__}: {error}"))
json.dump(answers, sys.stdout)

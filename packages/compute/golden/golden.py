"""What the scripts beside share: rows made from mulberry32, which the tests make too, and files that say what made them."""

import json
import pathlib
import sys

import numpy
import sklearn

HERE = pathlib.Path(__file__).parent
MASK = 0xFFFFFFFF


def mulberry32(seed):
    state = seed & MASK
    while True:
        state = (state + 0x6D2B79F5) & MASK
        mixed = ((state ^ (state >> 15)) * (state | 1)) & MASK
        mixed ^= (mixed + (((mixed ^ (mixed >> 7)) * (mixed | 61)) & MASK)) & MASK
        yield ((mixed ^ (mixed >> 14)) & MASK) / 2**32


def uniform(seed, rows, dims):
    """rows x dims float32 in [0, 1)."""
    random = mulberry32(seed)
    return numpy.array([next(random) for _ in range(rows * dims)]).reshape(rows, dims).astype(numpy.float32)


def write(name, content):
    script = pathlib.Path(sys.argv[0]).name
    made = f"{script}, NumPy {numpy.__version__}, scikit-learn {sklearn.__version__}"
    (HERE / name).write_text(json.dumps({"made": made, **content}) + "\n")

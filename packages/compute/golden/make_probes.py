"""Writes precision_recall.json: what scikit-learn says of scores made from mulberry32.

python make_probes.py    (made with Python 3, NumPy 2.4.6, scikit-learn 1.9.1)
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.metrics import average_precision_score, precision_recall_curve

HERE = pathlib.Path(__file__).parent
MASK = 0xFFFFFFFF


def mulberry32(seed):
    state = seed & MASK
    while True:
        state = (state + 0x6D2B79F5) & MASK
        mixed = ((state ^ (state >> 15)) * (state | 1)) & MASK
        mixed ^= (mixed + (((mixed ^ (mixed >> 7)) * (mixed | 61)) & MASK)) & MASK
        yield ((mixed ^ (mixed >> 14)) & MASK) / 2**32


def write(name, content):
    made = f"make_probes.py, NumPy {numpy.__version__}, scikit-learn {sklearn.__version__}"
    (HERE / name).write_text(json.dumps({"made": made, **content}) + "\n")


def ranked(seed, count, levels):
    """Scores of few levels, so that many tie; classes that lean on them; weights of 0 to 3."""
    random = mulberry32(seed)
    rows = []
    for _ in range(count):
        score = int(next(random) * levels) / levels
        rows.append((score, int(next(random) < score * score), int(next(random) * 4)))
    return [list(column) for column in zip(*rows)]


def precision_recall(seed, count, levels):
    scores, classes, weights = ranked(seed, count, levels)
    answer = {"scores": scores, "isPositive": classes, "weights": weights}
    for name, used in (("plain", None), ("weighted", weights)):
        precision, recall, thresholds = precision_recall_curve(classes, scores, sample_weight=used)
        answer[name] = {
            "averagePrecision": average_precision_score(classes, scores, sample_weight=used),
            "precision": precision.tolist(),
            "recall": recall.tolist(),
            "thresholds": thresholds.tolist(),
        }
    return answer


write("precision_recall.json", {"cases": [precision_recall(*case) for case in ((1, 60, 12), (2, 120, 1000), (3, 5, 2))]})

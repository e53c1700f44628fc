"""Writes two_sample_tests.json: what SciPy says of two-sample tests.

python make_two_sample_tests.py    (made with Python 3, SciPy 1.17.1)
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

rng = np.random.default_rng(7)


def sample(size, shift=0.0, scale=1.0, digits=4):
    return np.round(np.float32(rng.normal(shift, scale, size)).astype(float), digits)


pairs = [
    (sample(40), sample(25)),
    (sample(60), sample(60, 0.8)),
    (sample(30, digits=1), sample(50, 0.1, digits=1)),
    (sample(1, 0), sample(3, 5)),
    (sample(120, 0, 1), sample(80, 0, 2.5)),
]
smirnov = []
for a, b in pairs:
    a, b = np.float32(a).astype(float), np.float32(b).astype(float)
    statistic = stats.ks_2samp(a, b).statistic
    size = len(a) * len(b) / (len(a) + len(b))
    p = stats.kstwobign.sf(np.sqrt(size) * statistic)
    smirnov.append({"first": a.tolist(), "second": b.tolist(), "statistic": statistic, "pValue": p})

survival = [{"x": x, "value": stats.kstwobign.sf(x)} for x in [0.1, 0.3, 0.5, 0.8, 0.999, 1, 1.001, 1.36, 2, 3.5, 6]]

# P(at least `below` of `tested` are below the rank-th of `reference`): of the first below + rank - 1, fewer than `rank`
# are of the reference. nhypergeom: failures before the rank-th success.
precedence = []
for reference, rank, tested, below in [
    (50, 2, 50, 0), (50, 2, 50, 2), (50, 2, 50, 9), (4000, 200, 4000, 200), (4000, 200, 4000, 260), (4000, 200, 4000, 500),
    (4000, 200, 60, 12), (60, 3, 4000, 400), (60, 3, 4000, 4000), (1, 1, 1, 1), (500, 25, 80, 80),
]:
    law = stats.nhypergeom(reference + tested, tested, rank)
    precedence.append({"reference": reference, "rank": rank, "tested": tested, "below": below, "pValue": float(law.sf(below - 1))})

Path(__file__).with_name("two_sample_tests.json").write_text(
    json.dumps({"smirnov": smirnov, "survival": survival, "precedence": precedence}, indent=1) + "\n"
)

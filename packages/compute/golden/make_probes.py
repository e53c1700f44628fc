"""Writes precision_recall.json, logistic.json and calibration.json: what scikit-learn says of rows made from mulberry32.

python make_probes.py    (made with Python 3, NumPy 2.4.6, scikit-learn 1.9.1)
"""

import numpy
from sklearn.calibration import _SigmoidCalibration, calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, precision_recall_curve

from golden import mulberry32, write


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


def logistic(seed, count, dims, penalty):
    """The weighted L2 solution: scikit-learn minimises |w|^2 / 2 + C * sum(weight * loss), so that C is 1 / penalty."""
    random = mulberry32(seed)
    rows = [[round(2 * next(random) - 1, 4) for _ in range(dims)] for _ in range(count)]
    classes = [int(sum(row[:3]) + 2 * next(random) - 1 > 0.2) for row in rows]
    weights = [round((0.1 + next(random)) / count, 6) for _ in rows]
    model = LogisticRegression(C=1 / penalty, tol=1e-12, max_iter=10000, solver="newton-cholesky")
    model.fit(rows, classes, sample_weight=weights)
    return {
        "dims": dims,
        "penalty": penalty,
        "rows": rows,
        "isPositive": classes,
        "weights": weights,
        "solution": [*model.coef_[0].tolist(), float(model.intercept_[0])],
        "decisions": model.decision_function(rows).tolist(),
    }


def sigmoid(seed, count):
    """Platt's scaling, with his targets, and the calibration error in ten bins of equal width."""
    random = mulberry32(seed)
    decisions = [round(6 * next(random) - 3, 4) for _ in range(count)]
    classes = [int(next(random) < 1 / (1 + numpy.exp(0.4 - 1.7 * decision))) for decision in decisions]
    model = _SigmoidCalibration().fit(numpy.array(decisions), numpy.array(classes))
    scores = model.predict(numpy.array(decisions))
    right, told = calibration_curve(classes, scores, n_bins=10, strategy="uniform")
    sizes = numpy.histogram(scores, bins=numpy.linspace(0, 1, 11))[0]
    error = float(numpy.sum(sizes[sizes > 0] / count * numpy.abs(right - told)))
    return {
        "decisions": decisions,
        "isPositive": classes,
        "slope": -float(model.a_),
        "intercept": -float(model.b_),
        "scores": scores.tolist(),
        "calibrationError": error,
    }


write("logistic.json", {"cases": [logistic(*case) for case in ((1, 60, 5, 0.01), (2, 90, 12, 0.001), (3, 40, 20, 0.1))]})
write("calibration.json", {"cases": [sigmoid(*case) for case in ((4, 80), (5, 400))]})

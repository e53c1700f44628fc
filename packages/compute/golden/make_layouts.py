"""Writes layouts.json: curves, smooth distances and fuzzy graph of umap-learn, and affinities of t-SNE of scikit-learn.

python make_layouts.py    (made with Python 3, NumPy 2.4.6, SciPy 1.17.1, umap-learn 0.5.12, scikit-learn 1.9.1)
"""

import json

import numpy
import scipy
import sklearn
import umap
from scipy.sparse import csr_matrix
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import find_ab_params, fuzzy_simplicial_set, smooth_knn_dist

from golden import HERE, uniform

SEED, ROWS, DIMS, NEIGHBOURS, PERPLEXITY, NEAR = 11, 60, 4, 10, 5, 15

points = uniform(SEED, ROWS, DIMS)
# Rows 0 to 3 are the same.
points[1:4] = points[0]


def nearest(count):
    distances, indices = NearestNeighbors(n_neighbors=count + 1, algorithm="brute").fit(points).kneighbors(points)
    # Each row first, also where another is the same.
    for i in range(ROWS):
        others = [(d, j) for d, j in zip(distances[i], indices[i]) if j != i][:count]
        distances[i] = [0, *[d for d, _ in others]]
        indices[i] = [i, *[j for _, j in others]]
    return distances.astype(numpy.float32), indices.astype(numpy.int32)


def edges(matrix):
    rows, columns = matrix.nonzero()
    return [[int(i), int(j), round(float(matrix[i, j]), 9)] for i, j in zip(rows, columns)]


distances, indices = nearest(NEIGHBOURS)
scales, near = smooth_knn_dist(distances, float(NEIGHBOURS + 1))
graph, _, _ = fuzzy_simplicial_set(
    points, NEIGHBOURS + 1, numpy.random.RandomState(0), "euclidean", knn_indices=indices, knn_dists=distances
)
far, others = nearest(NEAR)
pointers = numpy.arange(0, ROWS * NEAR + 1, NEAR)
squares = csr_matrix((far[:, 1:].ravel() ** 2, others[:, 1:].ravel(), pointers), shape=(ROWS, ROWS))
affinities = _joint_probabilities_nn(squares, PERPLEXITY, 0)

(HERE / "layouts.json").write_text(
    json.dumps(
        {
            "versions": {
                "numpy": numpy.__version__,
                "scipy": scipy.__version__,
                "sklearn": sklearn.__version__,
                "umap": umap.__version__,
            },
            "curves": [[least, *map(float, find_ab_params(1.0, least))] for least in (0.0, 0.05, 0.1, 0.25, 0.5, 0.9)],
            "seed": SEED,
            "rows": ROWS,
            "dims": DIMS,
            "neighbours": NEIGHBOURS,
            "indices": indices[:, 1:].ravel().tolist(),
            "distances": [round(float(d), 7) for d in distances[:, 1:].ravel()],
            "near": [round(float(d), 7) for d in near],
            "scales": [round(float(s), 7) for s in scales],
            "fuzzy": edges(graph.tocsr()),
            "perplexity": PERPLEXITY,
            "far": {
                "k": NEAR,
                "indices": others[:, 1:].ravel().tolist(),
                "distances": [round(float(d), 7) for d in far[:, 1:].ravel()],
            },
            "affinities": edges(affinities.tocsr()),
        },
        separators=(",", ":"),
    )
    + "\n"
)

"""Writes pca.json, neighbours.json and quality.json: what NumPy and scikit-learn say of vectors made from mulberry32.

python make_neighbourhoods.py    (made with Python 3, NumPy 2.4.6, scikit-learn 1.9.1)
"""

import numpy
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

from golden import uniform, write


def spread(seed, rows, dims):
    """As `uniform`, with column j multiplied by 1 / (1 + j), in float32."""
    return uniform(seed, rows, dims) * (1 / (1 + numpy.arange(dims))).astype(numpy.float32)


def pca(seed, rows, dims, components):
    fitted = PCA(n_components=components, svd_solver="full").fit(spread(seed, rows, dims).astype(numpy.float64))
    axes = fitted.components_
    largest = axes[numpy.arange(components), numpy.abs(axes).argmax(axis=1)]
    axes = axes * numpy.sign(largest)[:, None]
    return {
        "seed": seed,
        "rows": rows,
        "dims": dims,
        "components": components,
        "variances": [float(f"{v:.9g}") for v in fitted.explained_variance_],
        "explained": float(fitted.explained_variance_ratio_.sum()),
        "axes": [round(float(v), 6) for v in axes[:, :24].ravel()],
        "firstRow": [round(float(v), 6) for v in (spread(seed, rows, dims)[0] - fitted.mean_) @ axes.T],
    }


def neighbours(seed, rows, dims, k):
    points = uniform(seed, rows, dims).astype(numpy.float64)
    distances, indices = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(points).kneighbors(points)
    return {
        "seed": seed,
        "rows": rows,
        "dims": dims,
        "k": k,
        "indices": indices[:, 1:].ravel().tolist(),
        "distances": [round(float(v), 6) for v in distances[:, 1:].ravel()],
    }


def quality(seed, rows, dims, k):
    points = uniform(seed, rows, dims)
    coordinates = points[:, :2] + numpy.float32(0.25) * uniform(seed + 1, rows, 2)
    return {
        "seed": seed,
        "rows": rows,
        "dims": dims,
        "k": k,
        "trustworthiness": trustworthiness(points, coordinates, n_neighbors=k),
        "continuity": trustworthiness(coordinates, points, n_neighbors=k),
    }


write("pca.json", {"exact": pca(1, 60, 24, 8), "iterated": pca(2, 300, 640, 12)})
write("neighbours.json", neighbours(3, 300, 8, 6))
write("quality.json", {"cases": [quality(4, 160, 6, 15), quality(6, 90, 4, 5)]})

"""Makes clusters.json: points of the plane, what they were drawn from, and the labels that HDBSCAN* gives them.

Run with Python 3, hdbscan 0.8.44 and scikit-learn 1.9.1: python make_clusters.py > clusters.json
"""

import json
import sys

import hdbscan
import numpy as np
from sklearn.datasets import make_blobs, make_circles, make_moons

rng = np.random.RandomState(7)
blobs, noise = make_blobs(450, centers=5, cluster_std=0.35, random_state=5, center_box=(-6, 6)), rng.uniform(-8, 8, (150, 2))
sets = {
    "blobs": make_blobs(600, centers=6, cluster_std=0.5, random_state=4, center_box=(-10, 10)),
    "blobs of different density": make_blobs(
        600, centers=[[0, 0], [6, 0], [0, 6]], cluster_std=[0.3, 1.1, 0.7], random_state=2
    ),
    "moons": make_moons(800, noise=0.06, random_state=3),
    "rings": make_circles(500, noise=0.03, factor=0.45, random_state=4),
    "blobs in noise": (np.vstack([blobs[0], noise]), np.r_[blobs[1], -np.ones(150)]),
    "one heap": (rng.normal(size=(300, 2)), np.zeros(300)),
}

golden = {}
for name, (points, truth) in sets.items():
    points = np.round(points, 2)
    minimum = max(10, round(len(points) ** 0.5 / 2))
    found = hdbscan.HDBSCAN(min_cluster_size=minimum, core_dist_n_jobs=1).fit_predict(points)
    golden[name] = {
        "points": points.ravel().tolist(),
        "truth": np.asarray(truth).astype(int).tolist(),
        "hdbscan": found.tolist(),
    }
json.dump(golden, sys.stdout, separators=(",", ":"))

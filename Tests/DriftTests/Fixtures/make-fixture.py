"""Writes evidently-0.7.21.jsonl: scores of Evidently 0.7.21 (with pandas 2) for samples of many shapes.

Run once by hand, with evidently==0.7.21 and 'pandas<3' installed: python make-fixture.py > evidently-0.7.21.jsonl
"""

import json
import math
import random
import warnings

import pandas as pd

warnings.filterwarnings("ignore")

from evidently.legacy.calculations.stattests import registry  # noqa: E402
from evidently.legacy.core import ColumnType  # noqa: E402

NUMERIC = ["ks", "wasserstein", "psi", "kl_div", "jensenshannon", "hellinger", "anderson", "mannw", "chisquare", "z"]
CATEGORICAL = ["chisquare", "z", "psi", "kl_div", "jensenshannon", "hellinger"]


def cases():
    r = random.Random(7)
    normal = lambda n, m=0, s=1: [round(r.gauss(m, s), 4) for _ in range(n)]
    yield "num", "shifted", normal(80), normal(60, 0.4)
    yield "num", "wider, many", normal(1200), normal(300, 0, 1.3)
    yield "num", "same, many", normal(1100), normal(1100)
    yield "num", "few against many", normal(7), normal(40, 0.5)
    yield "num", "tied", [float(r.randint(0, 30)) for _ in range(90)], [float(r.randint(0, 33)) for _ in range(70)]
    yield "num", "whole numbers", [r.randint(0, 25) for _ in range(90)], [r.randint(3, 28) for _ in range(90)]
    yield "num", "whole numbers, wide", [r.randint(0, 999) for _ in range(50)], [r.randint(0, 1400) for _ in range(45)]
    yield "num", "three values", [r.randint(0, 2) for _ in range(60)], [r.choice([0, 1, 1, 2]) for _ in range(60)]
    yield "num", "two values", [r.randint(0, 1) for _ in range(60)], [r.choice([0, 1, 1]) for _ in range(50)]
    yield "num", "few values, many", [r.randint(0, 3) for _ in range(1500)], [r.choice([0, 1, 1, 2, 3]) for _ in range(400)]
    yield "num", "exponential", [round(r.expovariate(1), 4) for _ in range(150)], [round(r.expovariate(1.5), 4) for _ in range(140)]
    yield "num", "one sample of 9,000", normal(900), normal(9000, 0.03)
    letters = "abcde"
    yield "cat", "five letters", [r.choice(letters) for _ in range(200)], [r.choice(letters + "aa") for _ in range(150)]
    yield "cat", "two letters", [r.choice("yn") for _ in range(100)], [r.choice("yyn") for _ in range(80)]
    yield "cat", "a new letter", [r.choice("ab") for _ in range(60)], [r.choice("abbc") for _ in range(60)]
    yield "cat", "a lost letter", [r.choice("abc") for _ in range(60)], [r.choice("ab") for _ in range(60)]
    yield "cat", "rare letters, many", ["x"] * 15000 + ["y"], [r.choice("xxxxz") for _ in range(3000)]
    yield "cat", "numbers", [r.randint(1, 4) for _ in range(60)], [r.randint(1, 5) for _ in range(60)]
    yield "cat", "beyond ASCII", [r.choice("éZz") for _ in range(60)], [r.choice("éZzz") for _ in range(60)]


def main():
    for kind, case, reference, current in cases():
        column = ColumnType.Numerical if kind == "num" else ColumnType.Categorical
        left, right = pd.Series(reference), pd.Series(current)
        scores = {}
        for name in NUMERIC if kind == "num" else CATEGORICAL:
            # Evidently takes χ² and z for numbers with few values only.
            if kind == "num" and name in ("chisquare", "z") and pd.concat([left, right]).nunique() > 5:
                continue
            test = next(iter(registry._registered_stat_tests[name].values()))
            result = test(left.copy(), right.copy(), column, None)
            score = float(result.drift_score)
            scores[name] = {"score": None if math.isnan(score) else score, "threshold": result.actual_threshold,
                            "drift": bool(result.drifted)}
        print(json.dumps({"kind": kind, "case": case, "reference": reference, "current": current, "scores": scores,
                          "default": registry.get_stattest(left, right, column, None).name}, ensure_ascii=False))


main()

"""What a calibration has found, as plain data: what is left, what ruled out what, which parameters nothing informs."""

import math
from collections.abc import Sequence

import numpy as np

from mentorsim.calibration import design
from mentorsim.calibration.ensemble import Ensemble
from mentorsim.calibration.implausible import implausibility
from mentorsim.calibration.waves import History, Wave

BINS = 20  # along a parameter
CELLS = 12  # along each side of a pair
MOST_PAIRED = 5  # parameters of which pairs are shown
SHIFTED = 0.05  # from which on a pattern changes a parameter's distribution (Kolmogorov-Smirnov distance)
JOINTLY = 0.1  # from which on all patterns together do
CHANCE = 1.63  # ·√(1/n + 1/m): distance of two samples of one distribution, exceeded by chance in 1 of 100
FEW = 200  # points from which on a distribution is looked at
MIDDLE = (0.05, 0.95)  # quantiles


def account(history: History, found: Ensemble | None) -> dict:
    """All of it, for a file."""
    plan, last = history.plan, history.regions[-1]
    waves = [of_wave(history, number) for number in range(1, len(history.waves) + 1)]
    jointly = max(JOINTLY, CHANCE / math.sqrt(max(1, len(last.points))))
    parameters = [of_parameter(history, found, waves, column) for column in range(len(plan.dimensions))]
    return {
        "name": plan.name,
        "seed": plan.seed,
        "replications": plan.replications,
        "cutoff": plan.cutoff,
        "ended": history.why,
        "left": last.share,
        "sets": len(found.places) if found else 0,
        "wanted": plan.ensemble,
        "waves": waves,
        "parameters": parameters,
        "uninformed": [one["name"] for one in parameters if not one["informed_by"] and one["shift"] < jointly],
        "by_setting": plan.kept,
        "patterns": [of_output(history, found, column) for column in range(len(history.outputs))],
        "least": least(history),
    }


# --- waves -----------------------------------------------------------------------------------------------------------


def of_wave(history: History, number: int) -> dict:
    """What one wave did: how well it was emulated, what each pattern ruled out of what was left before."""
    wave, before, after = history.waves[number - 1], history.regions[number - 1], history.regions[number]
    emulators = [
        {"output": one.name, "basis": e.frame.basis, "explained": e.explained, "error": e.error} if e else
        {"output": one.name, "basis": None, "explained": None, "error": None}
        for one, e in zip(history.outputs, wave.emulators, strict=True)
    ]  # fmt: skip
    return {
        "wave": number,
        "confirms": number > history.looked,
        "points": len(wave.values),
        "plausible": sum(1 for other, _ in history.plausible() if other is wave),
        "left": after.share,
        "patterns": of_patterns(history, number) if len(before.points) else {},
        "emulators": emulators,
    }


def of_patterns(history: History, number: int) -> dict[str, dict]:
    """{pattern: shares that it rules out, and that it alone does, of what was left; parameters that it informs}.

    By the emulators of wave `number`, over a sample of what was left before it.
    """
    wave, points, cutoff = history.waves[number - 1], history.regions[number - 1].points, history.plan.cutoff
    scores = wave.implausible(history.outputs, history.plan.rounded(points))
    out = {id: (scores[:, columns_of(history, id)] > cutoff).any(axis=1) for id in history.plan.patterns}
    total, found = sum(out.values()), {}
    for id, mine in out.items():
        kept = points[~mine] if (~mine).sum() >= FEW else left_by(history, number, id)
        chosen = shifts(kept, points) if mine.any() else np.zeros(points.shape[1])
        found[id] = {
            "ruled_out": float(mine.mean()),
            "alone": float((mine & (total == 1)).mean()),
            "parameters": {history.plan.names[column]: float(chosen[column]) for column in np.flatnonzero(chosen)},
        }
    return found


def left_by(history: History, number: int, pattern: str) -> np.ndarray:
    """Points of what was left before a wave that one of its patterns by itself would leave, where these are few."""
    wave, plan, columns = history.waves[number - 1], history.plan, columns_of(history, pattern)

    def worst(shares: np.ndarray) -> np.ndarray:
        mine = wave.implausible(history.outputs, plan.rounded(shares))[:, columns].max(axis=1)
        return np.maximum(mine, history.worst(shares, number - 1))

    return design.left(worst, plan.cutoff, len(plan.dimensions), plan.seed, number).points


def columns_of(history: History, pattern: str) -> list[int]:
    """Which outputs are those of a pattern."""
    return [column for column, one in enumerate(history.outputs) if one.pattern == pattern]


def shifts(kept: np.ndarray, all_: np.ndarray) -> np.ndarray:
    """(parameters,) how far the distribution of each in `kept` is from that in `all_`; 0 where that may be chance."""
    if len(kept) == 0:
        return np.zeros(all_.shape[1])
    found = np.array([apart(kept[:, column], all_[:, column]) for column in range(all_.shape[1])])
    return np.where(found >= max(SHIFTED, CHANCE * math.sqrt(1 / len(kept) + 1 / len(all_))), found, 0.0)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """The largest difference of two distribution functions (Kolmogorov-Smirnov)."""
    at = np.concatenate([one, other])
    of_one, of_other = (np.searchsorted(np.sort(x), at, side="right") / len(x) for x in (one, other))
    return float(np.abs(of_one - of_other).max())


# --- parameters ------------------------------------------------------------------------------------------------------


def of_parameter(history: History, found: Ensemble | None, waves: list[dict], column: int) -> dict:
    """What is left of one parameter's range, and which patterns had a say in that."""
    one, sample = history.plan.dimensions[column], history.regions[-1].points
    by: dict[str, float] = {}
    for wave in waves:
        for id, told in wave["patterns"].items():
            by[id] = max(by.get(id, 0.0), told["parameters"].get(one.name, 0.0))
    informed = sorted((id for id, shift in by.items() if shift), key=lambda id: -by[id])
    values = np.array([found.values(row)[column] for row in range(len(found.places))], float) if found else None
    even = (np.arange(len(sample)) + 0.5) / max(1, len(sample))
    ends = np.quantile(sample[:, column], MIDDLE) if len(sample) else []
    middle = [float(one.may.at(min(end, 1.0 - 1e-12))) for end in ends] or None
    return {
        "name": one.name,
        "path": one.path,
        "setting": one.setting,
        "reason": one.reason,
        "range": [one.may.low, one.may.high],
        "ensemble": [float(values.min()), float(values.max())] if found else None,
        "middle": middle,
        "central": found.values(found.central)[column] if found else None,
        "informed_by": informed,
        "shift": apart(sample[:, column], even) if len(sample) else 1.0,
    }


# --- outputs ---------------------------------------------------------------------------------------------------------


def of_output(history: History, found: Ensemble | None, column: int) -> dict:
    """One output: its range, how sure it is, what the ensemble gives."""
    one, last = history.outputs[column], history.waves[-1]
    means = found.means()[:, column] if found else None
    return {
        "pattern": one.pattern,
        "output": one.name,
        "range": [end if math.isfinite(end) else None for end in (one.low, one.high)],
        "evidence": one.evidence,
        "discrepancy": one.discrepancy,
        "why": one.why,
        "simulation": float(math.sqrt(last.simulation[column])),
        "unit": float(last.found.unit[column]),
        "ensemble": [float(means.min()), float(means.max())] if found else None,
        "central": float(means[found.central]) if found else None,
    }


def least(history: History) -> dict:
    """The least implausible set that was simulated, and what speaks against it most."""
    best: tuple[float, Wave, int] | None = None
    for wave in history.waves:
        worst = wave.simulated(history.outputs).max(axis=1)
        row = int(worst.argmin())
        if best is None or worst[row] < best[0]:
            best = float(worst[row]), wave, row
    score, wave, row = best
    low, high = (np.array([getattr(one, end) for one in history.outputs]) for end in ("low", "high"))
    scores = implausibility(wave.found.mean, low, high, wave.simulation, wave.tolerance)[row]
    known = np.where(np.isnan(scores), np.inf, scores)
    return {
        "implausibility": score if math.isfinite(score) else None,
        "output": history.outputs[int(known.argmax())].name,
        "values": dict(zip(history.plan.names, wave.values[row], strict=True)),
    }


# --- along parameters ------------------------------------------------------------------------------------------------


def profiles(history: History) -> list[dict]:
    """Rows of (parameter, value, least): the least implausibility found in each of BINS parts of each range.

    Over every point that was looked at: an upper bound of the least that there is.
    """
    seen = np.vstack([region.seen for region in history.regions])
    worst, rows = history.worst(seen), []
    for column, one in enumerate(history.plan.dimensions):
        at = np.minimum(BINS - 1, (seen[:, column] * BINS).astype(int))
        lowest = np.full(BINS, np.inf)
        np.minimum.at(lowest, at, worst)
        low, high = one.may.low, one.may.high
        rows += [
            {"parameter": one.name, "value": low + (number + 0.5) / BINS * (high - low), "least": float(score)}
            for number, score in enumerate(lowest)
            if np.isfinite(score)
        ]
    return rows


def pairs(history: History, parameters: Sequence[dict]) -> list[dict]:
    """Rows of (x, y, x_value, y_value, depth): optical depth, the share of a cell's space that is left.

    Of the parameters that are informed most, in pairs. From the sample of what is left: its share in a cell, times
    the share of the space that is left, over the cell's share of the space.
    """
    informed = sorted((one for one in parameters if one["informed_by"]), key=lambda one: -one["shift"])
    chosen = [history.plan.names.index(one["name"]) for one in informed[:MOST_PAIRED]]
    last, rows = history.regions[-1], []
    for place, first in enumerate(chosen):
        for second in chosen[place + 1 :]:
            edges = np.linspace(0.0, 1.0, CELLS + 1)
            counts = np.histogram2d(last.points[:, first], last.points[:, second], [edges, edges])[0]
            depth = np.minimum(1.0, counts / max(1, len(last.points)) * last.share * CELLS**2)
            across, up = (history.plan.dimensions[column] for column in (first, second))
            rows += [
                {
                    "x": across.name,
                    "y": up.name,
                    "x_value": across.may.low + (i + 0.5) / CELLS * (across.may.high - across.may.low),
                    "y_value": up.may.low + (j + 0.5) / CELLS * (up.may.high - up.may.low),
                    "depth": float(depth[i, j]),
                }
                for i in range(CELLS)
                for j in range(CELLS)
            ]
    return rows

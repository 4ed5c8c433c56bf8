"""What comes of claims: outcomes of runs, contrasts over worlds and replications, verdicts, and the file of them."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mentorsim.analysis.worlds import share_of, spread
from mentorsim.claims import CLAIMS
from mentorsim.claims.declaring import BuiltIn, Change, Claim, Dose, Effect, Outcome, Unwritten, label
from mentorsim.claims.running import SEED, Task, record
from mentorsim.claims.verdicts import Evidence, Found, most_with, rises, verdict
from mentorsim.errors import BadInput
from mentorsim.experiment import identity
from mentorsim.experiment.worlds import Worlds
from mentorsim.files import write_json
from mentorsim.patterns.reading import Folder
from mentorsim.patterns.sets import labels_in, name_of
from mentorsim.patterns.validation import declarations, earlier
from mentorsim.store.results import GOOD, Results

NAME = "claims.json"
HOME = "in its own place"


# --- outcomes of arms ------------------------------------------------------------------------------------------------


class Runs:
    """The runs of one claim, arm by arm. results: its results folder."""

    def __init__(self, results: Results, task: Task, replications: int):
        claim, self.replications = task.claim, replications
        self.weights = np.array([world.weight for world in task.worlds.worlds])
        self.folder = Folder(results, claim.weeks, claim.reads())
        self.labels = labels_in(results, task.experiment(replications))
        names = claim.indicators()
        rows = results.arrow("outcomes", {"status": GOOD}, ["arm", "replication", *names]).to_pydict()
        keys = list(zip(rows["arm"], rows["replication"], strict=True))
        self.indicators = {name: dict(zip(keys, rows[name], strict=True)) for name in names}
        self.known: dict[tuple[str, str], np.ndarray] = {}

    def contrast(self, outcome: Outcome, weights: dict[str, float], change: Change | None = None) -> np.ndarray:
        """(worlds, replications) a sum of arms' outcomes, each with its weight; NaN where an arm has none."""
        return np.sum([weight * self.of(outcome, label(arm, change)) for arm, weight in weights.items()], axis=0)

    def of(self, outcome: Outcome, label: str) -> np.ndarray:
        """(worlds, replications) an outcome of an arm, NaN where it is undefined or the run is missing."""
        key = (outcome.name, label)
        if key not in self.known:
            arms = [self.labels[name_of(number, label)] for number in range(len(self.weights))]
            each = range(self.replications)
            self.known[key] = np.array([[self.value(outcome, arm, r) for r in each] for arm in arms], float)
        return self.known[key]

    def value(self, outcome: Outcome, arm: str, replication: int) -> float:
        """An outcome of one run."""
        if outcome.of is None:
            found = self.indicators[outcome.name].get((arm, replication))
            return math.nan if found is None else found
        tables = self.folder.found.get(arm, {}).get(replication)
        return math.nan if tables is None else outcome.of(self.folder.run(tables, None))


@dataclass(frozen=True)
class Contrast:
    """A contrast over worlds and replications. means: (worlds,), NaN without a value; share: of worlds, by weight, in
    which it has the claimed sign.
    """

    mean: float
    low: float
    high: float
    share: float
    means: np.ndarray

    def turned(self, sign: int, matters: float = 0.0) -> Found:
        """The contrast as a verdict sees it, with what is claimed above 0."""
        ends = (self.low, self.high) if sign > 0 else (-self.high, -self.low)
        return Found(sign * self.mean, *ends, self.share, matters)

    @property
    def told(self) -> dict:
        """Numbers as JSON has them, None where undefined."""
        numbers = {"effect": self.mean, "low": self.low, "high": self.high, "robustness": self.share}
        return {name: float(value) if math.isfinite(value) else None for name, value in numbers.items()}


def over_worlds(values: np.ndarray, weights: np.ndarray, sign: int) -> Contrast:
    """A contrast from its (worlds, replications) values."""
    found = spread(values, weights)
    known = found.weights > 0.0
    share = share_of(np.sign(found.means[known]) == sign, found.weights[known]) if known.any() else math.nan
    return Contrast(*found.interval(), share, found.means)


# --- claims ----------------------------------------------------------------------------------------------------------


def held_against(worlds: Worlds, replications: int, folders: dict[str, Results]) -> list[dict]:
    """One entry per claim. folders: {claim: its results}."""
    done = [Task(CLAIMS[id], worlds) for id in folders]
    return [entry(task, Runs(folders[task.claim.id], task, replications)) for task in done]


def entry(task: Task, runs: Runs) -> dict:
    """The entry of one claim; its numbers are those of the effect that has decided."""
    claim = task.claim
    effects = [Looks(effect, runs, claim) for effect in claim.effects]
    movers = [moved_by(task, looks) for looks in effects]
    dose, places = Steps(claim.dose, runs), placed(claim, runs)
    weighed = evidence(claim, effects, dose, places, tuple(name for name, _ in movers))
    found = verdict(weighed)
    told = [
        looks.told(one.standing, *mover) for looks, one, mover in zip(effects, weighed.effects, movers, strict=True)
    ]
    return {
        "id": claim.id,
        "verdict": found.word,
        **{key: told[found.effect][key] for key in ("effect", "low", "high", "robustness")},
        "experiment": claim.id,
        "statement": claim.statement,
        "says": claim.says,
        "caveat": claim.caveat,
        "decided_by": found.effect,
        "effects": told,
        "rival": {"about": claim.rival.about, "form": claim.form},
        "dose": dose.told,
        "places": {name: one.told for name, one in places.items()},
    }


def evidence(claim: Claim, effects: list, dose: "Steps", places: dict, parameters: tuple[str, ...]) -> Evidence:
    """What the verdict of a claim looks at. effects: a `Looks` each; parameters: with which each goes over worlds."""
    first = claim.effects[0]
    return Evidence(
        tuple(looks.turned(looks.usual) for looks in effects),
        tuple(looks.turned(looks.without) if looks.without else None for looks in effects),
        tuple(looks.turned(looks.rival) for looks in effects),
        dose.trend.turned(claim.dose.sign),
        tuple(step.turned(claim.dose.sign) for step in dose.steps),
        {name: found.turned(first.sign, first.size.value) for name, found in places.items()},
        parameters,
        claim.form,
        tuple(number for number, effect in enumerate(claim.effects) if isinstance(effect.direct, BuiltIn)),
    )


class Looks:
    """An effect as it is, without its direct term, and under the rival form."""

    def __init__(self, effect: Effect, runs: Runs, claim: Claim):
        self.effect = effect
        direct = effect.direct if isinstance(effect.direct, Change) else None
        self.usual = seen(effect, runs)
        self.without = seen(effect, runs, direct) if direct else None
        self.rival = seen(effect, runs, claim.rival)

    def turned(self, found: Contrast) -> Found:
        """The effect in one of its forms, with what is claimed above 0."""
        return found.turned(self.effect.sign, self.effect.size.value)

    def told(self, standing: str, parameter: str, correlation: float) -> dict:
        """Numbers as JSON has them. parameter, correlation: what it goes most with over worlds."""
        e = self.effect
        about = e.direct.about if isinstance(e.direct, Change) else e.direct.reason
        return {
            "about": e.about,
            "outcome": e.outcome.name,
            "unit": e.outcome.unit,
            "claimed": "above 0" if e.sign > 0 else "below 0",
            "matters": e.size.value,
            "reason": e.size.reason,
            **self.usual.told,
            "standing": standing,
            "direct": {"about": about, "kind": kind_of(e)} | (self.without.told if self.without else {}),
            "rival": self.rival.told,
            "goes_with": {"parameter": parameter, "correlation": None if math.isnan(correlation) else correlation},
        }


def kind_of(effect: Effect) -> str:
    """How it is with the direct term of an effect: off, built in, unwritten."""
    return {Change: "off", BuiltIn: "built in", Unwritten: "unwritten"}[type(effect.direct)]


class Steps:
    """The levels of a dose, the steps between them, and the trend over them."""

    def __init__(self, dose: Dose, runs: Runs):
        def look(weights: dict[str, float]) -> Contrast:
            return over_worlds(runs.contrast(dose.outcome, weights), runs.weights, dose.sign)

        self.dose = dose
        self.levels = [look(level) for level in dose.levels]
        self.steps = [look(step) for step in dose.steps]
        self.trend = look(dose.trend)

    @property
    def told(self) -> dict:
        """Numbers as JSON has them."""
        dose = self.dose
        return {
            "about": dose.about,
            "outcome": dose.outcome.name,
            "unit": dose.outcome.unit,
            "claimed": "rises" if dose.sign > 0 else "falls",
            "levels": [level.told["effect"] for level in self.levels],
            "steps": [step.told for step in self.steps],
            "trend": self.trend.told,
            "holds": rises(self.trend.turned(dose.sign), tuple(step.turned(dose.sign) for step in self.steps)),
        }


def seen(effect: Effect, runs: Runs, change: Change | None = None) -> Contrast:
    """An effect in some form of the worlds."""
    return over_worlds(runs.contrast(effect.outcome, effect.weights, change), runs.weights, effect.sign)


def placed(claim: Claim, runs: Runs) -> dict[str, Contrast]:
    """{place: the first effect there}, the claim's own among them; nothing where it is looked at in one place."""
    if not claim.places:
        return {}
    return {HOME: seen(claim.effects[0], runs)} | {
        place.name: seen(claim.effects[0], runs, place) for place in claim.places
    }


def moved_by(task: Task, looks: Looks) -> tuple[str, float]:
    """(parameter, rank correlation) with which an effect goes most over worlds, of those that its arms leave open."""
    values = [task.values(next(iter(looks.effect.weights)), world) for world in task.worlds.worlds]
    open_ones = [path for path in task.worlds.paths if path in values[0]]
    return most_with(looks.usual.means, {path: np.array([one[path] for one in values]) for path in open_ones})


# --- on disk ---------------------------------------------------------------------------------------------------------


def save(folder: Path, entries: list[dict], replications: int, worlds: Worlds) -> dict:
    """Write what was found beside the results folders of the claims; returns what the file then has.

    What the file has of other claims stays, if it was found in the same way: by the same code and declarations, in the
    same worlds, with as many replications.
    """
    about = {
        "replications": replications,
        "seed": SEED,
        "code": identity.fingerprint(),
        "declarations": declarations("claims"),
    }
    about |= {"software": identity.machine()["software"], "worlds": record(worlds)}
    found = {one["id"]: one for one in [*earlier(load, folder, about, "claims"), *entries]}
    whole = about | {"claims": [found[id] for id in CLAIMS if id in found]}
    write_json(folder / NAME, whole)
    return whole


def load(folder: Path) -> dict:
    """What `save` wrote into a folder: {"replications", "worlds", "claims"}. BadInput where there is no such file."""
    file = Path(folder) / NAME
    try:
        found = json.loads(file.read_text("utf-8"))
        found["replications"], found["worlds"]["used"], found["claims"][0]["effects"]
    except (OSError, ValueError, LookupError, TypeError):
        raise BadInput(f"{file}: found no claims, expected what `mentorsim claims` writes") from None
    return found


def is_claims(folder: Path) -> bool:
    """Whether a folder is one that `mentorsim claims` wrote into."""
    return (Path(folder) / NAME).is_file()

"""The waves: parameter sets are simulated, emulated and held against the evidence; then closer, until nothing changes.

What each wave looked at and what it found is a file, written when it is known; so a calibration that was stopped goes
on where it was. All else follows from these files, the same each time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from mentorsim.calibration import design
from mentorsim.calibration.design import Region
from mentorsim.calibration.emulate import Emulator, fit, predicted
from mentorsim.calibration.evidence import Output
from mentorsim.calibration.implausible import implausibility
from mentorsim.calibration.plan import Plan
from mentorsim.calibration.worlds import Simulated
from mentorsim.errors import BadInput
from mentorsim.experiment.sampling import shares as sequence
from mentorsim.files import read_json, write_json

UNCHANGED = 0.95  # of what was left before a wave: where so much is left after it, waves change nothing
CONFIRMING = 3  # waves at most, after the others, for sets that the simulation itself confirms
FEWEST_NEW = 8  # points of such a wave
SPARE = 4  # points sampled for each one chosen

Simulate = Callable[[int, list[list]], Simulated]
Tell = Callable[[str], object]

CODE = "code"  # digest of the model's source, among what has to be the same
SETTLED = "the last wave ruled out less than a twentieth of what was left"
MOST = "that was the last wave asked for"
EMPTY = "nothing is left: no parameter set within the ranges is plausible"


@dataclass(frozen=True)
class Wave:
    """One wave, done. values: of its points; shares: the same in [0, 1]; simulation: (outputs,) variance of a mean."""

    number: int
    values: list[list]
    shares: np.ndarray
    found: Simulated
    emulators: list[Emulator | None]
    simulation: np.ndarray
    tolerance: np.ndarray  # (outputs,) variance of evidence and discrepancy

    def implausible(self, outputs: Sequence[Output], shares: np.ndarray) -> np.ndarray:
        """(points, outputs) implausibility by this wave's emulators; 0 where there is none."""
        mean, variance = predicted(self.emulators, shares)
        low, high = ends(outputs)
        return np.nan_to_num(implausibility(mean, low, high, variance, self.simulation, self.tolerance), nan=0.0)

    def simulated(self, outputs: Sequence[Output]) -> np.ndarray:
        """(points, outputs) implausibility of what was simulated; infinite where that is undefined."""
        low, high = ends(outputs)
        found = implausibility(self.found.mean, low, high, self.simulation, self.tolerance)
        return np.where(np.isnan(found), np.inf, found)


@dataclass
class History:
    """All waves so far, and what they leave. regions: what was left before the first wave, and after each."""

    plan: Plan
    outputs: list[Output]
    waves: list[Wave] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    looked: int = 0  # waves that were to look closer; those beyond confirm
    why: str = ""  # it ended

    def worst(self, shares: np.ndarray, waves: int | None = None) -> np.ndarray:
        """(points,) the largest implausibility by any output of any wave; waves: of the first so many alone.

        Where the latest waves have ruled a point out already, earlier ones are not asked.
        """
        shares, found = self.plan.rounded(shares), np.zeros(len(shares))
        for wave in reversed(self.waves[:waves]):
            open_ = np.flatnonzero(found <= self.plan.cutoff)
            if len(open_):
                found[open_] = np.maximum(found[open_], wave.implausible(self.outputs, shares[open_]).max(axis=1))
        return found

    def look(self) -> None:
        """Look at what is left now, which is no more than before."""
        p = self.plan
        found = design.left(self.worst, p.cutoff, len(p.dimensions), p.seed, len(self.waves))
        before = self.regions[-1].share if self.regions else 1.0
        self.regions.append(replace(found, share=min(found.share, before)))

    @property
    def kept(self) -> float:
        """Share of what was left before the last wave that is left after it."""
        before = self.regions[-2].points
        return float((self.worst(before) <= self.plan.cutoff).mean()) if len(before) else 0.0

    def plausible(self) -> list[tuple[Wave, int]]:
        """(wave, row) of every point whose simulation is plausible."""
        return [
            (wave, int(row))
            for wave in self.waves
            for row in np.flatnonzero(wave.simulated(self.outputs).max(axis=1) <= self.plan.cutoff)
        ]


def ends(outputs: Sequence[Output]) -> tuple[np.ndarray, np.ndarray]:
    """(low, high) ends of the ranges of all outputs."""
    return np.array([one.low for one in outputs]), np.array([one.high for one in outputs])


# --- the loop --------------------------------------------------------------------------------------------------------


def go(
    plan: Plan, outputs: list[Output], simulate: Simulate, state: "State", tell: Tell = lambda text: None
) -> History:
    """The history of a calibration, from where it stands to its end. tell: what is done is told to it, in sentences."""
    history = History(plan, outputs)
    history.look()
    while not history.why:
        number = len(history.waves) + 1
        tell(f"Wave {number} of at most {plan.waves}")
        add(history, points_of(history, plan.points), simulate, state)
        history.looked = number
        tell(told(history))
        history.why = ended(history)
    if len(history.regions[-1].points):
        confirm(history, simulate, state, tell)
    return history


def ended(history: History) -> str:
    """Why the waves end, or "" if they do not yet."""
    if len(history.regions[-1].points) == 0:
        return EMPTY
    if history.kept >= UNCHANGED and len(history.waves) > 1:
        return SETTLED
    return MOST if len(history.waves) >= history.plan.waves else ""


def told(history: History) -> str:
    """What a wave has done, as a sentence."""
    if len(history.regions[-1].points) == 0:
        return "  nothing is left"
    return f"  left: {history.regions[-1].share:.3g} of the space, {history.kept:.0%} of what was left before"


def confirm(history: History, simulate: Simulate, state: "State", tell: Tell) -> None:
    """Simulate sets that the emulators leave, until as many as asked for are plausible by the simulation itself."""
    for _ in range(CONFIRMING):
        lacking = history.plan.ensemble - len(history.plausible())
        if lacking <= 0 or len(history.regions[-1].points) == 0:
            return
        last = history.waves[-1]
        rate = float((last.simulated(history.outputs).max(axis=1) <= history.plan.cutoff).mean())
        count = min(history.plan.points, max(FEWEST_NEW, round(lacking / max(rate, 0.5))))
        tell(f"{lacking} more plausible sets are wanted: {count} are simulated")
        add(history, points_of(history, count), simulate, state)


def points_of(history: History, count: int) -> np.ndarray:
    """(count, parameters) points for the next wave, in [0, 1].

    At first a Sobol sequence; then, of a sample of what is left, points that are far from each other.
    """
    plan = history.plan
    if not history.waves:
        return sequence("sobol", count, len(plan.dimensions), plan.seed)
    sample = history.regions[-1].points[: SPARE * count]
    return sample[design.far_apart(sample, count)]


def add(history: History, shares: np.ndarray, simulate: Simulate, state: "State") -> None:
    """Do a wave at these points, or at those that its file has, and look at what it leaves."""
    number, plan = len(history.waves) + 1, history.plan
    values = state.points(number) or plan.values(shares)
    state.begin(number, values)
    found = state.found(number) or simulate(number, values)
    state.end(number, values, found)
    history.waves.append(wave_of(history, number, values, found))
    history.look()


def wave_of(history: History, number: int, values: list[list], found: Simulated) -> Wave:
    """A wave with its emulators, made of its points and of those of earlier waves that are not ruled out.

    Replications are common to all points: their luck moves all of them alike, so it does not show in the errors of the
    emulator. Hence the variance of a mean over replications counts beside them, in full.
    """
    shares = history.plan.shares(values)
    earlier = [(wave, history.worst(wave.shares) <= history.plan.cutoff) for wave in history.waves]
    points = np.vstack([shares, *(wave.shares[kept] for wave, kept in earlier)])
    mean = np.vstack([found.mean, *(wave.found.mean[kept] for wave, kept in earlier)])
    variance = np.vstack([found.variance, *(wave.found.variance[kept] for wave, kept in earlier)])
    frames: dict = {}
    emulators = [fit(points, column, frames) for column in mean.T]
    simulation = np.array([mean_of(column[np.isfinite(column)]) for column in variance.T])
    tolerance = np.array([one.tolerance for one in history.outputs]) * found.unit**2
    return Wave(number, values, shares, found, emulators, simulation, tolerance)


def mean_of(numbers: np.ndarray) -> float:
    """The mean; 0 of nothing."""
    return float(numbers.mean()) if len(numbers) else 0.0


# --- on disk ---------------------------------------------------------------------------------------------------------


class State:
    """The files of a calibration's waves.

    about: what has to be the same for them to be gone on with; checked: keys of it that are compared; all, without;
    done: called with the number of each wave whose file is complete.
    """

    def __init__(
        self,
        folder: Path | None = None,
        about: dict | None = None,
        names: Sequence[str] = (),
        checked: Iterable[str] | None = None,
        done: Callable[[int], object] = lambda number: None,
    ):
        self.folder, self.about, self.names, self.done = folder, about or {}, list(names), done
        self.checked = [key for key in self.about if checked is None or key in checked]

    def file(self, number: int) -> Path:
        """The file of a wave."""
        return self.folder / f"wave-{number}" / "wave.json"

    def read(self, number: int) -> dict:
        """What the file of a wave has; nothing without one. BadInput if it is that of another calibration."""
        if self.folder is None:
            return {}
        try:
            found = read_json(self.file(number))
        except FileNotFoundError:
            return {}
        if not isinstance(found, dict) or not {"about", "points"} <= found.keys():
            raise BadInput(f"{self.file(number)}: found no wave, expected what `mentorsim calibrate` writes")
        for key in self.checked:
            if found["about"].get(key) != self.about[key]:
                what = (
                    f"holds another calibration: {key}: found {found['about'].get(key)!r}, expected {self.about[key]!r}"
                )
                what = "the model's code has changed since this wave was made" if key == CODE else what
                accept = ", or accept the change (--accept-code-change)" if key == CODE else ""
                raise BadInput(f"{self.file(number)}: {what}; choose another folder (--out) or remove this one{accept}")
        return found

    def check(self) -> None:
        """BadInput if the folder holds another calibration."""
        self.read(1)

    def points(self, number: int) -> list[list]:
        """The points of a wave; none if it is not begun."""
        return self.read(number).get("points", [])

    def found(self, number: int) -> Simulated | None:
        """What was simulated in a wave; None if it is not done."""
        kept = self.read(number)
        if "mean" not in kept:
            return None
        return Simulated(*(np.array(kept[name], float) for name in ("mean", "variance", "unit")))

    def begin(self, number: int, values: list[list]) -> None:
        """Write down where a wave looks."""
        if self.folder is not None and not self.read(number):
            self.write(number, {"points": values})

    def end(self, number: int, values: list[list], found: Simulated) -> None:
        """Write down what a wave has found."""
        if self.folder is not None and "mean" not in self.read(number):
            kept = {name: as_lists(getattr(found, name)) for name in ("mean", "variance", "unit")}
            self.write(number, {"points": values} | kept)
        self.done(number)

    def write(self, number: int, what: dict) -> None:
        """Write the file of a wave."""
        write_json(self.file(number), {"about": self.about, "parameters": self.names} | what)


def as_lists(numbers: np.ndarray) -> list:
    """Nested lists of an array, None for NaN."""
    if numbers.ndim > 1:
        return [as_lists(row) for row in numbers]
    return [float(one) if np.isfinite(one) else None for one in numbers]

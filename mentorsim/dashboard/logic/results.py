"""Results folders as the pages see them: what is there, what a figure needs of it, and a run of it as a world."""

import logging
from dataclasses import dataclass, replace
from functools import cache
from operator import index
from pathlib import Path

import pandas as pd

from mentorsim import catalogue, figures, indicators, printing, tables
from mentorsim.analysis import contrasts, ranking
from mentorsim.analysis.courses import survival_curves, weekly_means
from mentorsim.analysis.outcomes import ARM, WORLD, factors_of, in_worlds, levels_of, outcomes_of
from mentorsim.analysis.stops import with_lengths
from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic import folders, people, views
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.tasks import BOARD, Task
from mentorsim.diary import Diary
from mentorsim.errors import BadInput
from mentorsim.experiment import config, notes
from mentorsim.experiment.crossing import size_of as size_of_resolved
from mentorsim.experiment.design import in_one_world
from mentorsim.experiment.executor import cores
from mentorsim.experiment.reproduce import Comparison, experiment_of_run, job_called, machine_then_and_now, stop_in
from mentorsim.experiment.runs import run_context, table_of
from mentorsim.experiment.sweep import Plan, sweep, with_status
from mentorsim.figures import style
from mentorsim.indicators import INDICATORS
from mentorsim.store import results as store

LOG = logging.getLogger(__name__)
KINDS = (("heat", "Heat map"), ("ranking", "Ranking"), ("effects", "Effects"), ("pareto", "Pareto"),
         ("survival", "Survival"), ("course", "Course"))  # fmt: skip
MOST_LEVELS = 24  # of a factor that is an axis of a heat map
MOST_ARMS = 40  # of a ranking
MOST_BYTES = 256 * 2**20  # of a table that is read whole
FIRST_SECONDS = 2.0  # of a sweep, before which nobody can tell how long it takes
PARETO = ("unassisted_gain", "r_mentoring", "gain_gini")


@dataclass(frozen=True)
class Opened:
    """A results folder that was opened. name: below the root; runs: outcomes of the runs that went well; factors: what
    its arms differ in (two levels or more); outcomes: those of the experiment first, then all others with a value.
    """

    name: str
    results: store.Results
    runs: pd.DataFrame
    factors: tuple
    outcomes: tuple

    @property
    def resolved(self) -> dict:
        """The complete experiment."""
        return self.results.resolved


def open_folder(below: Path, name: str) -> Opened:
    """Open a results folder below the root. BadInput if it is none, outside, damaged, or has no run that went well."""
    results = read(below, name)
    try:
        return opened_of(name, results)
    except BadInput as error:
        raise BadInput(f"{name}: {error}") from None
    except Exception as error:
        raise BadInput(f"{name}: {fault_in(results.path, error)}") from error


def read(below: Path, name: str) -> store.Results:
    """The results in a folder below the root. BadInput if they cannot be read."""
    path = folders.inside(below, name)
    try:
        results = store.open_results(path)
        size_of(results)
        results.statuses()
        return results
    except Exception as error:
        raise BadInput(f"{name}: {fault_in(path, error)}") from error


def size_of(results: store.Results) -> tuple[int, int]:
    """(runs that are planned, their weeks)."""
    resolved = results.resolved
    return len(resolved["arms"]) * index(resolved["replications"]), index(resolved["weeks"])


def opened_of(name: str, results: store.Results) -> Opened:
    """Results made ready to be looked at."""
    runs = outcomes_of(results)
    factors = tuple(one for one in factors_of(runs) if runs[one].nunique() > 1)
    if results.resolved.get("design", {}).get("kind") == "list":  # what its arms differ in does not vary by itself
        runs, factors = runs.drop(columns=factors_of(runs)), (ARM,)
    asked = [one for one in results.resolved["outcomes"] if one in runs]
    rest = [one for one in INDICATORS if one in runs and one not in asked and runs[one].notna().any()]
    if not asked and not rest:
        raise BadInput("found no outcome of its runs, expected at least one")
    return Opened(name, results, runs, factors, (*asked, *rest))


def fault_in(path: Path, error: Exception) -> str:
    """Why a folder cannot be read, in a line; the traceback of what nobody foresaw is in the server's log."""
    kind = folders.kind_of(path)
    if kind == "foreign":
        return f"{kind}: its {folders.MARK} holds no experiment of mentorsim"
    if not isinstance(error, BadInput):
        LOG.error("%s cannot be read", path, exc_info=error)
        return f"{kind}: cannot be read ({type(error).__name__}: {' '.join(str(error).split())})"
    return f"{kind}: {' '.join(str(error).replace(f'{path}/', '').replace(f'{path}: ', '').split())}"


def listing(below: Path) -> list[dict]:
    """One row per results folder below the root: name, question, done, planned, failed, weeks, fault, notes.

    fault: why it cannot be read; notes: what was left alone in it.
    """
    return [row_of(below, name) for name in folders.names(below)]


def row_of(below: Path, name: str) -> dict:
    """The row of a folder."""
    row = {"name": name, "question": "", "done": 0, "planned": 0, "failed": 0, "weeks": 0, "fault": "", "notes": []}
    try:
        results = store.open_results(folders.inside(below, name))
        (planned, weeks), status = size_of(results), list(results.statuses().values())
        done, question = status.count(store.GOOD), str(results.resolved["question"])
        return row | {
            "done": done,
            "planned": planned,
            "failed": len(status) - done,
            "weeks": weeks,
            "question": question,
            "notes": list(results.notices),
        }
    except Exception as error:
        return row | {"fault": fault_in(below / name, error)}


def cells_of(row: dict) -> list[str]:
    """A row of the listing as texts: folder, question or what is wrong, runs, failed ones, weeks."""
    if row["fault"]:
        return [row["name"], row["fault"], "–", "–", "–"]
    said = " ".join([row["question"], *(f"(damaged: {note})" for note in row["notes"][:1])]).strip()
    return [row["name"], said, f"{row['done']:,} of {row['planned']:,}", f"{row['failed']:,}", f"{row['weeks']:,}"]


def find_run(below: Path, named: str) -> None:
    """BadInput if there is no run "folder/run_id" below the root."""
    name, _, run = named.rpartition("/")
    if run not in read(below, name).statuses():
        raise BadInput(f"found no run {run!r} in {name}")


@cache
def shipped() -> list[dict]:
    """One row per shipped experiment, as written: name, question, factors, replications."""
    rows = catalogue.rows("experiments")
    return [
        {
            "name": row["name"],
            "question": row["summary"],
            "factors": ", ".join(row["factors"]),
            "replications": str(row["replications"] or ""),
        }
        for row in rows
    ]


# --- figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class View:
    """What is shown of a folder. kind: of KINDS; outcome; x, y: factors; second, third: outcomes of the Pareto front;
    column: the weekly number of a course; cell: "level|level" of the cell that was clicked; run: the one picked there.
    """

    kind: str = "heat"
    outcome: str = ""
    x: str = ""
    y: str = ""
    second: str = ""
    third: str = ""
    column: str = "performance"
    cell: str = ""
    run: str = ""


def kinds_of(opened: Opened) -> list[tuple]:
    """(name, words) of the figures that a folder can have: a heat map needs two factors, a comparison one."""
    needed = {"heat": 2, "ranking": 1, "effects": 1, "pareto": 1}
    return [kind for kind in KINDS if len(opened.factors) >= needed.get(kind[0], 0)]


def completed(opened: Opened, view: View) -> View:
    """The view with what it leaves open, or names wrongly, filled in."""

    def one(name: str, known, place: int = 0):
        known = list(known)
        return name if name in known else known[min(place, len(known) - 1)] if known else ""

    outcomes, objectives = opened.outcomes, [name for name in PARETO if name in opened.outcomes]
    x = one(view.x, opened.factors)
    y = one(view.y, [name for name in opened.factors if name != x])
    second = one(view.second, [objectives[1], *outcomes] if len(objectives) > 1 else outcomes[1:] or outcomes)
    found = View(
        one(view.kind, [kind for kind, _ in kinds_of(opened)]),
        one(view.outcome, outcomes),
        x,
        y,
        second,
        view.third if view.third in outcomes else "",
        one(view.column, views.SERIES),
        view.cell,
        view.run,
    )
    found = found if len(runs_in(opened, found)) else replace(found, cell="")
    return found if found.run in set(runs_in(opened, found)["run_id"]) else replace(found, run="")


def misnamed(opened: Opened, view: View) -> list[str]:
    """What a view names that the folder does not have, each in a line."""
    shown, plain = vars(completed(opened, view)), vars(View())
    return [
        f"{name}: found {asked!r}, which {opened.name} does not have here"
        for name, asked in vars(view).items()
        if asked not in (plain[name], shown[name])
    ]


def figure_of(opened: Opened, view: View, theme: str):
    """The figure of a complete view. BadInput says why it cannot be made."""
    runs, outcome = opened.runs, view.outcome
    if view.kind == "course":
        weekly = whole_table(opened, "weekly")
        if view.column not in weekly:
            raise BadInput(f"{opened.name}: has no weekly number {view.column!r}, which came after its runs")
        return figures.course(
            weekly_means(weekly, view.column, by_of(opened, view)), view.column, by_of(opened, view), theme
        )
    if view.kind == "survival":
        matches = with_lengths(opened.results, whole_table(opened, "matches"))
        by = by_of(opened, view)
        return figures.survival(survival_curves(matches, opened.resolved["weeks"], by), by, theme)
    if view.kind == "heat":
        for factor in (view.x, view.y):
            few_levels(opened, factor, MOST_LEVELS)
        return figures.heat_map(contrasts.arm_means(runs, [view.x, view.y], outcome), view.x, view.y, outcome, theme)
    if view.kind == "effects":
        few_levels(opened, view.x, MOST_ARMS)
        by = [view.y] if view.y and runs[view.y].nunique() <= MOST_LEVELS else []
        table = contrasts.paired_contrasts(runs, view.x, outcome, by)
        if in_worlds(runs):
            each = contrasts.differences_by_world(runs, view.x, outcome, by)
            return figures.over_worlds(table, each, outcome, by, theme)
        return figures.forest(table, outcome, by, theme)
    if view.kind == "pareto":
        few_arms(opened)
        objectives = [one for one in dict.fromkeys((outcome, view.second, view.third)) if one]
        if len(objectives) < 2:
            raise BadInput(f"{opened.name}: a Pareto front needs two outcomes that differ")
        table = ranking.pareto(runs, list(opened.factors), objectives)
        return figures.pareto(table, list(opened.factors), outcome, view.second, view.third or None, theme)
    few_arms(opened)
    table = ranking.ranking(runs, list(opened.factors), outcome)
    return figures.ranking(table.head(MOST_ARMS), list(opened.factors), outcome, theme)


def by_of(opened: Opened, view: View) -> list[str]:
    """The factor whose levels have a line each."""
    if not view.x:
        return []
    few_levels(opened, view.x, MOST_LEVELS)
    return [view.x]


def few_levels(opened: Opened, factor: str, most: int) -> None:
    """BadInput for a factor with too many levels to tell them apart."""
    found = len(levels_of(opened.runs, factor))
    if found > most:
        raise BadInput(f"{factor}: has {found:,} levels, more than the {most} that can be told apart here")


def few_arms(opened: Opened) -> None:
    """BadInput for too many arms to rank against each other by resampling."""
    found = opened.runs[list(opened.factors)].drop_duplicates().shape[0]
    if found > 400:
        raise BadInput(f"{opened.name}: has {found:,} arms, more than the 400 that can be ranked here")


def whole_table(opened: Opened, name: str) -> pd.DataFrame:
    """A table of every run. BadInput if it was not kept, or is too large to look at here."""
    if name not in opened.results.kept():
        raise BadInput(f"{opened.name}: keeps no table {name!r}; name it under [analysis] tables and sweep again")
    size = sum(file.stat().st_size for file in opened.results.sources(name))
    if size > MOST_BYTES:
        raise BadInput(f"{opened.name}: its table {name!r} has {printing.size(size)}; use Python or DuckDB for it")
    table = getattr(opened.results, name)
    return table.merge(opened.results.outcomes[["run_id", ARM]], on="run_id", how="left")


# --- from a cell to its runs -----------------------------------------------------------------------------------------


def cell_of(picked, opened: Opened, view: View) -> str:
    """The cell that was clicked, as "level|level"; empty if it was none."""
    if view.kind != "heat" or not isinstance(picked, dict) or not {"x", "y"} <= picked.keys():
        return ""
    return f"{picked['x']}|{picked['y']}"


def runs_in(opened: Opened, view: View) -> pd.DataFrame:
    """The runs of the cell: run_id, arm, replication, outcome, plausible world if any; all runs without a cell."""
    runs = opened.runs
    if view.cell and view.y:
        across, _, down = view.cell.partition("|")
        runs = runs[(runs[view.x].astype(str) == across) & (runs[view.y].astype(str) == down)]
    worlds = [WORLD] if in_worlds(runs) else []
    return runs[["run_id", "arm", "replication", view.outcome, *worlds]].drop_duplicates("run_id")


def choice_of(opened: Opened, run: str) -> Choice:
    """A stored run as a world to explore: the same parameters, people and luck. BadInput if it cannot be."""
    job = job_called(opened.results, run)
    e, given = experiment_of_run(opened.results, job), job.arm.parameters.given
    kept = people.stored(opened.results.path, given.digest) if given is not None else ()
    return choices.checked(Choice(dict(e.overrides), e.seed, weeks_lived(opened, job), job.replication, e.shocks, kept))


def weeks_lived(opened: Opened, job) -> int:
    """The weeks of a stored run: all that were planned, unless it was stopped before."""
    if "stop" in opened.resolved:
        found = opened.results.arrow("outcomes", columns=["weeks_run"], where={"run_id": [job.run_id]})
        return next((int(weeks) for weeks in found["weeks_run"].to_pylist() if weeks), opened.resolved["weeks"])
    return opened.resolved["weeks"]


def as_stored(opened: Opened, run: str, world) -> list[str]:
    """What of a replayed world differs from the stored run, after its last week: nothing, if it is the same.

    Compared, to the last bit where the platform is the same, are the run's rows of every table that was kept, but for
    those of a diary, which a world that is explored does not have.
    """
    results, job, asked = opened.results, job_called(opened.results, run), tuple(opened.resolved.get("asked", ()))
    more = run_context(world, opened.resolved["weeks"], stop_in(opened.resolved), asked)
    again = replace(tables.run_of(world), **more)
    kept = [name for name in results.kept() if name not in Diary(results.kept()).notes]
    found = {name: table_of(name, again, Diary(), world) for name in kept if name != "outcomes"}
    answer = with_status(job, found | {"outcomes": indicators.outcomes(again)}, "")
    comparison = Comparison(results, [run], kept)
    differences = comparison.run(job, answer, world.seed, exact=not machine_then_and_now(results.manifest))
    return [f"{one.table}.{one.column}" for one in differences]


# --- sweeps ----------------------------------------------------------------------------------------------------------


def arms_of(experiment: config.Experiment) -> tuple[int, int]:
    """(how many arms its design has, in how many plausible worlds: 0 without any)."""
    return len(in_one_world(Plan(experiment).arms)), len(experiment.worlds) if experiment.worlds else 0


def size_in_words(opened: Opened) -> str:
    """How many arms a folder has, in how many plausible worlds, how often."""
    arms, worlds = size_of_resolved(opened.resolved)
    inner = f" × {worlds} plausible worlds" if worlds else ""
    return f"{arms} arms{inner} × {opened.resolved['replications']} replications, {opened.resolved['weeks']} weeks"


def notes_on(experiment: config.Experiment) -> list[str]:
    """What to know of it before its sweep: outcomes that no run can have, parameters that are factors."""
    return notes.notes(experiment, Plan(experiment).arms)


def start_sweep(below: Path, experiment: config.Experiment, replications: int | None = None) -> Task:
    """Begin the sweep of an experiment in the background, into the folder of its name below the root; it goes on when
    whoever began it leaves. BadInput if it cannot be.
    """
    folder = folders.new_folder(below, experiment.name)
    changed = experiment.changed(replications=replications)
    notes.refuse(changed, Plan(changed).arms)

    def work(task: Task):
        first: list[int] = []

        def note(done, total, failed, seconds):
            first[:] = first or [done - 1]  # the first call comes after the first run
            said = [f"({failed} failed)" if failed else "", left_in_words(done - first[0], total - done, seconds)]
            task.progress(done, total, " ".join(filter(None, said)))

        task.progress(0, len(Plan(changed)))
        sweep(changed, workers=cores(), out=folder, progress=note)
        return experiment.name

    return BOARD.start(experiment.name, work)


def left_in_words(done: int, left: int, seconds: float) -> str:
    """How long the runs that are left take if they go as those that were done; "" too early to tell, and at the end."""
    return f"· about {printing.duration(left * seconds / done)} left" if left and seconds > FIRST_SECONDS else ""


def outcome_words(outcome: str) -> str:
    """An indicator in words with its name."""
    return f"{style.title_of(outcome).replace('<sub>', '').replace('</sub>', '')} ({outcome})"

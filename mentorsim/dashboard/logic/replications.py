"""Two worlds, replication by replication: the same people and luck in both, and what the difference comes to."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from mentorsim import plugins
from mentorsim.analysis import words
from mentorsim.analysis.contrasts import paired_contrasts
from mentorsim.analysis.courses import bands
from mentorsim.analysis.hours import BUDGET, budget_of
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.tasks import Task
from mentorsim.dashboard.logic.views import SERIES
from mentorsim.experiment.design import Arm
from mentorsim.experiment.executor import Local, cores, execute
from mentorsim.experiment.runs import simulate_run, tables_of_runs
from mentorsim.experiment.starting import started
from mentorsim.figures import style
from mentorsim.parameters import flatten

WORLDS = ("A", "B")
OUTCOMES = (
    "g_unassisted", "delivered", "satisfaction", "confidence", "premature_share", "survival_52", "r_mentoring",
    "r_mentoring_all", "mentor_stock_ratio", "mentor_energy", "weeks_to_match", "hours_total",
)  # fmt: skip
MAINS = ("g_unassisted", "g_unassisted_26")  # what is answered by: a year after people came, or half a year
FIRST_PAIRS, MOST_PAIRS = 10, 160  # after the first, and twice as often each time, it is looked whether that is enough
FEWEST = 3  # pairs for a band


@dataclass(frozen=True)
class Precision:
    """When there are enough pairs: the 95 % interval of the difference in the gain is at most ± half_width (SD).

    most: pairs, whether or not they are enough.
    """

    half_width: float
    most: int = MOST_PAIRS

    def batches(self) -> Iterator[range]:
        """Replications up to each look; so that how many there are does not hang on the speed of the machine."""
        first, last = 0, min(FIRST_PAIRS, self.most)
        while first < last:
            yield range(first, last)
            first, last = last, min(2 * last, self.most)

    def is_reached(self, table: pd.DataFrame | None) -> bool:
        """Whether these pairs are enough; where no gain is known, more pairs would not help."""
        found = effects(table, (main_in(table),))
        return len(found) > 0 and not bool(found["high"][0] - found["low"][0] > 2.0 * self.half_width)


def main_in(table: pd.DataFrame | None) -> str:
    """The first of MAINS that has a value in some run; the first of all, if none has."""
    known = [] if table is None else [name for name in MAINS if table[name].notna().any()]
    return [*known, MAINS[0]][0]


@dataclass
class Pairs:
    """Runs of two worlds so far. rows: {(replication, world): outcomes}; curves: {the same: (SERIES, weeks)}."""

    rows: dict = field(default_factory=dict)
    curves: dict = field(default_factory=dict)

    def table(self, budgets: dict) -> pd.DataFrame:
        """replication, world and every outcome; budgets: hours of each world, which go with it."""
        found = [{"replication": r, "world": w} | self.rows[r, w] for r, w in sorted(self.rows)]
        table = pd.DataFrame(found)
        table.attrs[BUDGET] = budgets
        return table

    def has(self, replication: int) -> bool:
        """Whether a pair is complete."""
        return all((replication, world) in self.rows for world in WORLDS)

    def stacked(self, column: str) -> tuple[np.ndarray, np.ndarray]:
        """(pairs, weeks) of a weekly number in A, and in B, of the pairs that are complete."""
        place = SERIES.index(column)
        whole = sorted({replication for replication, _ in tuple(self.curves) if self.has(replication)})
        first, second = ([self.curves[r, world][place] for r in whole] for world in WORLDS)
        return np.array(first), np.array(second)

    def courses(self, column: str) -> tuple[pd.DataFrame, pd.DataFrame] | None:
        """(world, week, mean, low, high) in both worlds, (week, mean, low, high) of B − A; None for too few pairs."""
        first, second = self.stacked(column)
        if len(first) < FEWEST:
            return None
        both = [bands(values).assign(world=name) for name, values in zip(WORLDS, (first, second), strict=True)]
        return pd.concat(both, ignore_index=True), bands(second - first)


def outcomes_of(jobs: list[tuple], named: tuple = ()) -> list[tuple]:
    """(outcomes, weekly numbers of SERIES) of each job: one world in one replication.

    named: plug-ins, which a worker loads first.
    """
    plugins.load(named)
    worlds = [
        simulate_run(Arm(label, {}, parameters), weeks, seed, replication, shocks)
        for label, parameters, weeks, seed, replication, shocks in jobs
    ]
    found = tables_of_runs(worlds, ("weekly",))
    for answer in found:
        if isinstance(answer["outcomes"], Exception):
            raise answer["outcomes"]
    return [(one["outcomes"], np.array([one["weekly"][name] for name in SERIES], np.float32)) for one in found]


def jobs(choices: tuple[Choice, Choice], replications) -> list[list[tuple]]:
    """One chunk per replication, with both worlds: they have most of the control world in common."""
    return [
        [
            (label, choice.parameters, choice.weeks, choice.seed, replication, choice.shocks)
            for label, choice in zip(WORLDS, choices, strict=True)
        ]
        for replication in replications
    ]


def run_pairs(
    task: Task,
    choices: tuple[Choice, Choice],
    precision: Precision,
    found: Pairs | None = None,
    workers: int | None = None,
) -> None:
    """Run pairs in processes until they are precise enough; what is in `found` already is not run again.

    `task.result` is the table of outcomes so far: replication, world, indicators.
    """
    found = Pairs() if found is None else found
    budgets = {
        label: budget_of(flatten(choice.parameters), choice.weeks)
        for label, choice in zip(WORLDS, choices, strict=True)
    }
    processes, work = Local(workers or min(2, cores())), partial(outcomes_of, named=plugins.named())
    task.result = found.table(budgets) if found.rows else None
    with contextlib.ExitStack() as stack:
        pool = None
        for batch in precision.batches():
            missing = [replication for replication in batch if not found.has(replication)]
            task.progress(batch.stop - len(missing), batch.stop)
            if missing and pool is None and not processes.here:
                pool = stack.enter_context(started(processes))
            answers = stack.enter_context(contextlib.closing(execute(jobs(choices, missing), work, processes, pool)))
            for (label, *_, replication, _), answer in answers:
                if answer is None:
                    raise RuntimeError(f"the process of world {label}, replication {replication} died")
                found.rows[replication, label], found.curves[replication, label] = answer
                if found.has(replication):
                    task.result = found.table(budgets)
                    task.progress(sum(map(found.has, range(batch.stop))), batch.stop)
            if precision.is_reached(task.result):
                break


def run_worlds(task: Task, worlds: dict, columns_of, replications: int, workers: int | None = None) -> None:
    """Run several worlds in each of a few replications, in processes; `task.result` has the complete replications.

    worlds: {label: Choice}; columns_of: from a label to the columns that tell its world apart, {name: value}.
    """
    chunks = [
        [(label, one.parameters, one.weeks, one.seed, replication, one.shocks) for label, one in worlds.items()]
        for replication in range(replications)
    ]
    rows: dict[int, list[dict]] = {}
    total, work = len(worlds) * replications, partial(outcomes_of, named=plugins.named())
    task.progress(0, total)
    with contextlib.closing(execute(chunks, work, Local(workers or min(2, cores())))) as answers:
        for done, ((label, *_, replication, _), answer) in enumerate(answers, 1):
            if answer is None:
                raise RuntimeError(f"the process of {label}, replication {replication} died")
            rows.setdefault(replication, []).append({"replication": replication} | columns_of(label) | answer[0])
            if len(rows[replication]) == len(worlds):
                whole = [row for at in sorted(rows) for row in rows[at] if len(rows[at]) == len(worlds)]
                task.result = pd.DataFrame(whole)
            task.progress(done, total)


def effects(table: pd.DataFrame | None, outcomes=OUTCOMES) -> pd.DataFrame:
    """One row per outcome, as `analysis.contrasts` has it: outcome, A, B (means), difference B − A, low, high, ….

    Empty until two pairs are complete.
    """
    if table is None or (table["replication"].value_counts() == 2).sum() < 2:
        return pd.DataFrame()
    whole = table[table.groupby("replication")["world"].transform("size") == 2]
    rows = []
    for outcome in outcomes:
        contrast = paired_contrasts(whole, "world", outcome).iloc[0].to_dict()
        means = {"A": contrast["mean_reference"], "B": contrast["mean_level"]}  # over the pairs that are compared
        rows.append({"outcome": outcome} | means | contrast)
    return pd.DataFrame(rows)


VERDICTS = {
    "better": "▲ B is better",
    "worse": "▼ A is better",
    "differs": "◆ they differ",
    "unclear": f"· {words.VERDICTS['unclear']}",
    "same": f"= {words.VERDICTS['same']}",
    "undefined": words.VERDICTS["undefined"],
}


def effect_rows(table: pd.DataFrame) -> list[list[str]]:
    """The effects as texts: outcome, unit, A, B, B − A with its interval, in SD of runs, verdict."""
    rows = []
    for row in table.to_dict("records"):
        digits = words.digits_for(row["low"], row["high"])
        ends = words.between(row["low"], row["high"], digits)
        rows.append(
            [
                style.title_of(row["outcome"]).replace("<sub>", "").replace("</sub>", ""),
                style.unit_of(row["outcome"]),
                words.number(row["A"], digits),
                words.number(row["B"], digits),
                f"{words.number(row['difference'], digits)} {ends}",
                words.number(row["sd_runs"]),
                VERDICTS[row["verdict"]],
            ]
        )
    return rows

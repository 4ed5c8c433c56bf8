"""Two worlds, replication by replication: the same people and luck in both, and what the difference comes to."""

import contextlib
from functools import partial

import pandas as pd

from mentorsim import plugins
from mentorsim.analysis import words
from mentorsim.analysis.contrasts import paired_contrasts
from mentorsim.analysis.hours import BUDGET, budget_of
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.tasks import Task
from mentorsim.experiment.design import Arm
from mentorsim.experiment.executor import Local, cores, execute
from mentorsim.experiment.runs import simulate_run, tables_of_runs
from mentorsim.figures import style
from mentorsim.parameters import flatten

WORLDS = ("A", "B")
OUTCOMES = (
    "g_unassisted", "delivered", "satisfaction", "confidence", "premature_share", "survival_52", "r_mentoring",
    "r_mentoring_all", "mentor_stock_ratio", "mentor_energy", "weeks_to_match", "hours_total",
)  # fmt: skip


def outcomes_of(jobs: list[tuple], named: tuple = ()) -> list[dict]:
    """Every outcome of each job: one world in one replication. named: plug-ins, which a worker loads first."""
    plugins.load(named)
    worlds = [
        simulate_run(Arm(label, {}, parameters), weeks, seed, replication, shocks)
        for label, parameters, weeks, seed, replication, shocks in jobs
    ]
    found = [answer["outcomes"] for answer in tables_of_runs(worlds)]
    for outcomes in found:
        if isinstance(outcomes, Exception):
            raise outcomes
    return found


def jobs(choices: tuple[Choice, Choice], replications: int) -> list[list[tuple]]:
    """One chunk per replication, with both worlds: they have most of the control world in common."""
    return [
        [
            (label, choice.parameters, choice.weeks, choice.seed, replication, choice.shocks)
            for label, choice in zip(WORLDS, choices, strict=True)
        ]
        for replication in range(replications)
    ]


def run_pairs(task: Task, choices: tuple[Choice, Choice], replications: int, workers: int | None = None) -> None:
    """Run all pairs, in processes; `task.result` is the table of outcomes so far: replication, world, indicators."""
    rows: list[dict] = []
    budgets = {
        label: budget_of(flatten(choice.parameters), choice.weeks)
        for label, choice in zip(WORLDS, choices, strict=True)
    }
    total, work = 2 * replications, partial(outcomes_of, named=plugins.named())
    task.progress(0, total)
    answers = execute(jobs(choices, replications), work, Local(workers or min(2, cores())))
    with contextlib.closing(answers):
        for (label, *_, replication, _), found in answers:
            if found is None:
                raise RuntimeError(f"the process of world {label}, replication {replication} died")
            rows.append({"replication": replication, "world": label} | found)
            table = pd.DataFrame(sorted(rows, key=lambda row: (row["replication"], row["world"])))
            table.attrs[BUDGET] = budgets
            task.result = table
            task.progress(len(rows), total)


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

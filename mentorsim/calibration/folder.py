"""The folder of a calibration: its waves, what it found, the ensemble, a central config.

calibration.json   the account: waves, ranges left, patterns, parameters that nothing informs
ensemble.csv       a row per plausible set: weight, largest implausibility, a column per parameter
central.toml       an experiment at the central set, for `run` and `sweep`
profiles.csv, pairs.csv   what the figures show
plan.toml          the file that asked for it
wave-N/            what wave N looked at and found (wave.json), and its runs, a results folder per scenario
"""

import csv
import hashlib
import io
import json
from pathlib import Path

from mentorsim.calibration import account, evidence
from mentorsim.calibration.ensemble import Ensemble, ensemble
from mentorsim.calibration.plan import Plan
from mentorsim.calibration.waves import CODE, History, State, Tell, go
from mentorsim.calibration.worlds import Sweep, Worlds
from mentorsim.experiment import identity
from mentorsim.files import read_account, whole_file, write_json
from mentorsim.places import literal

NAME, ENSEMBLE, CENTRAL, PLAN = "calibration.json", "ensemble.csv", "central.toml", "plan.toml"
PROFILES, PAIRS = "profiles.csv", "pairs.csv"


def calibrate(
    plan: Plan, folder: Path, sweep: Sweep, tell: Tell, accept_code_change: bool = False, discard_runs: bool = False
) -> tuple[dict, list[dict]]:
    """(the account of a calibration in a folder, errors of runs that failed); goes on where it was stopped.

    sweep: does the runs of an experiment in a folder; tell: what is done is told to it; accept_code_change: waves of
    other code stay; discard_runs: those of a wave that is done are removed.
    """
    worlds = Worlds(plan, folder, sweep)
    known = about(plan)
    checked = known.keys() - ({CODE} if accept_code_change else set())
    state = State(folder, known, plan.names, checked, worlds.discard if discard_runs else lambda number: None)
    state.check()
    if plan.text:
        write_or_remove(folder / PLAN, plan.text)
    history = go(plan, worlds.outputs, worlds, state, tell)
    return write(folder, history), worlds.errors


def about(plan: Plan) -> dict:
    """What has to be the same for a calibration to be gone on with; how many waves and sets are wanted may change."""
    dimensions = [[one.name, one.may.low, one.may.high] for one in plan.dimensions]
    luck = {"seed": plan.seed, "replications": plan.replications, "points": plan.points, "cutoff": plan.cutoff}
    known = luck | {"parameters": digest(dimensions), "by_setting": digest(plan.kept)}
    known |= {"patterns": ", ".join(plan.patterns), "evidence": evidence.digest(plan.patterns)}
    return known | {CODE: identity.fingerprint()}


def digest(value) -> str:
    """Digest of plain data."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def write(folder: Path, history: History) -> dict:
    """Write what was found; returns the account."""
    found = ensemble(history)
    told = account.account(history, found)
    write_rows(folder / PROFILES, account.profiles(history))
    write_rows(folder / PAIRS, account.pairs(history, told["parameters"]))
    for name, text_of in ((ENSEMBLE, ensemble_text), (CENTRAL, central_text)):
        write_or_remove(folder / name, text_of(history.plan, found) if found else "")
    write_json(folder / NAME, told)  # last: where it is, the rest is
    return told


def write_or_remove(file: Path, text: str) -> None:
    """Write a file; remove one that is there if there is nothing to write."""
    if not text:
        file.unlink(missing_ok=True)
        return
    with whole_file(file) as out:
        out.write(text.encode())


def write_rows(file: Path, rows: list[dict]) -> None:
    """Write rows as CSV; of none, no file."""
    write_or_remove(file, as_csv(rows) if rows else "")


def as_csv(rows: list[dict]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def ensemble_text(plan: Plan, found: Ensemble) -> str:
    """The ensemble as CSV, a row per set."""
    return as_csv(
        [
            {
                "set": row,
                "central": int(row == found.central),
                "weight": round(float(found.weights[row]), 6),
                "implausibility": round(float(found.worst[row]), 4),
                **dict(zip(plan.names, found.values(row), strict=True)),
            }
            for row in range(len(found.places))
        ]
    )


def central_text(plan: Plan, found: Ensemble) -> str:
    """An experiment at the central set. What belongs to one setting stands there as a comment."""
    values = dict(zip(plan.dimensions, found.values(found.central), strict=True))
    lines = [
        f"# The central one of {len(found.places)} plausible parameter sets of the calibration {plan.name}.",
        "# The evidence allows all of them: see ensemble.csv, and calibration.json for what is not informed.",
        "",
        "[experiment]",
        f"name = {literal(f'{plan.name}-central')}",
        'question = "What does the model do at a plausible set of its parameters?"',
        "",
        "[parameters]",
        *(f"{literal(one.path)} = {literal(value)}" for one, value in values.items() if not one.setting),
    ]
    own = [(one, value) for one, value in values.items() if one.setting]
    if own:
        lines += ["", "# In one setting only, each for its reason:"]
        lines += [f"# {one.setting}: {literal(one.path)} = {literal(value)}   {one.reason}" for one, value in own]
    return "\n".join(lines) + "\n"


# --- reading it again ------------------------------------------------------------------------------------------------


def is_calibration(folder: Path) -> bool:
    """Whether a folder is one that `mentorsim calibrate` has written into."""
    return (Path(folder) / NAME).is_file()


def load(folder: Path) -> dict:
    """The account in a folder. BadInput where there is none."""
    expected = "found no calibration, expected what `mentorsim calibrate` writes"
    return read_account(Path(folder) / NAME, {"waves", "parameters", "patterns"}, expected)


def rows_in(file: Path) -> list[dict]:
    """The rows of a CSV, numbers as numbers; none without the file."""
    if not file.is_file():
        return []
    with open(file, encoding="utf-8", newline="") as text:
        return [{key: number(value) for key, value in row.items()} for row in csv.DictReader(text)]


def number(text: str) -> float | str:
    """A text as the number that it is, or as itself."""
    try:
        return float(text)
    except ValueError:
        return text

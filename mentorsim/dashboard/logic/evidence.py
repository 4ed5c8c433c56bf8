"""What the results below the root say: an answer per experiment, with intervals, and where the numbers come from."""

from functools import partial

import pandas as pd

from mentorsim.analysis import words
from mentorsim.analysis.associations import associations
from mentorsim.analysis.contrasts import paired_contrasts
from mentorsim.analysis.hours import unmixed
from mentorsim.analysis.outcomes import ARM
from mentorsim.dashboard.logic import views
from mentorsim.dashboard.logic.results import Opened
from mentorsim.experiment.crossing import which
from mentorsim.roster import load as roster

SAMPLED = ("lhs", "sobol")
MOST_LEVELS = 8  # of a factor whose levels are compared in words
STRONGEST = 4  # associations shown of a sampled design
SHOWN_SOFTWARE = ("mentorsim", "numpy", "numba")


def main_factor(opened: Opened) -> str:
    """What the experiment is about: the setting if it varies, else its first factor; "" if it has one arm."""
    if opened.resolved.get("design", {}).get("kind") == "list":
        return ARM
    return "setting" if "setting" in opened.factors else next(iter(opened.factors), "")


def contrasts_of(opened: Opened) -> pd.DataFrame:
    """Paired contrasts of the main factor in the outcomes that the experiment names; empty for a sampled design."""
    factor, asked = main_factor(opened), [one for one in opened.resolved["outcomes"] if one in opened.runs]
    if not factor or is_sampled(opened) or opened.runs[factor].nunique() > MOST_LEVELS:
        return pd.DataFrame()
    by = unmixed(opened.runs, factor, opened.factors)
    parts = [paired_contrasts(opened.runs, factor, name, by).assign(outcome=name) for name in asked]
    return pd.concat(parts, ignore_index=True).assign(place=partial(place_of, by=by)) if parts else pd.DataFrame()


def place_of(table: pd.DataFrame, by: list) -> pd.Series:
    """In which cell of other factors each contrast is."""
    return table[by].astype(str).agg(", ".join, axis=1) if by else pd.Series("", table.index)


def is_sampled(opened: Opened) -> bool:
    """Whether its arms are points of a sampled space rather than levels."""
    return opened.resolved.get("design", {}).get("kind") in SAMPLED


def answers(opened: Opened) -> list[str]:
    """The answer in sentences, each with its interval."""
    if is_sampled(opened):
        return associated(opened)
    table = contrasts_of(opened)
    if table.empty:
        return ["One arm, or too many levels to tell in words: see its figures."]
    return [
        in_plain_words(row["outcome"], words.sentence(row, row["outcome"], row["place"]))
        for row in table.to_dict("records")
    ]


def in_plain_words(outcome: str, sentence: str) -> str:
    """A sentence about an outcome that begins with its title instead of its name."""
    return views.title_of(outcome) + sentence.removeprefix(outcome)


def associated(opened: Opened) -> list[str]:
    """The strongest rank correlations of a sampled design, outcome by outcome."""
    said = []
    for outcome in opened.resolved["outcomes"]:
        if outcome in opened.runs:
            table = associations(opened.runs, list(opened.factors), outcome).dropna(subset="rho")
            table = table.reindex(table["rho"].abs().sort_values(ascending=False).index).head(STRONGEST)
            parts = [
                f"{row['factor']} {words.number(row['rho'])} {words.between(row['low'], row['high'])}"
                for row in table.to_dict("records")
            ]
            shown = f" goes with {', '.join(parts)} (Spearman's rho, 95 %)." if parts else None
            said.append(
                views.title_of(outcome) + (shown or f": {words.no_association_sentence(opened.runs, outcome)}.")
            )
    return said


def people_in_words(opened: Opened) -> list[tuple[str, str]]:
    """(what, in words) of real people: what is given, what is drawn, which columns of their files were left out."""
    people = opened.resolved.get("people")
    return roster.in_words(people) if people else []


def provenance(opened: Opened) -> list[tuple[str, str]]:
    """(what, in words) of where the numbers come from."""
    resolved, manifest = opened.resolved, opened.results.manifest
    call = (manifest.get("calls") or [{}])[-1]
    software = call.get("software", {})
    status = opened.results.status()
    failed = f", {status['failed']:,} failed" if status["failed"] else ""
    codes = opened.results.outcomes["code"].dropna().unique()
    rows = [
        ("runs", f"{status['done']:,} of {status['planned']:,}{failed}"),
        ("replications", f"{resolved['replications']:,} from seed {resolved['seed']}"),
        ("plausible worlds", which(resolved)),
        ("weeks", f"{resolved['weeks']:,}"),
        ("code", ", ".join(map(str, codes))),
        ("software", ", ".join(f"{name} {software[name]}" for name in SHOWN_SOFTWARE if name in software)),
        ("machine", call.get("platform", "")),
    ]
    return [(name, text) for name, text in (*rows, *people_in_words(opened)) if text]

"""What a results folder shows of itself: what was asked, how far it is, what came out in each arm."""

from itertools import islice

import pandas as pd

from mentorsim.analysis.arms import distinguishing_factors, levels_by_arm, short
from mentorsim.analysis.contrasts import arm_means
from mentorsim.analysis.outcomes import ARM, good, in_worlds
from mentorsim.cards import Card
from mentorsim.errors import BadInput
from mentorsim.experiment.crossing import crossed, size_of
from mentorsim.printing import estimate, plural
from mentorsim.store.results import Results

MOST_ARMS = 24  # shown; a table has all of them
MOST_OUTCOMES = 4
MOST_LEVELS = 6
OVER_WORLDS = "Means over plausible worlds, with 95 % intervals or half of one (±); ms.compare says what differs."
INTERVALS = "Means over replications, with 95 % intervals or half of one (±); ms.compare says what differs."


def card_of(results: Results) -> Card:
    """What `store.Results` show of themselves, as the folder is now. A folder that cannot be read says why."""
    fresh = results.fresh()
    try:
        return card_of_folder(fresh) if fresh.resolved else Card(f"No results in {results.path}")
    except (BadInput, OSError, KeyError, ValueError) as error:
        return Card(f"Results in {results.path}, which cannot be read", notes=(f"{type(error).__name__}: {error}",))


def card_of_folder(results: Results) -> Card:
    """The card of a folder with results."""
    resolved, status = results.resolved, results.status()
    title = ": ".join(filter(None, (resolved["name"], resolved["question"])))
    facts = facts_of(results, resolved, status)
    if not status["done"]:
        return Card(title, facts)
    shown = [name for name in resolved["outcomes"] if name in results.outcomes.columns][:MOST_OUTCOMES]
    names = distinguishing_factors(resolved)
    rows, notes = arms_of(good(results.outcomes), shown, levels_by_arm(resolved, names))
    return Card(title, facts, (*map(short, names), *shown), rows, notes, left=len(names))


def facts_of(results: Results, resolved: dict, status: dict) -> tuple:
    """(what, in words) of a folder: where it is, its arms, how many runs are there, its tables."""
    size = crossed(*size_of(resolved), resolved["replications"])
    runs = f"{status['done']:,} of {plural(status['planned'], 'run')} done"
    runs += f", {status['failed']:,} failed" if status["failed"] else ""
    found = [
        ("folder", str(results.path)),
        ("arms", f"{size} of {plural(resolved['weeks'], 'week')}, seed {resolved['seed']}"),
        *(("varied", text) for text in map(levels_sentence, factors_of(resolved).items())),
        ("runs", runs),
        *(("failure", error["error"]) for error in status["errors"][:1]),
        ("tables", ", ".join(results.readable())),
    ]
    return tuple(found)


def factors_of(resolved: dict) -> dict:
    """{factor: its levels} of the arms."""
    return {
        factor: list(dict.fromkeys(str(arm["varied"].get(factor)) for arm in resolved["arms"]))
        for factor in resolved["factors"]
    }


def levels_sentence(factor: tuple) -> str:
    """A factor and its levels; of many, how many."""
    name, levels = factor
    return f"{name}: {', '.join(levels) if len(levels) <= MOST_LEVELS else plural(len(levels), 'level')}"


def arms_of(outcomes: pd.DataFrame, shown: list[str], levels: dict) -> tuple[tuple, tuple]:
    """(rows of texts, one per arm; notes). levels: {arm: what it is called, {factor: level}}."""
    means = {name: arm_means(outcomes, [ARM], name).to_dict("records") for name in shown}
    labels = [tuple(map(str, levels[arm].values())) for arm in outcomes[ARM].drop_duplicates()]
    texts = ([estimate(row["mean"], row["low"], row["high"]) for row in rows] for rows in means.values())
    intervals = OVER_WORLDS if in_worlds(outcomes) else INTERVALS
    rows = tuple(label + cells for label, cells in islice(zip(labels, zip(*texts, strict=True)), MOST_ARMS))
    more = len(labels) - len(rows)
    notes = (
        (f"… and {plural(more, 'arm')} more: ms.compare, or the table outcomes", intervals) if more else (intervals,)
    )
    return rows, notes

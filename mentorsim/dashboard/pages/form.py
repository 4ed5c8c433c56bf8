"""The form in which a sweep is designed: factors and their levels, replications, what all arms have, what is kept."""

from dataclasses import replace
from functools import partial

import solara

from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic import draft as drafts
from mentorsim.dashboard.logic import levels, live, panel
from mentorsim.dashboard.logic.choice import HEAD
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.parts import Card, Knobs, Press, html, vue
from mentorsim.experiment.config import TABLES
from mentorsim.experiment.design_section import SAMPLED
from mentorsim.indicators import INDICATORS
from mentorsim.printing import plural

KEPT_ALWAYS = "outcomes"  # the table that every sweep keeps
MOST_FOUND = 12  # outcomes shown of a search


@vue("field")
def Field(id: str, label: str, value: str, about: str = "", fault: str = "", hint: str = "", number: bool = False,
          event_say=None):  # fmt: skip
    """A labelled text field."""


@vue("ticks")
def Ticks(label: str, options: list, quiet: bool = False, event_tick=None):
    """Check boxes. options: {"name", "words", "about", "ticked"}; quiet: the label is read out only."""


@vue("factors")
def FactorsView(factors: list, sampled: bool, event_drop=None, event_level=None, event_levels=None):
    """The factors with their levels."""


def wrong(found, place: str) -> str:
    """What is wrong at a place of the file; "" for nothing, and until the check is done."""
    return "; ".join(found.at(place)) if found else ""


# --- factors ---------------------------------------------------------------------------------------------------------


@solara.component
def Factors(draft, found, change):
    """What varies. found: the check of the form, None until it is done."""
    adding, set_adding = solara.use_state(not draft.factors)

    def level(said: dict):
        change(lambda now: now.with_level(said["path"], str(said["name"]), bool(said["ticked"])))

    def typed(said: dict):
        change(lambda now: now.with_levels(said["path"], str(said["text"])))

    with Card("What varies"):
        if draft.factors:
            shown = [factor_shown(draft, path, found) for path in draft.factors]
            sampled = draft.kind in SAMPLED
            FactorsView(
                shown,
                sampled,
                event_drop=lambda path: change(lambda now: now.with_factor(path, False)),
                event_level=level,
                event_levels=typed,
            )
        else:
            html("p", "Nothing yet: tick a parameter below, and say its levels.", cls="ms-small")
        words = "Add or remove factors"
        opened = {"aria-expanded": "true" if adding else "false"}
        Press(words, lambda: set_adding(not adding), "ms-fold", opened)
        if adding:
            Choosing(tuple(draft.factors), change)
        options = [list(kind) for kind in drafts.KINDS]
        with html("div", cls="ms-row ms-controls"):
            parts.Choose("Design", options, draft.kind, event_pick=lambda kind: change(partial(replace, kind=kind)))
        html("p", ABOUT_KINDS[draft.kind], cls="ms-small")
        if draft.kind in SAMPLED:
            Field("points", "Points", draft.points, "", wrong(found, "design.points"), "", True,
                  event_say=lambda text: change(partial(replace, points=text.strip())))  # fmt: skip


ABOUT_KINDS = {
    "grid": "Every combination of the factors' levels is an arm.",
    "one-at-a-time": "The world that all arms have, then each other level of each factor with all else as it is there.",
    "sobol": "So many points that fill the factors' ranges evenly; of numbers the lowest and the highest are given.",
    "lhs": "So many points, one in each slice of every factor's range; of numbers lowest and highest are given.",
}


def factor_shown(draft, path: str, found) -> dict:
    """A factor as its template wants it."""
    row, kind, text = panel.declared()[path], levels.kind_of(path), draft.factors[path]
    values = levels.values(path, text)
    spoken = [levels.spoken(one) for one in values]
    numbers = [one for one in values if isinstance(one, int | float)]
    knob = panel.knob(draft.world, path)
    return {
        "path": path,
        "label": panel.label_of(path),
        "unit": row["unit"],
        "meaning": f"{knob.meaning[:1].upper()}{knob.meaning[1:]}.",
        "bounds": knob.bounds,
        "present": f"The world has {levels.spoken(knob.value)}.",
        "names": [[name, name in spoken, about_level(path, name)] for name in kind.names],
        "text": text,
        "first": levels.spoken(min(numbers)) if numbers else "",
        "last": levels.spoken(max(numbers)) if numbers else "",
        "count": len(values),
        "faults": found.at(f"design.factors.{path}") if found else [],
        "said": f"{plural(len(values), 'level')}: {levels.text_of(values)}" if len(values) > 1 else ONE_LEVEL,
    }


ONE_LEVEL = "One level: nothing varies yet."


def about_level(path: str, name: str) -> str:
    """What a named level is."""
    try:
        return panel.about(path, name)
    except KeyError:
        return ""


@solara.component
def Choosing(ticked: tuple, change):
    """The parameters, found by searching or in their groups, to be ticked as factors."""
    search, set_search = solara.use_state("")
    opened, set_opened = solara.use_state("")
    known = set(drafts.factors())

    def options(paths) -> list[dict]:
        return [
            {"name": path, "words": path, "about": panel.declared()[path]["summary"], "ticked": path in ticked}
            for path in paths
            if path in known
        ]

    def tick(said: dict):
        change(lambda now: now.with_factor(str(said["name"]), bool(said["ticked"])))

    parts.Search("Search parameters", "search: load, hours/week, Deffuant …", search, event_look=set_search)
    if search.strip():
        rows = options(panel.found(search))
        html("p", f"{len(rows)} found" if rows else "Nothing has that name.", cls="ms-small", role="status")
        Ticks("Parameters found", rows, True, event_tick=tick)
        return
    Ticks("Often varied", options(panel.COMMON), event_tick=tick)
    groups = [one for one in panel.folds(choices.Choice()) if one["name"] != "trial"]
    inside = (
        Ticks(f"Parameters of {opened}", options(panel.paths_of(opened)), True, event_tick=tick) if opened else None
    )
    parts.Folds(groups, opened, inside, event_turn=lambda group: set_opened("" if group == opened else group))


# --- the rest of the form --------------------------------------------------------------------------------------------


@solara.component
def HowOften(draft, found, change):
    """Replications, luck, weeks, plausible worlds, hours."""

    def say(name: str):
        return lambda text: change(lambda now: replace(now, **{name: text.strip()}))

    def turn(of):
        change(lambda now: replace(now, world=of(now.world)))

    with Card("How often, and how long"):
        with html("div", cls="ms-fields"):
            Field(
                "replications",
                "Replications of each arm",
                draft.replications,
                "Paired: replication r has the same people and luck in every arm.",
                wrong(found, "experiment.replications"),
                number=True,
                event_say=say("replications"),
            )
            Field(
                "worlds",
                "Plausible worlds",
                draft.worlds,
                "Every arm in so many parameter sets that fit the published patterns; empty for none.",
                wrong(found, "experiment.worlds"),
                "none",
                True,
                event_say=say("worlds"),
            )
            parts.Luck("design-luck", draft.world, turn, (HEAD[1], HEAD[0]))
        equal = {"name": "equal", "words": "Equal hours", "ticked": draft.equal,
                 "about": "all arms are given the same hours of mentors"}  # fmt: skip
        Ticks("Hours of mentors", [equal], True,
              event_tick=lambda said: change(partial(replace, equal=bool(said["ticked"]))))  # fmt: skip


@solara.component
def Common(draft, change):
    """What all arms have: settings, policies, people, and whatever else is set."""
    more, set_more = solara.use_state(False)

    def turn(of):
        change(lambda now: replace(now, world=of(now.world)))

    varied = set(draft.factors) if draft.kind != "one-at-a-time" else set()
    common = [path for path in panel.COMMON[:6] if path not in varied]
    others = [path for path in panel.changes(draft.world) if path not in (*common, *varied)]
    with Card("What all arms have"):
        with html("div", cls="ms-fields"):
            Knobs("design-world", draft.world, tuple(common + others), turn)
        if draft.world.people:
            parts.RealPeople(draft.world, turn)
        if draft.world.shocks:
            html("p", f"Its shocks: {plural(len(draft.world.shocks), 'shock')}, as in the file.", cls="ms-small")
        opened = {"aria-expanded": "true" if more else "false"}
        Press("Other parameters", lambda: set_more(not more), "ms-fold", opened)
        if more:
            parts.AllParameters("design-more", draft.world, turn)


@solara.component
def Kept(draft, change):
    """Outcomes to look at first, and tables that are kept."""
    search, set_search = solara.use_state("")

    def tick(what: str):
        return lambda said: change(lambda now: now.with_one(what, str(said["name"]), bool(said["ticked"])))

    words = search.lower().split()
    found = [
        name
        for name, one in INDICATORS.items()
        if words and all(word in f"{name} {live.plain_title(name)} {one.summary}".lower() for word in words)
    ]
    listed = [*draft.outcomes, *(name for name in found[:MOST_FOUND] if name not in draft.outcomes)]
    with Card("What is looked at, and kept"):
        options = [
            {"name": name, "words": live.plain_title(name), "about": name, "ticked": name in draft.outcomes}
            for name in listed
        ]
        Ticks("Outcomes", options, event_tick=tick("outcomes"))
        parts.Search("More outcomes", "search: skill, trust, hours …", search, event_look=set_search)
        if words:
            shown = f", the first {MOST_FOUND} shown above" if len(found) > MOST_FOUND else ", shown above"
            html("p", f"{len(found)} found{shown if found else ''}.", cls="ms-small", role="status")
        tables = [
            {"name": name, "words": name, "about": ABOUT_TABLES.get(name, ""), "ticked": name in draft.tables}
            for name in TABLES
            if name != KEPT_ALWAYS
        ]
        Ticks("Tables beside outcomes", tables, event_tick=tick("tables"))
        html("p", "Every indicator of every run is in outcomes, whichever are ticked here.", cls="ms-small")


ABOUT_TABLES = {
    "weekly": "a row per week: courses",
    "people": "a row per person",
    "matches": "a row per match: survival",
    "ties": "a row per tie, at some moments",
    "skills": "a row per person and domain, at some moments",
    "exchanges": "who answered whom, by quarter",
    "effects": "a row per person: what mentoring did",
    "pairs": "by weeks since matches began",
    "layers": "core, active, readers by week",
}

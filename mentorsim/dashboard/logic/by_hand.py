"""What a visitor does to a world by hand: shocks dropped into it and moved, a setting with its usual people, and what
has been changed so far.
"""

from dataclasses import replace

from mentorsim.dashboard.logic import panel
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.panel import Knob
from mentorsim.errors import BadInput
from mentorsim.experiment.config import parse_set
from mentorsim.experiment.shocks import Option, completed, options_of
from mentorsim.registry import REGISTRIES, summary_of

USUAL = ("setting.pool", "setting.practice")  # components that a setting brings with it only when named
COUNTS = ("people.mentees", "people.mentors")


# --- shocks ----------------------------------------------------------------------------------------------------------


def kinds() -> list[list[str]]:
    """[name, words] of the shocks that can be dropped."""
    return [[name, name.replace("_", " ")] for name in sorted(REGISTRIES["shocks"])]


def about(kind: str) -> str:
    """What a kind of shock is, in a line."""
    return summary_of(REGISTRIES["shocks"][kind])


def with_shocks(choice: Choice, shocks) -> Choice:
    """The choice with other shocks; BadInput if they cannot be."""
    return replace(choice, shocks=completed(tuple(shocks), choice.weeks))


def dropped(choice: Choice, kind: str, week: int) -> Choice:
    """The choice with one more shock, in a week."""
    return with_shocks(choice, [*choice.shocks, {"kind": kind, "week": min(week, choice.weeks - 1)}])


def taken_out(choice: Choice, place: int) -> Choice:
    """The choice without one of its shocks."""
    return with_shocks(choice, [shock for at, shock in enumerate(choice.shocks) if at != place])


def knobs_of(choice: Choice, place: int) -> list[Knob]:
    """The knobs of one shock: its week, and its options."""
    shock = choice.shocks[place]
    options = options_of(shock["kind"])
    week = Knob(f"{place}.week", "Week", shock["week"], shock["week"], "week", 0, choice.weeks - 1, (), WEEK_MEANS, "")
    return [week, *(option_knob(place, shock, name, option) for name, option in options.items())]


WEEK_MEANS = "the week in which it strikes; move it, and the world is made again"


def option_knob(place: int, shock: dict, name: str, option: Option) -> Knob:
    """The knob of one option of a shock."""
    label = name.replace("_", " ").capitalize()
    names = option.choices or ()
    return Knob(
        f"{place}.{name}", label, shock[name], option.default, "", option.low, option.high, names, option.meaning, ""
    )


def turned(choice: Choice, path: str, typed) -> Choice:
    """The choice with a knob of `knobs_of` turned to what was typed or picked; BadInput if that cannot be."""
    place, _, name = path.partition(".")
    shock = choice.shocks[int(place)]
    value = typed
    if isinstance(typed, str) and not isinstance(shock[name], str):
        if not typed.strip():
            raise BadInput(f"{name}: found nothing, expected a number")
        value = parse_set(f"{name}={typed}").value
    changed = [shock | {name: value} if at == int(place) else other for at, other in enumerate(choice.shocks)]
    return with_shocks(choice, changed)


def undone(choice: Choice, path: str) -> Choice:
    """The choice with an option of a shock back at its default."""
    place, _, name = path.partition(".")
    return turned(choice, path, options_of(choice.shocks[int(place)]["kind"])[name].default)


def without_shocks(choice: Choice) -> Choice | None:
    """A world without its shocks; None if there are none."""
    return replace(choice, shocks=()) if choice.shocks else None


# --- people ----------------------------------------------------------------------------------------------------------


def has_usual_people(choice: Choice) -> bool:
    """Whether the people, and how pairs keep in contact, are those that the setting usually has."""
    return all(choice.value(path) == choice.value("setting") for path in USUAL)


def with_usual_people(choice: Choice) -> Choice:
    """The choice with the people and the practice that its setting usually has."""
    kept = {path: value for path, value in choice.overrides.items() if path not in COUNTS}
    return choice.with_overrides(kept | dict.fromkeys(USUAL, choice.value("setting")))


def with_the_same_people(choice: Choice) -> Choice:
    """The choice with the people that are the same in every setting."""
    return choice.with_overrides({path: value for path, value in choice.overrides.items() if path not in USUAL})


# --- what was changed ------------------------------------------------------------------------------------------------


def changed(choice: Choice) -> list[tuple[str, str]]:
    """(path, sentence) of everything that was set by hand."""
    knobs = [panel.knob(choice, path) for path in panel.changes(choice)]
    return [(knob.path, f"{knob.label}: {knob.value}, usually {knob.plain or 'none'}") for knob in knobs]


def as_it_was(choice: Choice) -> Choice:
    """The choice with nothing set by hand: its people, if they are given, and its luck stay."""
    return Choice(seed=choice.seed, weeks=choice.weeks, replication=choice.replication).with_people_of(choice)

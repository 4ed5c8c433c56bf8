"""Worlds that stand beside the one that is explored, as pale lines: the same people without mentoring, a pinned world,
and what was looked at before.
"""

from dataclasses import dataclass, field, replace

from mentorsim.dashboard.logic import by_hand, change, panel
from mentorsim.dashboard.logic.change import THIS, TWIN, Line
from mentorsim.dashboard.logic.choice import HEAD, Choice
from mentorsim.parameters import GIVEN

CALM, PINNED = "without the shocks", "pinned"
MOST_EARLIER = 3  # earlier runs whose lines are kept
MOST_NAMED = 2  # parameters by which an earlier run is named
FEWEST_WEEKS = 2  # of an earlier run that is worth a line


def beside(choice: Choice, twin: bool, pinned: Choice | None) -> dict[str, Choice]:
    """{name: world} of the worlds that are run beside a choice. twin: whether its control world is asked for."""
    found = {
        TWIN: choice.twin if twin else None,
        CALM: by_hand.without_shocks(choice),
        PINNED: pinned and replace(pinned, weeks=choice.weeks),
    }
    ids = {choice.run_id}
    kept = {}
    for name, world in found.items():
        if world is not None and world.run_id not in ids:
            ids.add(world.run_id)
            kept[name] = world
    return kept


def apart(one: Choice, other: Choice) -> str:
    """How one world differs from another, in a few words."""
    paths = dict.fromkeys(path for path in (*HEAD, *one.overrides, *other.overrides) if path != GIVEN)
    found = [path for path in paths if one.value(path) != other.value(path)]
    words = [f"{panel.label_of(path)} {one.value(path)}" for path in found[:MOST_NAMED]]
    more = [f"{len(found) - MOST_NAMED} more"] if len(found) > MOST_NAMED else []
    shocks = [] if one.shocks == other.shocks else ["other shocks" if one.shocks else "no shocks"]
    return ", ".join([*words, *more, *shocks]) or "other people"


@dataclass
class Earlier:
    """The worlds looked at before, as long as nobody clears them. runs: [(choice, its line)], the oldest first."""

    runs: list = field(default_factory=list)

    def keep(self, lab) -> None:
        """Keep the line of the world that a lab shows, before it makes another one."""
        if not lab.courses:
            return
        course = lab.courses[0]
        with lab.lock:
            line = change.line_of("earlier", course)
        if len(line.table) > FEWEST_WEEKS:
            others = [run for run in self.runs if run[0].run_id != course.choice.run_id]
            self.runs = [*others, (course.choice, line)][-MOST_EARLIER:]

    def clear(self) -> None:
        """Forget them."""
        self.runs = []

    def lines(self, but: Choice, beside: dict[str, Choice] | None = None) -> list[Line]:
        """The lines of earlier worlds but the one that is shown, and those that run beside it; named by how they differ
        from it.
        """
        shown = {one.run_id for one in (but, *(beside or {}).values())}
        kept = [(choice, line) for choice, line in self.runs if choice.run_id not in shown]
        return [Line(f"earlier: {apart(choice, but)}", line.table) for choice, line in kept]


def lines(lab, beside: dict[str, Choice], earlier: Earlier) -> list[Line]:
    """The line of the world that a lab shows, of those beside it that are there by now, and of earlier ones."""
    main, *others = lab.courses
    names = {choice.run_id: name for name, choice in beside.items()}
    known = [(names.get(course.choice.run_id), course) for course in others]
    found = [change.line_of(name, course) for name, course in known if name]
    return [change.line_of(THIS, main), *found, *earlier.lines(main.choice, beside)]


def twin_course(lab):
    """The course of the control world that runs beside the world shown; None if there is none."""
    main, *others = lab.courses
    twin = main.choice.twin
    return next((course for course in others if twin is not None and course.choice.run_id == twin.run_id), None)

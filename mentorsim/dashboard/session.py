"""What one visitor has open: a world to explore, two to compare; and the links that lead back there."""

from dataclasses import dataclass, field, replace

from mentorsim.dashboard import choice as choices
from mentorsim.dashboard import pairs, people
from mentorsim.dashboard.choice import Choice
from mentorsim.dashboard.lab import Lab
from mentorsim.dashboard.pairs import Paired
from mentorsim.dashboard.replications import WORLDS
from mentorsim.dashboard.results import View
from mentorsim.parameters import BadInput

FIRST_WEEK = 40  # shown to somebody who comes without a link
VIEWS = ("course", "zone", "stages", "mentors")
PLACES = ("week", "person", "view", "run", "outcome")  # names in links that are no parameters
SHARED = ("seed", "weeks", "replication")  # what two worlds have in common, beside people
IN_BOTH = (*SHARED, "shocks", *people.NAMES)  # names in links that stand for both


@dataclass
class Session:
    """Of one visitor alone. explored, compared: the worlds; view: which figures stand beside the network; run: "folder/
    run_id" if the world explored is a run of that results folder; outcome: the one whose difference is drawn;
    pairs: the replications that run, or ran last, of whichever pair; said: a fault to show; followed: {page: query of the address bar};
    folder, shown: the results folder that is open, and what is shown of it.
    """

    explored: Lab = field(default_factory=lambda: Lab((Choice(),), FIRST_WEEK))
    compared: Lab = field(default_factory=lambda: Lab(default_pair(), FIRST_WEEK))
    view: str = VIEWS[0]
    run: str = ""
    outcome: str = "performance"
    pairs: Paired | None = None
    said: str = ""
    followed: dict = field(default_factory=dict)
    folder: str = ""
    shown: View = field(default_factory=View)

    def close(self) -> None:
        """End what runs."""
        self.explored.close()
        self.compared.close()
        if self.pairs is not None:
            self.pairs.task.cancel()

    # --- Explore ---

    @property
    def choice(self) -> Choice:
        """The world that is explored."""
        return self.explored.wanted[0]

    def choose(self, choice: Choice) -> None:
        """Explore another world, at the same week."""
        self.said = ""
        if choice != self.choice:
            self.run = ""
            self.explored.order(wanted=(choices.checked(choice),))

    def explore_query(self) -> str:
        """The link's part after "?" that leads to this state of Explore."""
        places = {
            "week": str(self.explored.week),
            "person": str(self.explored.person) if self.explored.person is not None else "",
            "view": self.view if self.view != VIEWS[0] else "",
            "run": self.run,
        }
        return choices.query_of([*choices.to_pairs(self.choice), *((k, v) for k, v in places.items() if v)])

    def follow_explore(self, search: str | None) -> None:
        """Go to the state of a link; a fault in it is said, and the state stays."""
        if not search or search == self.followed.get("explore"):
            return
        self.followed["explore"] = search
        try:
            places, rest = apart(search)
            choice = choices.of_pairs(rest)
            week, person = number(places, "week", FIRST_WEEK), number(places, "person", None)
        except BadInput as error:
            self.said = str(error)
            return
        self.said = ""
        self.view = places.get("view") if places.get("view") in VIEWS else VIEWS[0]
        self.run = places.get("run", "")
        self.explored.order(wanted=(choice,), goal=week, person=person, playing=False)

    # --- Compare ---

    @property
    def pair(self) -> tuple[Choice, Choice]:
        """The two worlds compared."""
        return self.compared.wanted

    def choose_pair(self, first: Choice, second: Choice) -> None:
        """Compare other worlds; what they share is taken from the first."""
        self.said = ""
        shared = {name: getattr(first, name) for name in SHARED} | {"shocks": first.shocks}
        pair = (choices.checked(first), choices.checked(replace(second, **shared).with_people_of(first)))
        if pair != self.pair:
            self.compared.order(wanted=pair)

    def begin_pairs(self, count: int) -> None:
        """Run the replications of the pair that is compared, in place of others. BadInput if enough is running."""
        if self.pairs is not None:
            self.pairs.task.cancel()
        self.pairs = pairs.begin(self.pair, count)

    def compare_query(self) -> str:
        """The link's part after "?" that leads to this state of Compare."""
        places = [("week", str(self.compared.week)), ("outcome", self.outcome)]
        return f"{pair_query(*self.pair)}&{choices.query_of(places)}"

    def follow_compare(self, search: str | None) -> None:
        """Go to the state of a link; a fault in it is said, and the state stays."""
        if not search or search == self.followed.get("compare"):
            return
        self.followed["compare"] = search
        try:
            places, rest = apart(search)
            if not rest:
                rest = choices.pairs_of(pair_query(*default_pair()))
            of_b = [(name.removeprefix("b."), text) for name, text in rest if name.startswith("b.")]
            of_a = [(name, text) for name, text in rest if not name.startswith("b.")]
            first = choices.of_pairs(of_a)
            second = choices.of_pairs([*of_b, *(pair for pair in of_a if pair[0] in IN_BOTH)])
            week = number(places, "week", FIRST_WEEK)
        except BadInput as error:
            self.said = str(error)
            return
        self.outcome = places.get("outcome", self.outcome)
        self.choose_pair(first, second)
        self.compared.order(goal=week, playing=False)


# --- Experiments -----------------------------------------------------------------------------------------------------


def results_query(folder: str, view: View) -> str:
    """The link's part after "?" that leads to a view of a results folder."""
    given = {name: value for name, value in vars(view).items() if value and value != getattr(View(), name)}
    return choices.query_of([("folder", folder), *given.items()]) if folder else ""


def results_of(search: str | None) -> tuple[str, View]:
    """(folder, view) of a link; what it does not know is left out."""
    pairs = dict(choices.pairs_of(search))
    folder = pairs.pop("folder", "")
    return folder, View(**{name: text for name, text in pairs.items() if name in vars(View())})


def world_query(choice: Choice) -> str:
    """The link's part after "?" that leads to a world in Explore."""
    return choices.query_of([*choices.to_pairs(choice), ("week", str(min(FIRST_WEEK, choice.weeks)))])


def replay_query(folder: str, run: str, choice: Choice) -> str:
    """The link's part after "?" that leads to a stored run in Explore, at its last week."""
    places = [("week", str(choice.weeks)), ("run", f"{folder}/{run}")]
    return choices.query_of([*choices.to_pairs(choice), *places])


def pair_query(first: Choice, second: Choice) -> str:
    """A query string of two worlds: what differs from a plain one, of the second with "b." in front; never empty, which
    would lead to those that the page begins with.
    """
    pairs = choices.to_pairs(first) or [("setting", first.value("setting"))]
    pairs += [(f"b.{name}", text) for name, text in choices.to_pairs(second) if name not in IN_BOTH]
    return choices.query_of(pairs)


def default_pair() -> tuple[Choice, Choice]:
    """What Compare begins with: the essay's question."""
    return Choice({"setting": "organisation"}), Choice({"setting": "network"})


def apart(search: str) -> tuple[dict, list]:
    """(places, the other pairs) of a link."""
    pairs = choices.pairs_of(search)
    return {name: text for name, text in pairs if name in PLACES}, [pair for pair in pairs if pair[0] not in PLACES]


def number(places: dict, name: str, default):
    """A whole number of a link."""
    text = places.get(name)
    if text is None:
        return default
    if not text.isdecimal():
        raise BadInput(f"{name}: found {text!r}, expected a whole number from 0")
    return int(text)


# --- two worlds as one experiment file -------------------------------------------------------------------------------


def pair_to_toml(first: Choice, second: Choice, replications: int = 30) -> str:
    """The experiment file of which `mentorsim sweep` makes both worlds, as two arms."""
    same = {path: value for path, value in first.overrides.items() if second.overrides.get(path) == value}
    paths = [path for path in {**first.overrides, **second.overrides} if path not in same]
    if not paths:
        return choices.to_toml(first, "compared")
    common = replace(first, overrides=same)
    lines = choices.head_lines(common, "compared", replications, f"How do worlds {' and '.join(WORLDS)} differ?")
    lines += choices.rest_lines(common)
    lines += ["", "[design]", 'kind = "list"']
    for name, world in zip(WORLDS, (first, second), strict=True):
        given = {path: world.value(path) for path in paths}
        lines += ["", "[[design.arms]]", f'name = "{name}"', "[design.arms.overrides]"]
        lines += [f"{choices.key_of(path)} = {choices.literal(value)}" for path, value in given.items()]
    return "\n".join(lines) + "\n"

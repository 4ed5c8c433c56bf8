"""What one visitor has open: a world to explore, two to compare; and the links that lead back there."""

from dataclasses import dataclass, field, replace

from mentorsim.dashboard.logic import change, folders, ghosts, graph, pairs, people, results, table, why
from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.desk import Desk
from mentorsim.dashboard.logic.ghosts import Earlier
from mentorsim.dashboard.logic.lab import Lab
from mentorsim.dashboard.logic.links import Link, but_week
from mentorsim.dashboard.logic.notebook import Notebook
from mentorsim.dashboard.logic.pairs import Kept, Paired
from mentorsim.dashboard.logic.replications import WORLDS, Precision
from mentorsim.dashboard.logic.results import View
from mentorsim.dashboard.logic.soon import Soon
from mentorsim.dashboard.logic.turning import Maps
from mentorsim.dashboard.logic.views import SERIES
from mentorsim.dashboard.logic.what_if import Asked, WhatIf
from mentorsim.dashboard.logic.why import Apart
from mentorsim.errors import BadInput
from mentorsim.spelling import nearest

FIRST_WEEK = 40  # shown to somebody who comes without a link
VIEWS = ("course", "help", "zone", "stages", "mentors", "community")
SHARED = ("seed", "weeks", "replication")  # what two worlds have in common, beside people
IN_BOTH = (*SHARED, "shocks", *people.NAMES)  # names in links that stand for both
COUNTS = ("people.mentees", "people.mentors")  # turned for both worlds at once, as long as they are alike
PRECISIONS = (Precision(0.1), Precision(0.05), Precision(0.02), Precision(0.01))
BEGIN_SECONDS, AGAIN_SECONDS = 0.7, 2.0  # from the last change to the first replication; between two tries to begin
PIN = "pin."  # in front of the names of a pinned world in links


def explored_with(choice: Choice, twin: bool = True, pinned: Choice | None = None) -> tuple[Choice, ...]:
    """The worlds that run while one is explored: itself, and those beside it."""
    return (choice, *ghosts.beside(choice, twin, pinned).values())


def pinned_pairs(pinned: Choice | None) -> list[tuple]:
    """(name, text) of a pinned world in a link, never empty for one that is plain; [] for none."""
    if pinned is None:
        return []
    return choices.to_pairs(pinned, PIN) or [(f"{PIN}setting", pinned.value("setting"))]


@dataclass
class Session:
    """What one visitor has open, and no other sees.

    explored, compared: the worlds; view: which figures stand beside the network; look: at the network; asked: who is in
    the table of people; how: what its panels show; twin: whether the world without mentoring runs beside; pinned: a
    world that does; earlier: those looked at before; run: "folder/run_id" if the world explored is a run of that
    results folder; outcome: the weekly number that is drawn over pairs; pairs: the replications that run, or ran last,
    of whichever pair; precision: when they are enough; kept: the runs of pairs looked at; apart: the difference that
    is, or was last, taken apart; waiting: why replications have not begun; asked_for: curves over ranges that were
    asked for; what_if: the one that is shown; maps: of where the answer turns; desk: where a sweep is designed;
    notebook: findings that were put there; guesses: {claim: what the visitor thinks of it}; said: a fault to show;
    ignored: {page: what the last link to it said that cannot be}; followed: {page: query of the address bar}; reached:
    {page: query of the state that this one led to}.
    """

    explored: Lab = field(default_factory=lambda: Lab(explored_with(Choice()), FIRST_WEEK))
    compared: Lab = field(default_factory=lambda: Lab(default_pair(), FIRST_WEEK))
    view: str = VIEWS[0]
    how: str = change.HOW[0][0]
    twin: bool = True
    pinned: Choice | None = None
    earlier: Earlier = field(default_factory=Earlier)
    look: graph.Look = field(default_factory=graph.Look)
    asked: table.Filter = field(default_factory=table.Filter)
    run: str = ""
    outcome: str = "performance"
    pairs: Paired | None = None
    precision: Precision = PRECISIONS[1]
    kept: Kept = field(default_factory=Kept)
    apart: Apart | None = None
    waiting: str = ""
    asked_for: Asked = field(default_factory=Asked)
    what_if: WhatIf | None = None
    desk: Desk = field(default_factory=Desk)
    maps: Maps = field(default_factory=Maps)
    notebook: Notebook = field(default_factory=Notebook)
    guesses: dict[str, str] = field(default_factory=dict)
    soon: Soon = field(default_factory=Soon)
    said: str = ""
    ignored: dict = field(default_factory=dict)
    followed: dict = field(default_factory=dict)
    reached: dict = field(default_factory=dict)

    def to_push(self, page: str, query: str, playing: bool) -> bool:
        """Whether the address bar is to have this query by now.

        A link that was followed stays as it was given until its state has changed. While a world plays, weeks that pass
        are no change.
        """
        reached = self.reached.get(page)
        return reached is None or (but_week(reached) != but_week(query) if playing else reached != query)

    def show(self, page: str, query: str) -> None:
        """Note that the address bar has the query of the present state."""
        self.followed[page] = self.reached[page] = query

    def close(self) -> None:
        """End what runs."""
        self.explored.close()
        self.compared.close()
        self.soon.cancel()
        self.desk.soon.cancel()
        self.asked_for.cancel()
        self.maps.cancel()
        for work in (self.pairs, self.apart):
            if work is not None:
                work.task.cancel()

    # --- Explore ---

    @property
    def choice(self) -> Choice:
        """The world that is explored."""
        return self.explored.wanted[0]

    def choose(self, choice: Choice) -> None:
        """Explore another world, at the same week."""
        self.said = ""
        self.ignored.pop("explore", None)
        if choice != self.choice:
            self.run = ""
            wanted = explored_with(choices.checked(choice), self.twin, self.pinned)
            self.earlier.keep(self.explored)
            self.explored.order(wanted=wanted)

    @property
    def beside(self) -> dict[str, Choice]:
        """{name: world} of the worlds that run beside the one explored."""
        return ghosts.beside(self.choice, self.twin, self.pinned)

    def show_twin(self, shown: bool) -> None:
        """Run the world without mentoring beside the one explored, or no longer."""
        self.twin = shown
        self.explored.order(wanted=explored_with(self.choice, self.twin, self.pinned))

    def pin(self, pinned: Choice | None) -> None:
        """Let a world run on beside those that are explored, in place of the one pinned before; None: no longer."""
        self.pinned = pinned
        self.explored.order(wanted=explored_with(self.choice, self.twin, self.pinned))

    def ask(self, path: str) -> None:
        """Show the curve of outcomes over the range of a parameter, or say why there is none."""
        try:
            self.said, self.what_if = "", self.asked_for.of(self.choice, path)
        except BadInput as error:
            self.said = str(error)

    def explore_query(self) -> str:
        """The link's part after "?" that leads to this state of Explore."""
        places = {
            "week": str(self.explored.aim),
            "person": str(self.explored.person) if self.explored.person is not None else "",
            "view": self.view if self.view != VIEWS[0] else "",
            "how": self.how if self.how != change.VALUES else "",
            "twin": "" if self.twin else "off",
            "run": self.run,
            **self.look.in_link(),
        }
        said = [(name, text) for name, text in places.items() if text]
        return choices.query_of([*choices.to_pairs(self.choice), *said, *pinned_pairs(self.pinned)])

    def look_at(self, **what) -> None:
        """Look at the network in another way. what: fields of `graph.Look`."""
        self.look = replace(self.look, **what)

    def follow_explore(self, search: str | None) -> None:
        """Go to the state of a link, as far as it can be."""
        if not search or search == self.followed.get("explore"):
            return
        self.followed["explore"], self.said = search, ""
        link = Link(search)
        choice, _ = link.world([pair for pair in link.rest if not pair[0].startswith(PIN)])
        pinned = [(name.removeprefix(PIN), text) for name, text in link.rest if name.startswith(PIN)]
        self.pinned = link.world(pinned)[0] if pinned else None
        week, person = link.number("week", FIRST_WEEK, choice.weeks), link.number("person", None)
        self.view = link.name("view", VIEWS, VIEWS[0])
        self.how = link.name("how", [name for name, _ in change.HOW], change.VALUES)
        self.twin = link.name("twin", ("on", "off"), "on") == "on"
        self.look = graph.Look(**{name: link.name(name, known, known[0]) for name, known in graph.Look.known().items()})
        self.run = self.known_run(link)
        self.ignored["explore"] = link.ignored
        wanted = explored_with(choice, self.twin, self.pinned)
        self.explored.order(wanted=wanted, goal=week, person=person, playing=False)
        self.reached["explore"] = self.explore_query()

    def known_run(self, link: Link) -> str:
        """The stored run that a link names, if there is one; "" if there is none."""
        run = link.places.get("run", "")
        try:
            if run:
                results.find_run(folders.root(), run)
        except BadInput as error:
            link.leave_out(f"run: {error}")
            return ""
        return run

    # --- Compare ---

    @property
    def pair(self) -> tuple[Choice, Choice]:
        """The two worlds compared."""
        return self.compared.wanted

    def choose_pair(self, first: Choice, second: Choice) -> None:
        """Compare other worlds; what they share is taken from the first."""
        self.said = ""
        self.ignored.pop("compare", None)
        shared = {name: getattr(first, name) for name in SHARED} | {"shocks": first.shocks}
        pair = (choices.checked(first), choices.checked(replace(second, **shared).with_people_of(first)))
        if pair != self.pair:
            self.compared.order(wanted=pair)

    def begin_pairs(self) -> None:
        """Run the replications of the pair that is compared, in place of others. BadInput if enough is running."""
        if self.pairs is not None:
            self.pairs.task.cancel()
        self.pairs = pairs.begin(self.pair, self.precision, self.kept.of(self.pair))

    def want_pairs(self, tell) -> None:
        """Have replications of the pair that is compared, at the precision asked for: they begin in a moment.

        Nothing is done if they run, or ran, or were called off by hand. tell: called when they begin, or have to wait.
        """
        last = self.pairs
        if last is not None and not last.changed(self.pair) and last.precision == self.precision:
            return
        self.soon.call(BEGIN_SECONDS, lambda: self.begin_or_wait(tell))

    def begin_or_wait(self, tell) -> None:
        """Begin the replications, or wait until other visitors' have ended."""
        try:
            self.begin_pairs()
            self.waiting = ""
        except BadInput as error:
            self.waiting = str(error)
            self.soon.call(AGAIN_SECONDS, lambda: self.begin_or_wait(tell))
        tell()

    def take_apart(self) -> None:
        """Take the difference of the pair apart, in place of another one. BadInput if enough is running."""
        if self.apart is not None:
            self.apart.task.cancel()
        self.apart = why.begin(self.pair)

    def compare_query(self) -> str:
        """The link's part after "?" that leads to this state of Compare."""
        places = [("week", str(self.compared.aim)), ("outcome", self.outcome)]
        return f"{pair_query(*self.pair)}&{choices.query_of(places)}"

    def follow_compare(self, search: str | None) -> None:
        """Go to the state of a link, as far as it can be."""
        if not search or search == self.followed.get("compare"):
            return
        self.followed["compare"] = search
        link = Link(search)
        rest = link.rest or choices.pairs_of(pair_query(*default_pair()))
        first, kept = link.world([pair for pair in rest if not pair[0].startswith("b.")])
        of_b = [(name.removeprefix("b."), text) for name, text in rest if name.startswith("b.")]
        for name in (name for name, _ in of_b if name in IN_BOTH):
            link.leave_out(f"b.{name}: is the same in both worlds; give it as {name}")
        of_b = [pair for pair in of_b if pair[0] not in IN_BOTH]
        second, _ = link.world([*(pair for pair in kept if pair[0] in IN_BOTH), *of_b])
        week = link.number("week", FIRST_WEEK, first.weeks)
        self.outcome = link.name("outcome", SERIES, SERIES[0])
        self.choose_pair(first, second)
        self.ignored["compare"] = link.ignored
        self.compared.order(goal=week, playing=False)
        self.reached["compare"] = self.compare_query()


# --- Experiments -----------------------------------------------------------------------------------------------------


def results_query(folder: str, view: View) -> str:
    """The link's part after "?" that leads to a view of a results folder."""
    given = {name: value for name, value in vars(view).items() if value and value != getattr(View(), name)}
    return choices.query_of([("folder", folder), *given.items()]) if folder else ""


def results_of(search: str | None) -> tuple[str, View, list[str]]:
    """(folder, view, what was left out) of a link."""
    link = Link(search)
    said = dict([*link.rest, *link.places.items()])
    for name in sorted(said.keys() - {"folder", *vars(View())}):
        link.leave_out(f"{name}: is no part of a link to results{nearest(name, vars(View()))}")
    return said.get("folder", ""), View(**{name: said[name] for name in vars(View()) if name in said}), link.ignored


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


def alike(pair: tuple[Choice, Choice]) -> tuple[str, ...]:
    """Which numbers of people both worlds have in common."""
    return tuple(path for path in COUNTS if pair[0].value(path) == pair[1].value(path))


def in_both(pair: tuple[Choice, Choice], of) -> tuple[Choice, Choice]:
    """Both worlds after a change of what they have in common. of: changes the first of them."""
    shared, first, second = alike(pair), of(pair[0]), pair[1]
    given = {path: value for path, value in first.overrides.items() if path in shared}
    kept = {path: value for path, value in second.overrides.items() if path not in shared}
    return first, second.with_overrides(kept | given)


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

"""The world: people, matches, ties and environment as arrays, and how a kernel is handed what it names."""

from functools import cached_property

import numpy as np

from mentorsim import codes
from mentorsim.parameters import kernel_values, rules_of
from mentorsim.rng import luck, uniform
from mentorsim.world import graphs, newcomers, pairs
from mentorsim.world import record as arrays
from mentorsim.world.matches import Active, matches_table
from mentorsim.world.people import Table, people_table
from mentorsim.world.ties import Ties
from mentorsim.world.weekly import EVENTS, Weekly

# The environment in a week in which nothing befalls it; shocks change it for the week.
CALM = {"uptime": 1, "raid": 1.0, "places": 1.0, "hours_left": 1.0, "keeping": True}
PLACE_OF_EVENT = {name: place for place, name in enumerate(EVENTS)}
FEW, MANY = 16, 128  # rows at hand for newcomers: fewer are too few, and then it is so many


def numbers_of(parameters) -> list:
    """The parameters' numbers as kernels get them, in the order of the record."""
    return list(kernel_values(parameters).values())


class World:
    """Everything that is the case in one run at one moment.

    parameters: complete `Parameters`; policies: mapping of "matching", "withdrawal", "goals" to policy objects;
    seed, replication: keys of all luck; shocks: scheduled events, dicts with `kind` and `week`.
    """

    def __init__(self, parameters, policies, seed: int = 0, replication: int = 0, shocks: tuple = ()):
        self.parameters, self.policies, self.shocks = parameters, policies, tuple(shocks)
        self.seed, self.replication, self.week = int(seed), int(replication), 0
        self.now: dict = CALM | {"stirred": 1}
        self.lucks: dict = {}
        self.counts: dict = {}
        self._weekly = Weekly()
        self.agenda, self.chain, self.roomy = (), None, False
        self.record = None
        initial = parameters.people.mentees + parameters.people.mentors
        self.people = people_table(parameters, initial + initial // 2 + 64)
        self.matches = matches_table(parameters, initial + 64)
        self.memory = Table(self._remembered(), {}, initial + 64)
        self.ties, self.active = Ties(), Active()
        self.shared = {
            "org_goals": self._first_org_goals(),
            "need": np.zeros(1),
            "living": np.zeros(1),
            "hours_owed": np.zeros(1),
            "pace": np.ones(1),
            "people_so_far": np.zeros(1, np.int64),
            "first_new": np.zeros(1, np.int64),
            "ready": np.zeros(1, np.int64),
            "come": np.zeros(len(codes.KINDS), np.int64),
            "arriving": np.zeros(len(codes.KINDS), np.int64),
            "came": np.zeros(2, np.int64),
            "met": np.zeros(2, np.int64),
            "graduated": np.zeros(1, np.int64),
            "help_by_age": np.empty(0),
            "done_by_age": np.empty(0, np.int8),
            "looked": np.zeros(3, np.int64),
            "events": np.zeros(len(EVENTS), np.int64),
        }
        self._errors: dict = {}
        self._scratch = [np.empty(0, np.int8), *np.empty((3, 0), np.int32), np.empty((4, 0), np.uint32)]
        self.quantiles, self.numbers = newcomers.quantiles_of(parameters.start), numbers_of(parameters)
        self.now["start_luck"] = self.luck("start")
        self.now |= self._of_policies()
        people = parameters.people
        self.add_people(codes.INITIAL_MENTEE, people.mentees)
        self.add_people(codes.INITIAL_MENTOR, people.mentors)
        graphs.first_ties(self)
        pairs.start_given(self)

    def luck(self, stream: str) -> int:
        """The key of one stream of draws."""
        if stream not in self.lucks:
            self.lucks[stream] = luck(self.seed, self.replication, stream)
        return self.lucks[stream]

    def _of_policies(self) -> dict:
        """What kernels need to know of the policies; a world without any matches and plans nothing."""
        matching, goals = (self.policies.get(kind) for kind in ("matching", "goals"))
        return {
            "routes": int(matching is not None and matching.routes),
            "pairs": int(matching is not None and matching.solver != "nobody" and self.parameters.modes.one_to_one),
            "most": matching.mentors_each(self.parameters) if matching else 1,
            "omega": float(goals.omega(self.parameters)) if goals else 0.0,
        }

    def _first_org_goals(self):
        """The organisation's goal weights at week 0, a point on the K-simplex."""
        k = self.parameters.people.domains
        draws = [-np.log(uniform(self.luck("organisation"), 0, 0, d)) for d in range(k)]
        return np.array(draws) / sum(draws)

    @cached_property
    def rules(self):
        """The parameters as kernels of policies get them."""
        return rules_of(self.parameters)

    @property
    def org_goals(self):
        """(K,) the organisation's goal weights."""
        return self.shared["org_goals"]

    @property
    def need(self) -> float:
        """Share of those who need a mentor that has none, as of the latest matching."""
        return self.shared["need"].item(0)

    @need.setter
    def need(self, share: float):
        self.shared["need"][0] = share

    @property
    def living(self) -> float:
        """Mean organisational progress, which earns the mentors' hours."""
        return self.shared["living"].item(0)

    @property
    def hours_owed(self) -> float:
        """Mentor hours of the budget that have not been given yet; negative if luck gave more."""
        return self.shared["hours_owed"].item(0)

    @property
    def weekly(self) -> Weekly:
        """The weekly rows so far."""
        return self._weekly.up_to(self.week)

    def note(self, event: str, count: int) -> None:
        """Add to the week's count of one of the EVENTS."""
        self.shared["events"][PLACE_OF_EVENT[event]] += count

    def bounds_of_ties(self):
        """The units that no tie may cross, (n,); None where ties may (`modes.network`)."""
        return None if self.parameters.modes.network else self.people.unit

    def add_people(self, kind: int, count: int) -> None:
        """Let people of one kind arrive now."""
        first = len(self.people)
        self.make_ready(count)
        self.shared["arriving"][:] = 0
        self.shared["arriving"][kind] = count
        self.call(newcomers.enter, newcomers.draw_traits)
        self.count_people()
        given = newcomers.given_rows(self.people, first, self.parameters)
        for known, rows in given:
            newcomers.lay_over(known, rows, self.parameters.start, self.luck("start"))
        self.call(newcomers.derive, newcomers.settle, week=self.week)
        for known, rows in given:
            known.lay(rows, newcomers.DERIVED)

    def make_ready(self, count: int) -> None:
        """Have rows for so many more people at hand, also of ties and scratch, so that kernels can enter them."""
        ready = len(self.people) + count
        if self.people.lacks(count):
            self.record = None
        self.people.make_ready(count)
        if self.ties.make_ready(ready):
            self.bind("ties")
        self._cover_with_scratch(ready)
        self.shared["ready"][0], self.roomy = ready, False

    def count_people(self) -> None:
        """Take over how many people there are by now."""
        people = self.shared["people_so_far"].item(0)
        if people > len(self.people):
            self.people.reach(people)
            self.ties.n = people

    def add_ties(self, one, two, strength) -> None:
        """Note new ties between rows `one` and `two`, which begin in this week's ties."""
        if self.ties.add(one, two, strength):
            self.bind("ties")

    def make_room_for_a_week(self, more: int = 0) -> None:
        """Let kernels note what a week can bring: its row, a few newcomers and their first contacts, a tie per person
        considered, three per match (new, introduced, peers); and so many ties more."""
        if len(self.people) + FEW > self.shared["ready"].item(0):
            self.make_ready(MANY)
        matches, contacts = len(self.active.room), MANY * self.parameters.ties.newcomer
        self._cover_with_scratch(matches)
        if self.ties.make_room(self.shared["ready"].item(0) + contacts + 3 * matches + more):
            self.bind("ties")
        if self._weekly.make_ready(self.week):
            self.bind("weekly")
        self.roomy = True

    def has_room_for_a_week(self) -> bool:
        """Whether `make_room_for_a_week` would find all as it left it."""
        few_ready = len(self.people) + FEW > self.shared["ready"].item(0)
        return self.roomy and not few_ready and self.week < len(self._weekly.array)

    def add_matches(self, count: int) -> None:
        """Add rows to matches. Where arrays must be replaced, the record lets go of the old ones first."""
        if self.matches.lacks(count):
            self.record = None
        self.matches.extend(count)
        self.memory.extend(count)

    def _remembered(self) -> dict:
        """{name: Column} of what the withdrawal policy remembers of each match."""
        withdrawal = self.policies.get("withdrawal")
        return withdrawal.memory if withdrawal else {}

    def bind(self, part: str) -> None:
        """Point the record at the present arrays of one of `arrays.PARTS`.

        Without a record there is nothing to do: it is made, whole, when a kernel is next called.
        """
        if self.record is None:
            return
        if part in ("people", "matches"):
            values = getattr(self, part).whole()
        elif part == "ties":
            values = self.ties.arrays.values()
        elif part == "active":
            values = [self.active.room, self.active.count]
        elif part == "weekly":
            values = [self._weekly.array]
        elif part == "shared":
            values = [self.shared[name] for name in arrays.SHARED]
        elif part == "scratch":
            values = self._scratch
        elif part == "quantiles":
            values = [self.quantiles]
        else:
            values = self.numbers
        arrays.setter(part)(self.record, *values)

    def bind_all(self) -> None:
        """Make the record anew."""
        self.record = arrays.new_record()
        for part in arrays.PARTS:
            self.bind(part)

    def calm(self) -> None:
        """Take back what befell the environment in the week before."""
        self.now |= CALM

    def enter(self, process) -> None:
        """Make `process` the one whose luck and branch counts kernels get."""
        if process.name not in self.counts:
            self.counts[process.name] = np.zeros(len(process.branches), dtype=np.int64)
        self.now["count"] = self.counts[process.name]
        self.now["luck"] = self.luck(process.name)
        self.now["week"] = self.week

    def call(self, *kernels, **more):
        """Run kernels one after the other. Returns what the last one returns.

        They read people's columns as `people.…`, those of matches and ties as `matches.…` and `ties.…`, parameters as
        `rules.group.name`, the `shared` arrays as `world.…`, and of the moment, `at.…`: scratch, and what stands in
        `now`: `week`, `luck` (of this process), `start_luck`, `count` (its branches), what befalls the week (`CALM`),
        `stirred`, and what the policies say (`routes`, `pairs`, `most`, `omega`). more: their further arguments, and
        values of the moment other than in `now`.
        """
        if self.record is None:
            self.bind_all()
        function, extras = arrays.entry_of(*kernels)
        now = self.now
        return function(
            self.record,
            *[more[name] if name in more else now[name] if name in now else self.memory.full(name) for name in extras],
        )

    def run_chain(self, chain, first: int, last: int) -> int:
        """Run the processes at these places of a `week.Chain` until one asks for its Python part: its place, or NOBODY.

        Kernels get what `call` gives them, and find room for the ties that one week can bring.
        """
        if not self.has_room_for_a_week():
            self.make_room_for_a_week()
        if self.record is None:
            self.bind_all()
        self.now["week"] = self.week
        extras = chain.pick(self.now)
        place = chain.function(self.record, first, last, chain.on, chain.lucks, chain.counts, *extras)
        self.count_people()
        return place

    def __getstate__(self):
        return {
            name: value
            for name, value in self.__dict__.items()
            if name not in ("record", "now", "_errors", "quantiles", "numbers", "rules")
        } | {
            "now": {name: value for name, value in self.now.items() if name not in ("luck", "count")},
            "agenda": (),  # processes are found anew: their functions bear the names of the processes
            "chain": None,
            "_errors": {},
        }

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.record, self.numbers = None, numbers_of(self.parameters)
        self.quantiles = newcomers.quantiles_of(self.parameters.start)
        self.shared["ready"][0], self.roomy = 0, False

    def _cover_with_scratch(self, n: int) -> None:
        """Flags, whole numbers and draws for n people or matches, for a process to write into; what is there is left
        over."""
        if len(self._scratch[0]) < n:
            self._scratch = [np.empty((*array.shape[:-1], n + n // 8), array.dtype) for array in self._scratch]
            self.bind("scratch")

    def scratch(self):
        """The three arrays of whole numbers, at least one per person: for kernels `waits`, `vacant`, `hosts`."""
        return self._scratch[1:4]

    def errors_of(self, trait: str, width: int):
        """(people and more, width) errors of observers about a trait, over their SD; 0 where nobody has looked yet."""
        known = self._errors.get(trait)
        if known is None or len(known) < len(self.people):  # what is lost is drawn again
            known = self._errors[trait] = np.zeros((len(self._scratch[0]), width))
        return known

    @property
    def flags_of_people(self):
        """(n,) view of the flags that the process at work has written."""
        return self._scratch[0][: len(self.people)]

    def drop_ended(self) -> None:
        """Forget matches that ended among the running ones."""
        self.active.drop_ended(self.matches.ended_by)

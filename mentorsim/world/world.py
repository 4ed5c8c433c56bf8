"""The world: people, matches, ties and environment as arrays, with their luck, and what can happen to all of them."""

from contextlib import contextmanager
from functools import cached_property

import numpy as np

from mentorsim import codes
from mentorsim.equations import random_factor
from mentorsim.parameters import rules_of
from mentorsim.rng import normal, uniform
from mentorsim.world import arms, graphs, newcomers, pairs
from mentorsim.world.exchanges import Exchanges
from mentorsim.world.growth import Growth
from mentorsim.world.kernels import Kernels
from mentorsim.world.luck import Luck
from mentorsim.world.matches import Active, matches_table
from mentorsim.world.people import Table, people_table
from mentorsim.world.shared import new_shared
from mentorsim.world.ties import Ties
from mentorsim.world.weekly import EVENTS, Weekly

# The environment in a week in which nothing befalls it; shocks change it for the week.
CALM = {"uptime": 1, "raid": 1.0, "places": 1.0, "hours_left": 1.0, "keeping": True}
# What kernels get of the moment, as `at.…`, besides scratch and what each process has for itself.
MOMENT = CALM | {"week": 0, "stirred": 1, "start_luck": 0, "trial_luck": 0, "routes": 0, "pairs": 0, "most": 1,
                 "programme": 1.0}  # fmt: skip
PLACE_OF_EVENT = {name: place for place, name in enumerate(EVENTS)}
# Not part of what is kept of a world: it is made anew from the rest.
MADE_ANEW = ("kernels", "growth", "rules", "agenda", "chain", "parts", "_errors")
BY_AGE = ("help_by_age", "done_by_age")


class World:
    """Everything that is the case in one run at one moment.

    parameters: complete `Parameters`; policies: mapping of "matching", "withdrawal", "goals" to policy objects;
    seed, replication: keys of all luck; shocks: scheduled events, dicts with `kind` and `week`.

    people, matches, ties: tables; exchanges: the record of answers, off unless somebody turns it on; memory: what the
    withdrawal policy remembers of each match; active: rows of the running matches; shared: arrays that belong to nobody
    (`SHARED`); now: values of the moment; counts: how often the branches of each process were taken; luck: keys of the
    streams of draws; growth: room for more; kernels: how compiled code gets at all this; arms: those of its trial
    (`arms.Arm`), none without one; parts: {kind: those that act apart in what its policies do (`arms.Part`), none where
    all act as one}.
    """

    def __init__(self, parameters, policies, seed: int = 0, replication: int = 0, shocks: tuple = ()):
        self.parameters, self.policies, self.shocks = parameters, policies, tuple(shocks)
        self.luck, self.week, self.arms = Luck(seed, replication), 0, arms.arms_of(parameters)
        initial = parameters.people.mentees + parameters.people.mentors
        self.people = people_table(parameters, initial + initial // 2 + 64)
        self.matches = matches_table(parameters, initial + 64)
        self.memory = Table(self._remembered(), {}, initial + 64)
        self.ties, self.active, self.rows_of_weeks, self.exchanges = Ties(), Active(), Weekly(), Exchanges()
        self.shared = new_shared() | {"org_goals": self._first_org_goals()} | self._of_arms()
        self.now: dict = MOMENT | self._of_policies(parameters, policies)
        self.now |= {f"{stream}_luck": self.luck(stream) for stream in ("start", "trial")}
        self.now |= {"pairs": int(self._pairs().any()), "programme": self._programme()}
        self.counts: dict = {}
        self._make_anew()
        self.add_people(codes.INITIAL_MENTEE, parameters.people.mentees)
        self.add_people(codes.INITIAL_MENTOR, parameters.people.mentors)
        graphs.first_ties(self)
        pairs.start_given(self)

    def _make_anew(self) -> None:
        """What is not kept of a world, as at the start."""
        self.kernels, self.growth = Kernels(self), Growth(self)
        self.agenda, self.chain, self._errors = (), None, {}
        self.parts = {kind: arms.parts(self.parameters, self.arms, kind) for kind in ("matching", "withdrawal")}

    def __getstate__(self):
        kept = {name: value for name, value in self.__dict__.items() if name not in MADE_ANEW}
        return kept | {"now": {name: value for name, value in self.now.items() if name not in ("luck", "count")}}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._make_anew()
        self.shared["n_rows"][0] = 0  # tables come back without room to spare

    # --- what is the case --------------------------------------------------------------------------------------------

    def by_arm(self) -> list:
        """(parameters, {kind: policy}) of those without an arm, then of each arm."""
        return [(self.parameters, self.policies), *((arm.parameters, arm.policies) for arm in self.arms)]

    def _remembered(self) -> dict:
        """{name: Column} of what the withdrawal policies remember of each match."""
        chosen = [policies.get("withdrawal") for _, policies in self.by_arm()]
        return {name: column for policy in chosen if policy for name, column in policy.memory.items()}

    def _of_arms(self) -> dict:
        """The `shared` arrays that go by arm."""
        every, p = self.by_arm(), self.parameters
        by_unit = self.arms and p.trial.unit == "unit"
        return {
            "slots": arms.slots(self.arms),
            "arm_of_unit": arms.of_units(self.arms, p.structure.units if by_unit else 0, self.luck("trial")),
            "omegas": np.array([float(one["goals"].omega(own)) if "goals" in one else 0.0 for own, one in every]),
            "starts": np.array([own.withdrawal.start for own, _ in every]),
            "peer_shares": np.array([own.withdrawal.peers for own, _ in every]),
        }

    def _of_policies(self, parameters, policies) -> dict:
        """What kernels need to know of the matching policy; a world without any matches nobody."""
        matching = policies.get("matching")
        return {
            "routes": int(matching is not None and matching.routes),
            "pairs": int(matching is not None and matching.solver != "nobody" and parameters.modes.one_to_one),
            "most": matching.mentors_each(parameters) if matching else 1,
        }

    def _pairs(self):
        """(arms + 1,) whether anybody is matched: of those without an arm, then by arm."""
        return np.array([self._of_policies(*one)["pairs"] == 1 for one in self.by_arm()])

    def is_paired(self, rows):
        """(n,) whether the matching policies match people at these rows at all, each by their own arm."""
        return self._pairs()[self.people.arm[rows] - codes.NO_ARM]

    def _first_org_goals(self):
        """The organisation's goal weights at week 0, a point on the K-simplex."""
        k = self.parameters.people.domains
        draws = [-np.log(uniform(self.luck("organisation"), 0, 0, d)) for d in range(k)]
        return np.array(draws) / sum(draws)

    def _programme(self) -> float:
        """Factor of the hazards with which mentors and mentees of this programme end matches."""
        return random_factor(normal(self.luck("programme"), 0, 0, 0), self.parameters.variation.programme)

    @cached_property
    def rules(self):
        """The parameters as kernels of policies get them."""
        return rules_of(self.parameters)

    @property
    def seed(self) -> int:
        """The seed of all luck."""
        return self.luck.seed

    @property
    def replication(self) -> int:
        """The replication of all luck."""
        return self.luck.replication

    @property
    def org_goals(self):
        """(K,) the organisation's goal weights."""
        return self.shared["org_goals"]

    @property
    def need(self) -> float:
        """Share of mentees in need of a mentor who have none, as of the latest matching."""
        return self.shared["need"].item(0)

    @need.setter
    def need(self, share: float):
        self.shared["need"][0] = share

    @property
    def org_progress(self) -> float:
        """Mean organisational progress, which earns the mentors' hours."""
        return self.shared["org_progress"].item(0)

    @property
    def hours_owed(self) -> float:
        """Mentor hours of the budget that have not been given yet; negative if luck gave more."""
        return self.shared["hours_owed"].item(0)

    @property
    def weekly(self) -> Weekly:
        """The weekly rows so far."""
        return self.rows_of_weeks.up_to(self.week)

    def bounds_of_ties(self):
        """The units that no tie may cross, (n,); None where ties may (`modes.network`)."""
        return None if self.parameters.modes.network else self.people.unit

    def errors_of(self, trait: str, width: int):
        """(people and more, width) errors of observers about a trait, over their SD; 0 where nobody has looked yet."""
        known = self._errors.get(trait)
        if known is None or len(known) < len(self.people):  # what is lost is drawn again
            rows = max(len(self.people), len(self.growth.scratch.flags))
            known = self._errors[trait] = np.zeros((rows, width))
        return known

    # --- what can happen ---------------------------------------------------------------------------------------------

    def note(self, event: str, count: int) -> None:
        """Add to the week's count of one of the EVENTS."""
        self.shared["events"][PLACE_OF_EVENT[event]] += count

    def calm(self) -> None:
        """Take back what befell the environment in the week before."""
        self.now |= CALM

    def add_people(self, kind: int, count: int) -> None:
        """Let people of one kind arrive now."""
        first = len(self.people)
        self.growth.people(count)
        self.shared["arriving"][:] = 0
        self.shared["arriving"][kind] = count
        self.call(newcomers.enter, newcomers.draw_traits)
        self.count_people()
        given = newcomers.given_rows(self.people, first, self.parameters)
        for known, rows in given:
            newcomers.overlay_given(known, rows, self.parameters.start, self.luck("start"))
        self.call(newcomers.derive, newcomers.settle, week=self.week)
        for known, rows in given:
            known.apply(rows, newcomers.DERIVED)

    def count_people(self) -> None:
        """Note the present number of people."""
        people = self.shared["n_people"].item(0)
        if people > len(self.people):
            self.people.use(people)
            self.ties.n = people

    def add_ties(self, one, two, strength) -> None:
        """Note new ties between rows `one` and `two`, which begin in this week's ties."""
        if self.ties.add(one, two, strength):
            self.kernels.bind("ties")

    def add_matches(self, count: int) -> None:
        """Add rows to matches, and to what is remembered of them."""
        self.growth.matches(count)
        self.matches.extend(count)
        self.memory.extend(count)

    @contextmanager
    def acting(self, part):
        """Let a part of the trial (`arms.Part`) act by itself: its parameters and policies are the world's, and its
        running matches the only ones. With None, all act as one.
        """
        if part is None:
            yield
            return
        arms_of_rows = self.matches.arm[self.active.rows]
        before = self.parameters, self.policies, self.rules, self.now, self.active
        numbers, tables = self.kernels.numbers, {name: self.shared[name] for name in BY_AGE}
        self.parameters, self.policies, self.rules = part.parameters, part.policies, part.rules
        self.now = self.now | self._of_policies(part.parameters, part.policies)
        self.active = Active.of(self.active.rows[part.among(arms_of_rows)])
        self.shared |= part.by_age
        self._point_at(part.numbers)
        try:
            yield
        finally:
            part.by_age = {name: self.shared[name] for name in BY_AGE}
            self.parameters, self.policies, self.rules, self.now, self.active = before
            self.shared |= tables
            self._point_at(numbers)

    def _point_at(self, numbers: list) -> None:
        """Let kernels read these numbers as the rules, and what else is another one's while a part of a trial acts."""
        self.kernels.go_by(numbers)
        self.kernels.bind("active")
        self.kernels.bind("shared")

    def drop_ended(self) -> None:
        """Forget matches that ended among the running ones."""
        self.active.drop_ended(self.matches.ended_by)

    # --- kernels -----------------------------------------------------------------------------------------------------

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
        `now`: `week`, `luck` (of this process), `start_luck`, `trial_luck`, `count` (its branches), what befalls the
        week (`CALM`), `stirred`, the `programme`'s factor of hazards, and what the policies say (`routes`, `pairs`,
        `most`).
        more: their further arguments, and values of the moment other than in `now`.
        """
        return self.kernels.call(*kernels, **more)

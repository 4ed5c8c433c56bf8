"""The world: people, matches, ties and environment as arrays, and how a kernel is handed what it names."""

import numpy as np

from mentorsim import codes, graphs
from mentorsim.matches import Active, matches_table
from mentorsim.parameters import kernel_values
from mentorsim.population import Newcomers, people_table
from mentorsim.rng import luck, person_uniforms
from mentorsim.ties import Ties

CHUNK = 65_536


class World:
    """Everything that is the case in one run at one moment.

    parameters: complete `Parameters`; policies: mapping of "matching", "withdrawal", "goals" to policy objects;
    seed, replication: keys of all luck; shocks: scheduled events, dicts with `kind` and `week`.
    """

    def __init__(self, parameters, policies, seed: int = 0, replication: int = 0, shocks: tuple = ()):
        self.parameters, self.policies, self.shocks = parameters, policies, tuple(shocks)
        self.seed, self.replication, self.week = int(seed), int(replication), 0
        self.names: dict = kernel_values(parameters)
        self.lucks: dict = {}
        self.counts: dict = {}
        self.weekly: list[tuple] = []
        self.events = {"arrived": 0, "recruited": 0, "started": 0, "graduated": 0}
        initial = parameters.people.mentees + parameters.people.mentors
        self.people = people_table(parameters, initial + initial // 32 + 64)
        self.matches = matches_table(parameters, initial // 2 + 64)
        self.ties, self.active = Ties(), Active()
        self._scratch = (np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32))
        self._flags = np.zeros(0, dtype=np.int8)
        self.newcomers = {kind: Newcomers(parameters, self.luck("start"), kind) for kind in range(1, len(codes.KINDS))}
        self.org_goals = self._first_org_goals()
        self.uptime, self.raid, self.need, self.living = 1, 1.0, 0.0, 0.0
        for kind, count in (
            (codes.INITIAL_MENTEE, parameters.people.mentees),
            (codes.INITIAL_MENTOR, parameters.people.mentors),
        ):
            for first in range(0, count, CHUNK):
                self.add_people(kind, min(CHUNK, count - first))
        graphs.first_ties(self)
        self.bind()

    def luck(self, stream: str) -> int:
        """The key of one stream of draws."""
        if stream not in self.lucks:
            self.lucks[stream] = luck(self.seed, self.replication, stream)
        return self.lucks[stream]

    def _first_org_goals(self):
        """The organisation's goal weights at week 0, a point on the K-simplex."""
        k = self.parameters.people.domains
        draws = [-np.log(person_uniforms(self.luck("organisation"), [0], 0, d)[0]) for d in range(k)]
        return np.array(draws) / sum(draws)

    def add_people(self, kind: int, count: int) -> slice:
        """Let `count` people of a kind arrive now; returns their rows."""
        traits = self.newcomers[kind].take(count)
        rows, people = self.people.extend(count), self.people
        for name, column in traits.items():
            getattr(people, name)[rows] = column
        people.arrived[rows] = people.waiting_since[rows] = self.week
        people.org_start[rows] = people.skill[rows] @ self.org_goals
        if kind in (codes.INITIAL_MENTOR, codes.RECRUIT):
            people.mentor_week[rows] = self.week
        self.ties.cover(len(people))
        return rows

    def bind(self) -> None:
        """Point the names that kernels use at the present arrays; due after any table has grown."""
        names = self.names
        for name in self.people.names():
            names[name] = getattr(self.people, name)
        for name in self.matches.names():
            names["match_" + name] = getattr(self.matches, name)
        names |= {"tie_start": self.ties.start, "tie_target": self.ties.target, "tie_weight": self.ties.weight}
        names |= {"active": self.active.rows, "org_goals": self.org_goals}

    def enter(self, process) -> None:
        """Make `process` the one whose luck and branch counts kernels get."""
        if process.name not in self.counts:
            self.counts[process.name] = np.zeros(len(process.branches), dtype=np.int64)
        self.names["count"] = self.counts[process.name]
        self.names["luck"] = self.luck(process.name)
        self.names["week"] = self.week

    def call(self, kernel, **more):
        """Run a kernel: each argument gets the array, parameter or value of its own name (`more` first).

        People's columns go by their names, those of matches as `match_…`, of ties as `tie_…`, parameters as
        `group_name`; besides `week`, `luck` (of this process), `count` (its branches), `active`, `org_goals`.
        """
        names = self.names
        return kernel(*[more[n] if n in more else names[n] for n in kernel.needs])

    def scratch(self, rows: int):
        """Two row-number arrays of at least that length, for a process to write into; contents are left over."""
        if len(self._scratch[0]) < rows:
            self._scratch = tuple(np.empty(rows + rows // 8, dtype=np.int32) for _ in range(2))
        return self._scratch

    def flags(self, rows: int):
        """One small flag per row, for a process to write into; contents are left over."""
        if len(self._flags) < rows:
            self._flags = np.zeros(rows + rows // 8, dtype=np.int8)
        return self._flags

    def drop_ended(self) -> None:
        """Forget matches that ended among the running ones."""
        self.active.drop_ended(self.matches.ended_by)
        self.names["active"] = self.active.rows

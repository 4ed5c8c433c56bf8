"""MentoringModel: a world and its week as a Mesa model."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from mesa.agentset import AbstractAgentSet

from mentorsim import week
from mentorsim.agents import KINDS, Views
from mentorsim.errors import BadInput, written
from mentorsim.given import Given
from mentorsim.parameters import GIVEN, Parameters, build, flatten
from mentorsim.policies import policies_of
from mentorsim.registry import find
from mentorsim.roster import load as roster
from mentorsim.scalars import plain, plain_all
from mentorsim.settings import SHORT, resolve
from mentorsim.spelling import nearest
from mentorsim.stop import Stop, stop_of
from mentorsim.world.weekly import EVENTS, WEEKLY
from mentorsim.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Luck = int | str | np.random.Generator | np.random.BitGenerator | np.random.SeedSequence | None
LONGEST_SEED = 100  # characters of one that is given as text
SEEDS = 2**53  # fresh seeds stay below, so that JSON and spreadsheets keep them exactly


def whole(place: str, value: Any, alternatives: str = "") -> int:
    """The value, if it is a whole number from 0 on; else BadInput."""
    number = plain(value)
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise BadInput(f"{place}: found {written(value)}, expected a whole number from 0 on{alternatives}")
    return number


def one_seed(rng: Luck, called: str = "rng") -> int:
    """The seed that `rng` stands for, a whole number from 0 on.

    A whole number stands for itself (also as text, as input fields hand it over); a NumPy Generator, BitGenerator or
    SeedSequence for a seed drawn from it; None for a fresh one. BadInput for anything else.
    """
    if rng is None:
        rng = np.random.SeedSequence()
    if isinstance(rng, np.random.Generator | np.random.BitGenerator | np.random.SeedSequence):
        return int(np.random.default_rng(rng).integers(SEEDS))
    if isinstance(rng, str) and rng.strip().isdecimal() and len(rng) <= LONGEST_SEED:
        rng = int(rng)
    return whole(called, rng, ", None, or a NumPy generator")


def seed_given(rng: Any, seed: Any) -> Any:
    """What is given as `rng` or, as Mesa also has it, as `seed`. BadInput for both."""
    if rng is not None and seed is not None:
        raise BadInput(f"seed: found {written(seed)} beside rng, expected one of them")
    return rng if seed is None else one_seed(seed, "seed")


def complete(parameters: Parameters | Mapping[str, Any] | None, given: dict) -> Parameters:
    """Complete parameters from `parameters` (Parameters, a mapping of paths, or None), overridden by {path: value}."""
    if isinstance(parameters, Parameters):
        setting = [path for path in given if path.split(".")[0] == "setting"]
        if setting:
            raise BadInput(f"{setting[0]}: found beside complete parameters, which have their setting already")
        if given.get(GIVEN) is not None:
            given = given[GIVEN].counts() | given
        built = build(flatten(parameters) | given) if given else parameters
        if built.given is not None:
            roster.check(built, policies_of(built))
        return built
    if parameters is None or isinstance(parameters, Mapping):
        return resolve({**(parameters or {}), **given})
    kind = type(parameters).__name__
    raise BadInput(f"parameters: found a {kind}, expected Parameters, a mapping of paths, or None")


def people_given(given: Given | Mapping[str, Any]) -> Given:
    """Real people from what `given` may be. Raises BadInput."""
    if isinstance(given, Given):
        return given
    known = ("roster", "ties", "matches", "directed", "repeated", "columns", "keep_names")
    if not isinstance(given, Mapping) or "roster" not in given:
        raise BadInput(
            f"given: found {written(given)}, expected a mapping with roster and, if there are any, ties and matches"
        )
    for key in given:
        if key not in known:
            raise BadInput(f"given.{key}: unknown key, expected one of {', '.join(known)}{nearest(key, known)}")
    return roster.load(**given)


def stop_given(stop: str | Stop | None) -> Stop | None:
    """The condition that a text says. Raises BadInput."""
    if stop is None or isinstance(stop, Stop):
        return stop
    if not isinstance(stop, str):
        raise BadInput(f"stop: found {written(stop)}, expected a condition such as 'mentors == 0'")
    try:
        return stop_of(stop)
    except BadInput as error:
        raise BadInput(f"stop: {error}") from None


def known_shocks(shocks: Iterable[Mapping[str, Any]]) -> tuple:
    """The scheduled shocks, each a mapping with a known `kind` and a `week`."""
    for place, shock in enumerate(shocks):
        if not isinstance(shock, Mapping) or not {"kind", "week"} <= shock.keys():
            raise BadInput(f"shocks[{place}]: found {written(shock)}, expected a mapping with kind and week")
        find("shocks", shock["kind"], f"shocks[{place}].kind")
        whole(f"shocks[{place}].week", shock["week"])
    return tuple(plain_all(dict(shock)) for shock in shocks)


class WeeklyCollector(mesa.DataCollector):
    """The world's own weekly record as a DataCollector: one row per week, whether or not anybody asks for it.

    Columns: week, seed, then those of the `weekly` table.
    """

    def __init__(self) -> None:
        super().__init__(model_reporters={name: name for name in ("week", "seed", *WEEKLY, *EVENTS)})
        self._collection_steps = []  # the name batch_run reads, from Mesa 3.5 on

    def collect(self, model: "MentoringModel") -> None:
        """Take over the weeks that are not here yet; without new weeks nothing changes."""
        columns = self.model_vars.values()
        for done in range(len(self.model_vars["week"]), len(model.world.weekly)):
            for column, value in zip(columns, (done, model.seed, *model.world.weekly[done]), strict=True):
                column.append(value)
            self._collection_steps.append(done + 1.0)


class MentoringModel(mesa.Model):
    """Mentees and mentors, week by week: one step is one week.

    parameters: a complete `Parameters`, a mapping of paths ({"people.mentees": 60}), or None (all defaults).
    rng: the run's seed, see `one_seed`; `seed` records it, and is taken in its place. setting, matching, withdrawal,
    goals, mentees, mentors: short for the paths in SHORT; any other path as a keyword (`**{"withdrawal.weeks": 26}`).
    Keywords win over `parameters`. replication: which of the paired replications of the seed, from 0. shocks: mappings
    with `kind` and `week`. stop: a condition on weekly columns, such as "mentors == 0"; after the first week in which
    it holds, `running` is False. given: real people, a `Given` or a mapping with roster, ties, matches (files) and
    the rest, as [people] of a config. scenario: a Mesa Scenario whose entries (short names, `rng`) stand for keywords
    that are not given.

    All luck of the world is keyed by seed and replication; Mesa's own `model.rng` and `model.random` only shuffle
    agents. Raises BadInput for anything unknown or out of bounds.
    """

    def __init__(
        self,
        parameters: Parameters | Mapping[str, Any] | None = None,
        *,
        rng: Luck = None,
        setting: str | None = None,
        matching: str | None = None,
        withdrawal: str | None = None,
        goals: str | None = None,
        mentees: int | None = None,
        mentors: int | None = None,
        replication: int = 0,
        shocks: Iterable[Mapping[str, Any]] = (),
        stop: str | None = None,
        given: Given | Mapping[str, Any] | None = None,
        scenario: Any = None,
        **paths: Any,
    ) -> None:
        entries: dict[str, Any] = dict(scenario or {})
        scenario_rng = entries.pop("rng", None)
        rng = seed_given(rng, paths.pop("seed", None))  # no argument of its own: batch_run would put its `rng` there
        chosen: dict[str, Any] = {SHORT.get(name, name): value for name, value in entries.items() if name != "stop"}
        short = zip(SHORT.values(), (setting, matching, withdrawal, goals, mentees, mentors), strict=True)
        chosen |= {path: value for path, value in short if value is not None} | paths
        if given is not None:
            chosen[GIVEN] = people_given(given)
        resolved, seed = complete(parameters, chosen), one_seed(scenario_rng if rng is None else rng)
        super().__init__(rng=seed)
        if scenario is not None:
            self.scenario = scenario
        replication = whole("replication", replication)
        self.world = World(resolved, policies_of(resolved), seed, replication, known_shocks(shocks))
        self._views: Views | None = None
        self._weekly = WeeklyCollector()
        self._datacollector: mesa.DataCollector | None = None
        self._stop = stop_given(stop if stop is not None else entries.get("stop"))

    def step(self) -> None:
        """Let one week pass. Mesa counts it in `steps` and `time`; agents, once built, are brought up to date."""
        week.step(self.world)
        if self._stop is not None and self._stop.holds(self.world):
            self.running = False
        if self._views is not None:
            self._views.sync()

    # --- the run ---

    @property
    def parameters(self) -> Parameters:
        """The complete parameters of this run."""
        return self.world.parameters

    @property
    def seed(self) -> int:
        """The seed of this run; `MentoringModel(parameters, rng=seed)` is the same run."""
        return self.world.seed

    @property
    def week(self) -> int:
        """Weeks done so far."""
        return self.world.week

    @property
    def weekly(self) -> "pd.DataFrame":
        """The `weekly` table so far, a pandas DataFrame with one row per week."""
        self._weekly.collect(self)
        return self._weekly.get_model_vars_dataframe().drop(columns="seed")

    @property
    def datacollector(self) -> mesa.DataCollector:
        """The DataCollector that Mesa's batch_run and SolaraViz read: the weekly record, unless you set your own."""
        if self._datacollector is not None:
            return self._datacollector
        self._weekly.collect(self)
        return self._weekly

    @datacollector.setter
    def datacollector(self, collector: mesa.DataCollector | None) -> None:
        self._datacollector = collector

    def audit(self) -> list[dict]:
        """How often each branch of each rule has fired: rows of process, branch, count."""
        return week.audit(self.world)

    # --- its people, as agents ---

    @property
    def views(self) -> Views:
        """The people as agents. Built when this, `agents` or `agents_by_type` is first asked for."""
        return self._built()

    def _built(self) -> Views:
        if self._views is None:
            self._views = Views(self)
            self._views.build()
        return self._views

    @property  # type: ignore[misc]  # Mesa's own can be set, and then raises an error
    def agents(self) -> AbstractAgentSet:  # type: ignore[override]
        """The agent set of everybody present, in the order of arrival."""
        self._built()
        return super().agents

    @property
    def agents_by_type(self) -> dict:
        """{Mentee: …, Mentor: …, Member: …}: agent sets of the people present."""
        self._built()
        return super().agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """The classes of agents: Mentee, Mentor and Member."""
        return list(KINDS)

    def remove_all_agents(self) -> None:
        """Let everybody leave (see `Person.remove`)."""
        for agent in list(self.agents):
            agent.remove()

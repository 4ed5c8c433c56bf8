"""The desk at which a visitor designs a sweep: the form, what checking it has found, what a pilot says it takes.

Checks and pilots run in the background, a moment after the last change, so many at a time as other work of visitors.
"""

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

from mentorsim import printing
from mentorsim.analysis.hours import BUDGETS
from mentorsim.dashboard.logic import draft as drafts
from mentorsim.dashboard.logic import folders, results
from mentorsim.dashboard.logic.draft import Draft
from mentorsim.dashboard.logic.soon import Soon
from mentorsim.dashboard.logic.tasks import BOARD, TOGETHER, Task
from mentorsim.errors import BadInput
from mentorsim.experiment import identity, notes, pilot
from mentorsim.experiment.config import Experiment
from mentorsim.experiment.design import in_one_world
from mentorsim.experiment.executor import cores
from mentorsim.experiment.sweep import Plan
from mentorsim.printing import plural
from mentorsim.store import results as store

LOG = logging.getLogger(__name__)
SECONDS = 0.25  # from the last change to the check
ROOM = threading.BoundedSemaphore(TOGETHER)  # for checks and pilots of all visitors
MOST_KEPT = 24  # costs of pilots
FAR = 1_000_000  # runs beyond which a sweep belongs on the command line


@dataclass(frozen=True)
class Checked:
    """What checking a form has found. text: the file it is of; experiment, plan: None if something is wrong; faults: as
    on the command line; notes: what to know; stands: what is in its folder already, "" for nothing; whole: whether that
    is all of it; taken: why that folder cannot be used, "" if it can.
    """

    text: str
    experiment: Experiment | None = None
    plan: Plan | None = None
    faults: str = ""
    notes: tuple = ()
    stands: str = ""
    whole: bool = False
    taken: str = ""

    @property
    def size(self) -> str:
        """How many runs there are, as a product."""
        plan, e = self.plan, self.experiment
        arms = len(in_one_world(plan.arms))
        inner = f" × {plural(len(e.worlds), 'plausible world')}" if e.worlds else ""
        times = f" × {plural(e.replications, 'replication')}"
        return f"{plural(arms, 'arm')}{inner}{times} = {plural(len(plan), 'run')} of {plural(e.weeks, 'week')}"

    def at(self, place: str) -> list[str]:
        """What is wrong at a place of the file, such as "experiment.weeks" or "design.factors.goals.omega"."""
        mark = f": {place}: "
        return [line.partition(mark)[2] for line in self.faults.splitlines() if mark in line]


def check(draft: Draft, below: Path) -> Checked:
    """What is right and wrong with a form. below: the root, in which its folder would be."""
    text = draft.to_toml()
    try:
        experiment = draft.experiment()
        plan = Plan(experiment)
        if len(plan) > FAR:
            raise BadInput(
                f"{draft.file}: found {len(plan):,} runs, expected at most {FAR:,} here; use `mentorsim sweep`"
            )
        notes.refuse(experiment, plan.arms)
    except BadInput as error:
        return Checked(text, faults=str(error))
    said = [*notes.notes(experiment, plan.arms), *budget_note(draft)]
    try:
        there, of = standing(plan, below)
    except BadInput as error:
        return Checked(text, experiment, plan, "", tuple(said), taken=str(error))
    stands = f"{there:,} of {of:,} runs are in {below.name}/{experiment.name} already" if there else ""
    return Checked(text, experiment, plan, "", tuple(said), stands, there == of)


def budget_note(draft: Draft) -> list[str]:
    """What equal hours come to."""
    if not draft.equal:
        return []
    hours = printing.shortest(draft.world.value(BUDGETS[1]))
    return [f"Each mentor of week 0 is given {hours} hours a week ({BUDGETS[1]})."]


def standing(plan: Plan, below: Path) -> tuple[int, int]:
    """(runs of a plan that are in its folder already, all of them). BadInput if something else is there."""
    path = folders.new_folder(below, plan.experiment.name)
    code = identity.code()
    there = store.check_fits(path, plan.resolved(), code)
    store.check_code(there, code, False)
    if not there.resolved and path.is_dir() and any(path.iterdir()):
        raise BadInput(f"{path.name}: is a folder below {below.name} that holds no results; choose another name")
    wanted, found = {job.run_id for job in plan.jobs()}, there.statuses() if there.resolved else {}
    return len(wanted & found.keys()), len(wanted)


@dataclass(frozen=True)
class Takes:
    """What a sweep takes. words: time and disk; seconds: of this server."""

    words: str
    seconds: float


def takes(plan: Plan, found: tuple) -> Takes:
    """What all runs of a plan take. found: (cost of a run, of a control world) of a pilot."""
    run, control = found
    controls, workers = len(set(plan.controls)) * plan.experiment.replications, cores()
    seconds = (len(plan) * run.seconds + controls * control.seconds) / workers
    time, size = printing.duration(seconds), printing.size(len(plan) * run.bytes)
    return Takes(f"about {time} on {plural(workers, 'free core')}, {size} on disk", seconds)


def cost_key(plan: Plan) -> tuple:
    """What the cost of a run rests on."""
    e = plan.experiment
    return (
        *(identity.world_text(arm.parameters) for arm in pilot.spread(plan)),
        e.weeks,
        e.tables,
        e.moments,
        e.shocks,
    )


@dataclass
class Desk:
    """What one visitor designs. draft: the form; checked: what its last check has found; cost: what a sweep of
    `checked` takes, once that is known; unshown: what of a file that was dropped in the form does not show; ignored:
    what was left out of a link; followed: the query of the address bar; outcome: that is looked at below.
    """

    draft: Draft = field(default_factory=Draft)
    checked: Checked | None = None
    cost: Takes | None = None
    unshown: list = field(default_factory=list)
    ignored: list = field(default_factory=list)
    followed: str | None = None
    outcome: str = ""
    costs: dict = field(default_factory=dict)
    soon: Soon = field(default_factory=Soon)

    def follow(self, search: str | None) -> None:
        """Take the form from a link, unless it is where it led already."""
        if search and search != self.followed:
            self.followed = search
            self.draft, self.ignored = drafts.of_link(search)
            self.unshown = []

    def take(self, experiment: Experiment) -> None:
        """Fill the form from an experiment."""
        self.draft, self.unshown = drafts.of_experiment(experiment)
        self.ignored = []

    def change(self, draft: Draft) -> None:
        """Put another form in place of this one."""
        self.draft, self.ignored = draft, []

    def is_checked(self) -> bool:
        """Whether the form that stands has been checked."""
        return self.checked is not None and self.checked.text == self.draft.to_toml()

    def look(self, tell) -> None:
        """Check the form in a moment, then see what it takes. tell: called at each step."""
        draft = self.draft
        self.soon.call(SECONDS, lambda: self.work(draft, tell))

    def work(self, draft: Draft, tell) -> None:
        """Check a form and run its pilot, as long as it is the one that stands; what nobody foresaw is said, too."""
        try:
            self.check_and_pilot(draft, tell)
        except Exception as error:
            LOG.error("a design cannot be checked", exc_info=error)
            self.checked = Checked(draft.to_toml(), faults=f"{type(error).__name__}: {error}")
            tell()

    def check_and_pilot(self, draft: Draft, tell) -> None:
        """Check a form, tell, see what it takes, tell; unless another form stands by then."""
        with ROOM:
            found = check(draft, folders.root()) if draft == self.draft else None
        if found is None or draft != self.draft:
            return
        self.checked, self.cost = found, None
        tell()
        plan = found.plan
        if plan is None:
            return
        key = cost_key(plan)
        if key not in self.costs:
            with ROOM:
                if draft != self.draft:
                    return
                self.costs[key] = pilot.pilot(plan)
            while len(self.costs) > MOST_KEPT:
                del self.costs[next(iter(self.costs))]
        if draft == self.draft:
            self.cost = takes(plan, self.costs[key])
            tell()

    def start(self) -> Task:
        """Begin the sweep of the form in the background, or go on with it. BadInput if it cannot be."""
        return start(self.draft, folders.root())

    def task(self) -> Task | None:
        """The sweep of the form's name, if one runs or has ended since the server began."""
        return BOARD.tasks.get(self.draft.name)


def start(draft: Draft, below: Path) -> Task:
    """Begin the sweep of a form, into the folder of its name below the root. BadInput."""
    found = check(draft, below)
    if found.faults or found.taken:
        raise BadInput(found.faults or found.taken)
    return results.start_sweep(below, found.experiment)

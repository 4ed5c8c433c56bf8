"""Sweeps and single runs: from an experiment to tables on disk, or to one result in memory."""

import contextlib
import copy
import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import groupby
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, Unpack

from mentorsim import plugins as plug_ins
from mentorsim.errors import BadInput, written
from mentorsim.experiment import identity, notes, reliance, stopping
from mentorsim.experiment.checks import whole
from mentorsim.experiment.config import TABLES, Change, Experiment, load
from mentorsim.experiment.design import Arm, arms, base_arm
from mentorsim.experiment.executor import TRIES, Local, Pool, cores, execute
from mentorsim.experiment.interim import Interim
from mentorsim.experiment.limits import Limit
from mentorsim.experiment.progress import Progress, Weeks, compile_if_cold, progress_of
from mentorsim.experiment.runs import Result, simulate, simulate_run, tables_of_runs
from mentorsim.experiment.shocks import completed
from mentorsim.experiment.starting import started
from mentorsim.files import place
from mentorsim.given import Given
from mentorsim.indicators import SEED_COHORT
from mentorsim.indicators.run import YEAR
from mentorsim.parameters import Parameters, flatten
from mentorsim.roster import load as roster
from mentorsim.spelling import nearest
from mentorsim.stop import Stop
from mentorsim.store import results as store

if TYPE_CHECKING:
    from mentorsim.experiment.on_dask import Dask

CHUNK_PERSON_WEEKS = 500_000  # work handed to a process at a time: a second or two
CHUNK_RUNS = 64
MOST_WORKERS = 10_000
LONGEST_NAME = 90  # characters of an experiment's name to which something is added
LONGEST_SHARD = 30  # characters of I/N


@dataclass(frozen=True)
class Job:
    """One run that is to be done."""

    run_id: str
    arm: Arm
    replication: int
    control: str  # digest of its control world; jobs that share one go to the same process


class Shard(NamedTuple):
    """Which part of a sweep: number (from 1) of how many."""

    number: int = 1
    of: int = 1


def shard_of(given: str | Shard | None) -> Shard:
    """A Shard from "I/N"; None is the whole sweep. BadInput unless 1 <= I <= N."""
    if given is None:
        return Shard()
    number, slash, of = str(given).partition("/")
    digits = slash and number.isdecimal() and of.isdecimal() and len(str(given)) <= LONGEST_SHARD
    if not (digits and 1 <= int(number) <= int(of)):
        raise BadInput(f"shard: found {written(given)}, expected I/N with I from 1 to N, such as 2/8")
    return Shard(int(number), int(of))


def part_of(experiment: Experiment, given: str | None) -> Shard:
    """The Shard "I/N" of an experiment. BadInput if there is none, or if the experiment cannot be cut in parts."""
    part = shard_of(given)
    if experiment.until and part.of > 1:
        raise BadInput(f"shard: found {given!r} beside experiment.until, which needs whole replications; expected none")
    return part


class Plan:
    """All runs of an experiment, replication by replication, so that a part of a sweep is a balanced experiment.

    shard: the part of them that is to be done here. Every shard has as many runs, in blocks that share control worlds.
    """

    def __init__(self, experiment: Experiment, shard: Shard = Shard()):  # noqa: B008  it is immutable
        self.experiment, self.arms, self.shard = experiment, arms(experiment), shard
        tell = partial(identity.world_digest, weeks=experiment.weeks, shocks=experiment.shocks, stop=experiment.stop)
        self.digests = [tell(arm.parameters) for arm in self.arms]
        self.controls = [tell(identity.control_of(arm.parameters)) for arm in self.arms]

    def __len__(self) -> int:
        return len(self.arms) * self.experiment.replications

    def with_replications(self, replications: int) -> "Plan":
        """A copy of the plan with another number of replications."""
        other = copy.copy(self)
        other.experiment = replace(self.experiment, replications=replications)
        return other

    def take_names(self, resolved: dict) -> None:
        """Call the arms as a results folder calls them."""
        names = {arm["story"]: arm["label"] for arm in resolved["arms"]}
        self.arms = [replace(arm, label=names[digest]) for arm, digest in zip(self.arms, self.digests, strict=True)]

    def jobs(self) -> Iterator[Job]:
        """Yield every run of the shard as a Job, replication by replication."""
        block = max(1, min(len(self.arms), len(self) // (4 * self.shard.of)))
        for number, job in enumerate(self.every_job()):
            if number // block % self.shard.of == self.shard.number - 1:
                yield job

    def every_job(self) -> Iterator[Job]:
        """Yield every run of the experiment as a Job, replication by replication."""
        for replication in range(self.experiment.replications):
            for arm, digest, control in zip(self.arms, self.digests, self.controls, strict=True):
                yield Job(identity.run_of(digest, self.experiment.seed, replication), arm, replication, control)

    def chunks(self, done: Collection[str]) -> Iterator[list[Job]]:
        """The runs that are not in `done`, in chunks that share a control world."""
        missing = (job for job in self.jobs() if job.run_id not in done)
        for _, alike in groupby(missing, key=lambda job: (job.replication, job.control)):
            jobs = list(alike)
            size = self.size(jobs[0])
            yield from (jobs[first : first + size] for first in range(0, len(jobs), size))

    def size(self, job: Job) -> int:
        """Runs in a chunk: as many as their work and, for a few weeks of many people, their memory allow."""
        people = job.arm.parameters.people
        work = (people.mentees + people.mentors) * max(self.experiment.weeks, YEAR)
        return max(1, min(CHUNK_RUNS, CHUNK_PERSON_WEEKS // work))

    def resolved(self) -> dict:
        """The complete experiment as stored: base parameters, and what each arm has different."""
        e, base = self.experiment, plainly(base_arm(self.experiment).parameters)
        full = [
            {
                "label": arm.label,
                **({} if arm.world is None else {"world": arm.world}),
                "varied": arm.varied,
                "story": digest,
                "differs": {path: value for path, value in plainly(arm.parameters).items() if value != base[path]},
            }
            for arm, digest in zip(self.arms, self.digests, strict=True)
        ]
        entries = {
            "schema": identity.SCHEMA,
            "name": e.name,
            "question": e.question,
            "seed": e.seed,
            "replications": e.replications,
            "until": asdict(e.until) if e.until else {},
            "weeks": e.weeks,
            **({"stop": e.stop.text} if e.stop else {}),
            "shocks": e.shocks,
            "outcomes": e.outcomes,
            "tables": e.tables,
            **({"moments": e.moments} if e.moments else {}),
            "design": e.design.to_dict() if e.design else {},
            **({"worlds": e.worlds.record()} if e.worlds else {}),
            "asked": sorted(name for name in e.outcomes if name.startswith(SEED_COHORT)),
            "factors": list(self.arms[0].varied),
            "people": self.people_summary(),
            "parameters": base,
            "arms": full,
        }
        return json.loads(json.dumps(entries))

    def people_summary(self) -> dict:
        """What is known of real people, and which arms pair them by what is not; empty without any."""
        given = self.given()
        return roster.to_dict(given, reliance.rests_on(arm.parameters for arm in self.arms)) if given else {}

    def given(self) -> Given | None:
        """The real people of the experiment, the same in all arms, or None."""
        return self.arms[0].parameters.given

    def files(self) -> dict:
        """{path in the results folder: text} of what the folder needs so that its runs can be done again from it."""
        rosters = dict.fromkeys(arm.parameters.given for arm in self.arms if arm.parameters.given is not None)
        return {f"given/{one.digest}/{name}": text for one in rosters for name, text in roster.files_of(one).items()}


def plainly(parameters: Parameters) -> dict:
    """{path: value} of complete parameters, as JSON has it."""
    return {path: identity.plain(value) for path, value in flatten(parameters).items()}


def run_jobs(
    jobs: list[Job],
    weeks: int,
    seed: int,
    shocks: tuple,
    keep: tuple,
    asked: tuple,
    named: tuple = (),
    stop: Stop | None = None,
    moments: tuple = (),
) -> list[dict]:
    """Tables of each run, or {"error": text} of one that raised. named: plug-ins, which a worker loads first; BadInput.

    All runs are simulated before their tables are made, so that what is done to each stays in the processor's caches.
    """
    plug_ins.load(named)  # that one is missing is no fault of a run
    there, answers = {}, {}
    for number, job in enumerate(jobs):
        try:
            there[number] = simulate_run(
                job.arm, weeks, seed, job.replication, shocks, asked, job.control, stop, keep, moments
            )
        except Exception as error:
            answers[number] = failure(error)
    for number, answer in zip(there, tables_of_runs(list(there.values()), keep), strict=True):
        outcomes = answer["outcomes"]
        answers[number] = failure(outcomes) if isinstance(outcomes, Exception) else answer
    return [answers[number] for number in range(len(jobs))]


def failure(error: Exception) -> dict:
    """What `run_jobs` answers for a run that raised: {"error": text}."""
    return {"error": f"{type(error).__name__}: {error}"}


def with_status(job: Job, answer: dict | None, code: str) -> dict:
    """The run's tables with its row of `outcomes` complete. answer: of `run_jobs`, None if it killed its process."""
    if answer is None:
        answer, status = {"error": f"its process died {TRIES} times while it ran alone"}, store.CRASHED
    else:
        status = store.FAILED if "error" in answer else store.GOOD
    head = {"arm": job.arm.label, "status": status, "error": answer.get("error", ""), "code": code}
    return answer | {"outcomes": head | answer.get("outcomes", {})}


def plugin_digests() -> dict:
    """{"plugins": {name: digest of its source}} of this process, for the manifest; nothing without any."""
    found = {name: identity.code_of_plugin(name) for name in plug_ins.loaded()}
    return {"plugins": found} if found else {}


class Former(TypedDict, total=False):
    """Keywords by which earlier versions called arguments, and which still do."""

    set: str | Iterable[str]  # changes


def changes_among(changes: str | Iterable[str], former: Any) -> list[str]:
    """The "KEY=VALUE" texts of `changes`, then of the keyword `set`, which is taken out of `former`."""
    both = (changes, former.pop("set", ()))
    return [text for given in both for text in ([given] if isinstance(given, str) else given)]


def experiment_of(
    given: str | PathLike[str] | Experiment | None, texts: Iterable[str] = (), **named: Any
) -> Experiment:
    """The experiment of a file, a shipped name, None, or one that is complete already; changed.

    texts: "KEY=VALUE"; named: values by name, None for none.
    """
    experiment = given if isinstance(given, Experiment) else load(given)
    return experiment.changed(texts, **named)


def in_worlds(experiment: Experiment, worlds: str | PathLike[str] | None) -> Experiment:
    """The experiment in plausible worlds that are set beside its file, None for none.

    Under a name of its own, since its runs are others, unless the file has some.
    """
    if worlds is None:
        return experiment
    named = experiment.worlds is not None or not fspath(worlds)
    name = None if named else f"{experiment.name[:LONGEST_NAME]}-worlds"
    return experiment.changed(worlds=fspath(worlds), name=name)


def sweep(
    config: str | PathLike[str] | Experiment | None,
    workers: int | None = None,
    out: str | PathLike[str] | None = None,
    replications: int | None = None,
    changes: str | Iterable[str] = (),
    progress: bool | Callable[[int, int, int, float], object] | None = None,
    *,
    executor: str = "local",
    scheduler: str | None = None,
    shard: str | None = None,
    retry_failed: bool = False,
    accept_code_change: bool = False,
    watch: Callable[[Interim], object] | None = None,
    plugins: Iterable[str] = (),
    time_limit: float | str | None = None,
    isolated: bool = False,
    worlds: str | PathLike[str] | None = None,
    **former: Unpack[Former],
) -> store.Results:
    """Do every run of an experiment that is not in its results folder yet.

    config: path of a TOML file, name of a shipped experiment, or an Experiment; workers: processes (default: one per
    core; 1: this one); out: the results folder (default results/<name>); changes: "KEY=VALUE" as for `--set`
    ("weeks=52"), one text or several, also under the name `set`; progress: a bar is shown on a terminal and in a
    notebook, never if it is False, anywhere if it is True; or a function, called after each run with (done, total,
    failed, seconds); executor: "local" or "dask"; scheduler: address of a running Dask scheduler (without it, "dask"
    starts `workers` processes); shard: "I/N", the I-th of N equal parts, for job arrays that share the folder. Runs
    that raise become rows with their error; retry_failed does those again. accept_code_change goes on in a folder that
    other code began; watch: called once, before the first run, with an `Interim`, which tells at any moment how the
    first outcome stands; plugins: modules with policies or indicators of your own (see `mentorsim.plugins`);
    time_limit: seconds, or a text such as "90s", "30m" or "2h", after which no run is begun any more: those in flight
    are finished, and `left` of the results says how many are still to be done; isolated: a single worker is a process
    of its own, too, so that a run that kills it does not end the calling one; worlds: every arm is run in each of these
    plausible worlds: "plausible", "plausible:20" (so many of them), or the path of an `ensemble.csv` that `mentorsim
    calibrate` wrote, with or without a number; into results/<name>-worlds, unless the file has some.
    Safe to kill and to call again.
    With more than one worker, call it from a script's `if __name__ == "__main__":`, as for all of Python's processes.
    Raises BadInput for a faulty experiment, a folder that holds another one or cannot be written, workers that cannot
    start; for the latter before anything is written.
    """
    texts, limit = changes_among(changes, former), Limit(time_limit)
    if former:
        raise TypeError(f"sweep() got an unexpected keyword argument {next(iter(former))!r}")
    plug_ins.load(plugins)
    experiment = in_worlds(experiment_of(config, texts, replications=replications), worlds)
    processes, part = processes_of(executor, workers, scheduler, isolated), part_of(experiment, shard)
    calls = {"replications": experiment.replications, "set": [change.assignment for change in experiment.changes]}
    calls |= plugin_digests()
    plan = Plan(experiment, part)
    notes.refuse(experiment, plan.arms)
    with progress_of(progress) as shown:
        sweeping = Sweeping(
            place(out or Path("results") / experiment.name),
            processes,
            shown,
            Interim(experiment.outcomes[0], len(plan.arms)),
            calls,
            retry_failed,
            accept_code_change,
            limit,
        )
        for one in (shown.watch, watch):
            if one:
                one(sweeping.interim)
        with sweeping.crew:
            results = sweeping.until_decided(plan, experiment.until) if experiment.until else sweeping.all_of(plan)
    return sweeping.ended(results)


@dataclass
class Sweeping:
    """One call of `sweep`: what it was asked for, and what it has done so far."""

    folder: Path
    processes: "Local | Dask"
    progress: Progress
    interim: Interim
    call: dict  # what the manifest says of it
    retry_failed: bool
    accept_code_change: bool
    limit: Limit
    tried: set = field(default_factory=set)  # runs done by this call
    wanted: set = field(default_factory=set)  # runs that it is to leave behind
    begun: float | None = None
    crew: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)  # ends the workers
    pool: Pool | None = None

    def all_of(self, plan: Plan) -> store.Results:
        """Every run of a plan that is missing. What can be refused is refused before anything is written."""
        resolved, code = plan.resolved(), identity.code()
        results = store.check_fits(self.folder, resolved, code)
        results.verify()
        there = results.whole()
        done = {run for run, status in there.items() if status == store.GOOD or not self.retry_failed} | self.tried
        self.wanted = {job.run_id for job in plan.jobs()}
        first = self.begun is None and not self.wanted <= done
        if first:
            store.check_code(results, code, self.accept_code_change)
            self.start_workers()
        results = store.begin(results, plan.experiment.text, resolved, code, plan.files())
        plan.take_names(results.resolved)
        if first:
            self.start(results, there)
        if not self.wanted <= done:
            self.write_missing(plan, results, done)
        return results

    def until_decided(self, plan: Plan, rule: stopping.Until) -> store.Results:
        """Every run of a plan, and then more replications until its stopping rule is met, or the time is up."""
        found: list[dict] = []
        for replications in stopping.looks(plan.experiment.replications, rule.max):
            results = self.all_of(plan.with_replications(replications))
            if self.limit.stopped:
                return results
            outcomes = results.fresh().table("outcomes", columns=["replication", "arm", rule.outcome])
            found.append(stopping.look(outcomes, rule, replications))
            if stopping.reached(found[-1], rule):
                break
        store.note(results, until=stopping.record(rule, found))
        return results

    def start_workers(self) -> None:
        """Start the processes in which runs are done. BadInput if they cannot."""
        if not self.processes.here:
            hello = partial(plug_ins.load, plug_ins.named())
            self.pool = self.crew.enter_context(started(self.processes, hello))

    def start(self, results: store.Results, there: dict[str, str]) -> None:
        """Before the first run: the call is noted, the engine compiled, the outcome so far read."""
        store.note_call(results, identity.code(), identity.machine(), self.call, self.accept_code_change)
        compile_if_cold(self.progress, whole=True)
        self.begun = time.monotonic()
        again = [store.GOOD] if self.retry_failed else list(set(there.values()))
        if there:
            for replication, value in earlier(results, self.interim.outcome, again):
                self.interim.add(replication, value)

    def write_missing(self, plan: Plan, results: store.Results, done: Collection[str]) -> None:
        """Run what is missing and write it, part by part."""
        e, code = plan.experiment, identity.fingerprint()
        keep = tuple(name for name in results.kept() if name != "outcomes")
        how: dict[str, Any] = {"weeks": e.weeks, "seed": e.seed, "shocks": e.shocks, "keep": keep, "asked": e.outcomes}
        work = partial(run_jobs, **how, stop=e.stop, named=plug_ins.named(), moments=e.moments)
        there = [job.run_id in done for job in plan.jobs()]
        finished, total, failed = sum(there), len(there), 0
        self.progress.begin(finished, total)
        begun = time.monotonic() if self.begun is None else self.begun
        answers = execute(self.limit.on(plan.chunks(done)), work, self.processes, self.pool)
        with store.Writer(results) as writer, contextlib.closing(answers):
            for job, answer in answers:
                tables = with_status(job, answer, code)
                ids = {"run_id": job.run_id, "seed": e.seed, "replication": job.replication} | job.arm.columns
                writer.add(ids, tables)
                self.tried.add(job.run_id)
                self.interim.add(job.replication, tables["outcomes"].get(self.interim.outcome))
                finished += 1
                failed += tables["outcomes"]["status"] != store.GOOD
                self.progress(finished, total, failed, time.monotonic() - begun)

    def ended(self, results: store.Results) -> store.Results:
        """The results, merged if they are complete; `left` says how many runs they lack of those that were wanted."""
        results.look()
        there = results.whole()
        found = store.compact(results) if results.is_complete() else results.fresh()
        found.left, found.stopped = len(self.wanted - there.keys()), self.limit.stopped
        if found.left and not found.stopped:
            found.notices.append(
                f"{found.path}: {found.left:,} of {len(self.wanted):,} runs are missing, or rows of theirs: files went "
                "away while they were written; call again to do them"
            )
        return found


def earlier(results: store.Results, outcome: str, statuses: list) -> list[tuple]:
    """(replication, outcome) of the runs that are there already, with one of these statuses."""
    rows = results.arrow("outcomes", where={"status": statuses})
    values = rows[outcome].to_pylist() if outcome in rows.column_names else [None] * len(rows)
    return list(zip(rows["replication"].to_pylist(), values, strict=True))


def processes_of(executor: str, workers: int | None, scheduler: str | None, isolated: bool = False) -> "Local | Dask":
    """Where runs are done: `Local` processes or `Dask`. isolated: as for `sweep`. Raises BadInput."""
    try:
        workers = cores() if workers is None else whole(workers, low=1, high=MOST_WORKERS)
    except BadInput as error:
        raise BadInput(f"workers: {error}") from None
    if executor == "local" and not scheduler:
        return Local(workers, bool(isolated) and workers == 1)
    if executor not in ("local", "dask"):
        raise BadInput(f"executor: found {executor!r}, expected local or dask{nearest(executor, ('local', 'dask'))}")
    if executor == "local":
        raise BadInput(f"scheduler: found {scheduler!r} beside executor 'local', expected executor 'dask'")
    from mentorsim.experiment.on_dask import Dask

    return Dask(workers, scheduler or "")


def run(
    config: str | PathLike[str] | Experiment | None = None,
    seed: int | None = None,
    weeks: int | None = None,
    changes: str | Iterable[str] = (),
    trace: bool = False,
    plugins: Iterable[str] = (),
    stop: str | None = None,
    progress: bool | Callable[[int, int], object] | None = None,
    tables: Iterable[str] = (),
    shocks: Iterable[dict[str, Any]] = (),
    **overrides: Any,
) -> Result:
    """Run one world: the base arm of an experiment, replication 0.

    config: path of a TOML file, name of a shipped experiment, an Experiment, or None (defaults); seed, weeks: instead
    of the experiment's; stop: a condition on weekly columns that ends the run before, such as "mentors == 0"; changes:
    as for `sweep`; overrides: setting, matching, withdrawal, goals, mentees, mentors, or any path
    (`**{"withdrawal.weeks": 26}`); trace: keep a weekly row per person; plugins: as for `sweep`; progress: a bar is
    shown on a terminal and in a notebook where a run takes longer than a second, never if it is False, anywhere if it
    is True; or a function, called after each week with (done, total); tables: those to be kept, beside those that the
    experiment asks for, of tables that are kept on request only, such as "ties" (`Result.table` gives them); shocks:
    beside those of the experiment, each as under [[shocks]]: {"kind": "mentor_exit", "week": 60}. Raises BadInput.
    """
    plug_ins.load(plugins)
    texts = changes_among(changes, overrides)
    given = ({"weeks": weeks} if weeks is not None else {}) | overrides
    experiment = experiment_of(config, texts, seed=seed, stop=stop).with_changes(changes_of(given))
    base, e = base_arm(experiment).parameters, experiment
    keep, struck = with_tables(e, tables).tables, completed((*e.shocks, *shocks), e.weeks)
    with Weeks(e.weeks, progress) as bar:
        if bar.meter:
            compile_if_cold(bar)
        return simulate(base, e.weeks, e.seed, 0, struck, trace, e.outcomes, e.stop, bar, keep, e.moments)


def with_tables(experiment: Experiment, more: Iterable[str]) -> Experiment:
    """The experiment with more tables to be kept. BadInput for one that there is not."""
    for name in more:
        if name not in TABLES:
            raise BadInput(f"tables: found {written(name)}, expected one of {', '.join(TABLES)}{nearest(name, TABLES)}")
    return replace(experiment, tables=tuple(dict.fromkeys((*experiment.tables, *more))))


def changes_of(given: dict[str, Any]) -> list[Change]:
    """Changes from keyword arguments."""
    return [Change(key, key, value) for key, value in given.items()]

"""What sweeps cost beyond the model, and how they scale: sections of bench.py.

Two workers are held against what plain arithmetic gains from a second core on this machine at this moment, the two
measured in turn; other programs on the machine then matter little.
"""

import tempfile
import time
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import mesa
from reference import ReferenceModel

import mentorsim
from mentorsim.experiment import runs
from mentorsim.experiment.sweep import Plan, experiment_of
from mentorsim.settings import resolve

ROOT = Path(__file__).parent.parent
QUICKSTART = str(ROOT / "experiments" / "quickstart.toml")
ROUNDS = 5


def measure_overhead(report) -> None:
    """What a run of a sweep costs beyond its world's weeks, in CPU time of one process, everything counted in.

    That is tables, indicators, the control world's table, identities, writing and merging of files, progress; and the
    share of a run, of 72, in what is spent once per sweep: the plan, the manifest, opening and closing of files. Only
    imports are apart. The two figures below it take it apart, by a second sweep with three times as many runs: what
    each further run adds, and what is spent once.
    """
    beyond_model(1)
    whole, further, once = [], [], []
    for _ in range(ROUNDS):
        (few, less), (many, more) = beyond_model(4), beyond_model(12)
        whole.append(1e3 * less / few)
        further.append(1e3 * (more - less) / (many - few))
        once.append(1e3 * less - further[-1] * few)
    report.add("sweeps", "overhead beyond the model, all of it, in a sweep of 72 runs", "ms/run", whole)
    report.add("sweeps", "of the overhead: for each further run", "ms/run", further, median(further))
    report.add("sweeps", "of the overhead: once per sweep", "ms", once, median(once))


def beyond_model(replications: int) -> tuple[int, float]:
    """(runs, CPU seconds that are not spent in the weeks of worlds) of a sweep of the quickstart experiment."""
    experiment = experiment_of(QUICKSTART, replications=replications)
    with tempfile.TemporaryDirectory() as folder, timed_worlds() as worlds:
        begun = time.process_time()
        mentorsim.sweep(experiment, workers=1, out=Path(folder) / "sweep")
        spent = time.process_time() - begun
    return len(Plan(experiment)), spent - sum(worlds)


@contextmanager
def timed_worlds():
    """A list that takes the CPU seconds of every world that is lived through meanwhile, control worlds included."""
    simulate, seconds = runs.simulate_world, []

    def timed(*arguments, **more):
        begun = time.process_time()
        try:
            return simulate(*arguments, **more)
        finally:
            seconds.append(time.process_time() - begun)

    runs.simulate_world = timed
    try:
        yield seconds
    finally:
        runs.simulate_world = simulate


def rate_of_sweep(workers: int, replications: int) -> float:
    """Runs a second of the quickstart experiment, from the first answer to the last: the start of workers apart."""
    shown: list[tuple] = []
    with tempfile.TemporaryDirectory() as folder:
        mentorsim.sweep(
            experiment_of(QUICKSTART, replications=replications),
            workers=workers,
            out=Path(folder) / "sweep",
            progress=lambda done, total, failed, seconds: shown.append((done, seconds)),
        )
    (first, start), (last, end) = shown[0], shown[-1]
    return (last - first) / (end - start)


def arithmetic(_=None) -> float:
    """Seconds of plain arithmetic in one process."""
    begun, total = time.perf_counter(), 0.0
    for number in range(12_000_000):
        total += number * 0.5
    return time.perf_counter() - begun


def rate_of_arithmetic(processes: int) -> float:
    """Portions of arithmetic a second in so many processes at once."""
    with get_context("fork").Pool(processes) as pool:
        begun = time.perf_counter()
        pool.map(arithmetic, range(2 * processes), chunksize=1)
        return 2 * processes / (time.perf_counter() - begun)


def measure_scaling(report) -> None:
    """What the second worker brings to a sweep, over what a second core brings to plain arithmetic."""
    rates, shares = {1: [], 2: []}, []
    for _ in range(ROUNDS):
        bare = rate_of_arithmetic(2) / rate_of_arithmetic(1)
        for workers, repeats in rates.items():
            repeats.append(rate_of_sweep(workers, 8))
        shares.append(rates[2][-1] / rates[1][-1] / bare)
    for workers, repeats in rates.items():
        report.add("sweeps", f"quickstart (90 people, 104 weeks), workers: {workers}", "runs/s", repeats, max(repeats))
    report.add(
        "sweeps",
        "gain of a second worker over that of bare arithmetic (median; target .93)",
        "",
        shares,
        median(shares),
    )


class Batch(ReferenceModel):
    """The reference engine as Mesa's batch_run wants it: parameters by keyword, one figure at the end."""

    def __init__(self, rng=None, weeks=104, **paths):
        super().__init__(resolve(paths), int(rng))
        self.weeks, self.datacollector = weeks, mesa.DataCollector({"mentees": lambda model: len(model.agents)})

    def step(self):
        super().step()
        self.datacollector.collect(self)
        self.running = self.week < self.weeks


def measure_batch_run(report) -> None:
    """Mesa's batch_run on the reference engine, the same worlds as in quickstart: reported, no target."""
    worlds = {"people.mentees": 60, "people.mentors": 30, "setting": ["organisation", "network"], "weeks": 104}
    begun = time.perf_counter()
    found = mesa.batch_run(Batch, worlds, rng=[1, 2], number_processes=1, display_progress=False, max_steps=104)
    report.add(
        "sweeps",
        "mesa.batch_run of the reference engine (90 people, 104 weeks)",
        "runs/s",
        [len({row["RunId"] for row in found}) / (time.perf_counter() - begun)],
    )


SECTIONS = (measure_overhead, measure_scaling, measure_batch_run)

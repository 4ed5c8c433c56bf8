"""How fast the engine is, measured against the plain reference engine in the same run.

    python benchmarks/bench.py [--long] [--name NAME] [--out FOLDER]

Writes NAME.json (every repeat) and NAME.md (a table) to results/benchmarks/. The engines are measured in CPU time, and
repeats of the things compared alternate; so a busy machine matters little: read the best, and the median for how busy
it was. Starts and sweeps are measured by the clock. --long adds 10,000 people to the comparison, and a million.
"""

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np
from llvmlite import binding

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import starting  # noqa: E402
import sweeping  # noqa: E402
from reference import ReferenceModel  # noqa: E402

from mentorsim import rng, warmup, week  # noqa: E402
from mentorsim.policies import discover, policies_of  # noqa: E402
from mentorsim.registry import REGISTRIES  # noqa: E402
from mentorsim.settings import resolve  # noqa: E402
from mentorsim.world.world import World  # noqa: E402

# What is asked for, by the title of a figure's start: (at most or at least, value).
TARGETS = {
    "compiled engine, 100 people: cost": ("at most", 3.0),
    "compiled engine, 1,000 people: cost": ("at most", 1.0),
    "reference / compiled, 100 people": ("at least", 50.0),
    "reference / compiled, 1,000 people": ("at least", 100.0),
    "1,000,000 people, 10 weeks, matching first come: peak memory": ("at most", 1024.0),
    "matching round of 10,000 x 2,500": ("at most", 2.0),
    "overhead beyond the model": ("at most", 3.0),
    "first mentorsim run, empty cache: by the clock": ("at most", 45.0),
    "first mentorsim run, empty cache: memory": ("at most", 500.0),
    "mentorsim list": ("at most", 0.4),
    "mentorsim --help": ("at most", 0.4),
    "mentorsim schema": ("at most", 0.4),
    "mentorsim check": ("at most", 0.6),
    "mentorsim run": ("at most", 1.5),
}
MENTEES = 0.68  # share of the people who are mentees
SEED = 2011


@dataclass(frozen=True)
class Figure:
    """One measured thing. repeats: all values, in the order measured."""

    section: str
    what: str
    unit: str
    best: float
    median: float
    repeats: list

    def target(self) -> str:
        """The target and whether it is met, or nothing."""
        for title, (sense, value) in TARGETS.items():
            if self.what.startswith(title):
                met = self.best <= value if sense == "at most" else self.best >= value
                return f"{sense} {digits(value)}: {'met' if met else 'missed'}"
        return ""


class Report:
    """Figures as they come, shown at once."""

    def __init__(self):
        self.figures, self.begun = [], time.perf_counter()

    def add(self, section, what, unit, repeats, best=None) -> Figure:
        """Note a figure and print it. best: if it is not the lowest of the repeats."""
        best = min(repeats) if best is None else best
        figure = Figure(section, what, unit, best, median(repeats), repeats)
        self.figures.append(figure)
        passed = f"[{time.perf_counter() - self.begun:4.0f} s]"
        target = f" [{figure.target()}]" if figure.target() else ""
        print(f"{passed} {what}: {digits(figure.best)} {unit} (median {digits(figure.median)}){target}", flush=True)
        return figure


def digits(value) -> str:
    """Three significant digits, without an exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


# --- worlds ----------------------------------------------------------------------------------------------------------


def default_world(people: int, **overrides):
    """Parameters of the default world (setting organisation) with so many people."""
    mentees = round(MENTEES * people)
    return resolve({"people.mentees": mentees, "people.mentors": people - mentees, **overrides})


def compiled(parameters):
    """(one step of a fresh world in the compiled engine, how many people were present in each week so far)."""
    world = World(parameters, policies_of(parameters), SEED)
    return (lambda: week.step(world)), (lambda: [mentees + mentors for mentees, mentors, *_ in world.weekly])


def reference(parameters):
    """(one step of a fresh world in the reference engine, how many people were present in each week so far)."""
    model = ReferenceModel(parameters, SEED)
    return model.step, (lambda: [row["mentees"] + row["mentors"] for row in model.weekly])


def timed_run(engine, parameters, weeks: int):
    """(seconds of the opening week, µs per person-week of the `weeks` after it), in CPU time."""
    step, present = engine(parameters)
    gc.collect()
    begun = time.process_time()
    step()
    opened = time.process_time()
    for _ in range(weeks):
        step()
    spent = time.process_time() - opened
    return opened - begun, 1e6 * spent / sum(present()[1:])


# --- sections --------------------------------------------------------------------------------------------------------


def measure_clock(report):
    """The machine's speed in one number that hardly depends on this project's code."""
    keys, out = np.arange(1, 100_001), np.empty(100_000)
    rng.fill_uniforms(1, keys, 0, 0, out)
    repeats = []
    for _ in range(9):
        begun = time.process_time()
        rng.fill_uniforms(1, keys, 0, 0, out)
        repeats.append(1e9 * (time.process_time() - begun) / len(keys))
    report.add("clock", "a Philox call (two 52-bit uniforms)", "ns", repeats)


def measure_engines(report, long: bool):
    """Compiled against reference engine, the same worlds in turn."""
    for people, weeks, repeats in ((100, 52, 7), (1_000, 26, 5), *([(10_000, 10, 3)] if long else [])):
        parameters = default_world(people)
        runs = [[timed_run(engine, parameters, weeks) for engine in (compiled, reference)] for _ in range(repeats)]
        for place, engine in enumerate(("compiled", "reference")):
            title = f"{engine} engine, {people:,} people"
            report.add("engines", f"{title}: cost", "µs/person-week", [run[place][1] for run in runs])
            report.add("opening", f"{title}, the opening week", "ms", [1e3 * run[place][0] for run in runs])
        ratios = [plain[1] / fast[1] for fast, plain in runs]
        best = min(plain[1] for _, plain in runs) / min(fast[1] for fast, _ in runs)
        report.add("engines", f"reference / compiled, {people:,} people (best: of the bests)", "times", ratios, best)


def measure_sizes(report):
    """Cost per person-week of the compiled engine over the size of the world."""
    first_come = {"matching.policy": "first_come"}
    plan = {
        "default policies": ((100, 52, {}), (1_000, 52, {}), (10_000, 10, {})),
        "matching first come": tuple((people, 10, first_come) for people in (10_000, 100_000)),
    }
    worlds = [(title, *world) for title, group in plan.items() for world in group]
    values = [[] for _ in worlds]
    for _ in range(3):
        for place, (_, people, weeks, overrides) in enumerate(worlds):
            values[place].append(timed_run(compiled, default_world(people, **overrides), weeks)[1])
    for (title, people, _, _), repeats in zip(worlds, values, strict=True):
        report.add("sizes", f"compiled engine, {people:,} people, {title}", "µs/person-week", repeats)


def measure_matching(report):
    """One round of each matching policy among 10,000 waiting mentees and 2,500 mentors, by whoever pairs; CPU time."""
    discover()
    crowd = {"setting": "network", "people.mentees": 10_000, "people.mentors": 2_500}
    for by in ("coordinator", "people"):
        for name in sorted(REGISTRIES["matching"]):
            repeats = []
            for seed in range(SEED, SEED + 3):  # the first may compile
                parameters = resolve(crowd | {"pairing.by": by, "matching.policy": name})
                world = World(parameters, policies_of(parameters), seed)
                process = next(process for process in week.WEEK if process.name == "matching")
                world.enter(process)
                begun = time.process_time()
                process.run(world)
                repeats.append(time.process_time() - begun)
            report.add("matching", f"matching round of 10,000 x 2,500, by {by}, {name}", "s", repeats)


def measure_memory(report, long: bool):
    """Memory of worlds, each in a fresh process that has run a small world before; not on Windows."""
    if not find_spec("resource"):
        return
    # Linux counts the memory of the process that started one to its peak: so a small one stands between.
    between = [sys.executable, "-c", "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"]
    for people in (100_000, *([1_000_000] if long else [])):
        options = [*between, sys.executable, __file__, "--one-world", str(people)]
        answer = json.loads(subprocess.run(options, check=True, capture_output=True, text=True).stdout)
        title = f"{people:,} people, 10 weeks, matching first come"
        report.add("memory", f"{title}: peak memory per person", "bytes", [answer["bytes"]])
        report.add("memory", f"{title}: compiled engine", "µs/person-week", [answer["cost"]])
    match = World(default_world(10), {}, SEED).matches.bytes_per_row()
    report.add("memory", "growth per match begun, ended or not", "bytes", [match])


def one_world(people: int):
    """In a process of its own: peak memory per person, and cost, of ten weeks, as JSON."""
    import resource

    def peak():  # kilobytes on Linux, bytes on macOS
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

    first_come = {"matching.policy": "first_come"}
    timed_run(compiled, default_world(1_000, **first_come), 3)
    before = peak()
    cost = timed_run(compiled, default_world(people, **first_come), 9)[1]
    per_person = (peak() - before) / people
    print(json.dumps({"bytes": per_person, "cost": cost}))


# --- the results -----------------------------------------------------------------------------------------------------


def processor() -> str:
    """The processor's name, where the system tells it, and the one the compiler knows it by."""
    known = platform.processor()
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        known = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{known} ({binding.get_host_cpu_name()})"


def machine() -> dict:
    """What the figures depend on; no names of hosts, users or places."""
    return {
        "platform": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "cores": os.cpu_count(),
        "load at the start": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "Python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "numba", "scipy", "mesa", "mentorsim")},
    }


def page(about: dict, figures) -> str:
    """The figures as a Markdown page."""
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench`; every repeat is in the JSON file beside. The default world: setting",
    ]
    lines += ["organisation, 68 % mentees, weekly recording on; cost per person-week counts the people present."]
    lines += ["", *(f"- {name}: {value}" for name, value in about.items()), ""]
    lines += ["| what | best | median | unit | repeats | target |", "|---|---:|---:|---|---:|---|"]
    lines += [
        f"| {f.what} | {digits(f.best)} | {digits(f.median)} | {f.unit} | {len(f.repeats)} | {f.target()} |"
        for f in figures
    ]
    return "\n".join(lines) + "\n"


def write(report, about: dict, folder: Path, name: str):
    """NAME.json and NAME.md."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [asdict(figure) for figure in report.figures]
    text = json.dumps({"machine": about, "figures": rows}, indent=1, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text + "\n", "utf-8")
    (folder / f"{name}.md").write_text(page(about, report.figures), "utf-8")
    print(f"\n{page(about, report.figures)}")


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure the engine.", epilog="Example: python benchmarks/bench.py")
    parser.add_argument("--long", action="store_true", help="also 10,000 people in both engines, and a million")
    parser.add_argument("--name", help="name of the files (default: bench, or bench-long)")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "benchmarks", help="folder of the files")
    parser.add_argument("--one-world", type=int, metavar="PEOPLE", help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    given = arguments()
    if given.one_world:
        one_world(given.one_world)
        return
    if not warmup.is_warm():
        print("Compiling the engine, once", flush=True)
        warmup.warm_up()
    about, report = machine(), Report()
    measure_clock(report)
    measure_engines(report, given.long)
    measure_sizes(report)
    measure_matching(report)
    measure_memory(report, given.long)
    for section in (*starting.SECTIONS, *sweeping.SECTIONS):
        section(report)
    write(report, about, given.out, given.name or ("bench-long" if given.long else "bench"))


if __name__ == "__main__":
    main()

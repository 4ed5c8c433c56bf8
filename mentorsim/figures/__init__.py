"""Figures: plain tables in, Plotly figures out. The same functions serve report, dashboard and paper.

Each is a pure function of tables (pandas frames, or a `Snapshot` of a world) and a theme, "light" or "dark". Statistics
are not made here: means and intervals come in the tables, from `mentorsim.analysis`. A table with nothing to show gives
a figure that says so. `style` is the visual language; `export` writes files.
"""

from mentorsim.figures.calibration import implausibility, optical_depth
from mentorsim.figures.comparison import effects, forest, heat_map, interaction, over_worlds, pareto, ranking, response
from mentorsim.figures.courses import course, incidence, one_run, stage_flow, stage_shares, survival
from mentorsim.figures.evidence import morris, shares, sobol, stability, threshold_map
from mentorsim.figures.family import lineage
from mentorsim.figures.for_whom import person_effects, subgroups
from mentorsim.figures.helped import domains, layers, pairs, skill
from mentorsim.figures.network import network, positions
from mentorsim.figures.panels import pale, panels
from mentorsim.figures.people import load, story, zone
from mentorsim.figures.planning import power
from mentorsim.figures.threshold import crossing, crossing_map
from mentorsim.figures.turning import turning

__all__ = [
    "course", "crossing", "crossing_map", "domains", "effects", "forest", "heat_map", "implausibility", "incidence",
    "interaction", "layers", "lineage", "load", "morris", "network", "one_run", "optical_depth", "over_worlds",
    "pairs", "pale", "panels", "pareto", "person_effects", "positions", "power", "ranking", "response", "shares",
    "skill", "sobol", "stability", "stage_flow", "stage_shares", "story", "subgroups", "survival", "threshold_map",
    "turning", "zone",
]  # fmt: skip

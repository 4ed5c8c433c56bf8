"""The worlds that patterns are looked for in: few, and shared, so that each is run once.

A scenario is an experiment: a setting with its own people, some weeks, and arms. Each arm can be run in other kinds of
world too: one in which mentoring has no effect (`PLACEBO`), and one in which who is matched with whom, how they begin
and how long they last are up to chance (`CHANCE`).
"""

from dataclasses import dataclass, field
from functools import cached_property

from mentorsim.experiment import config
from mentorsim.parameters import DEFAULTS, flatten
from mentorsim.places import literal
from mentorsim.settings import presets, resolve

USUAL, PLACEBO, CHANCE = "usual", "placebo", "chance"
WORLDS: dict[str, dict] = {
    USUAL: {},
    PLACEBO: {"learning.placebo": True},
    CHANCE: {
        "matching.policy": "random",
        "quality.start": "flat",
        "quality.same_group": 0.0,
        "quality.hurt": 0.0,
        "endings.by_quality": 0.0,
        "endings.by_energy": 0.0,
        "endings.by_reactance": 0.0,
        "endings.by_shortfall": 0.0,
    },
}
CONTROL = "control"  # the arm without mentoring, which is the same in every kind of world
ALONE = {"matching.policy": "none"}
SEED = 2011


@dataclass(frozen=True)
class Scenario:
    """A setting with its own people, seen for some weeks, in several arms.

    arms: {name: {path: value}}; parameters: what all of them have; people: the setting whose people they are, the own
    one unless another is named; tables: those kept beside `outcomes`.
    """

    name: str
    about: str
    setting: str
    weeks: int
    arms: dict[str, dict]
    parameters: dict = field(default_factory=dict)
    people: str = ""
    tables: tuple[str, ...] = ("people", "matches")

    def look(self, arm: str = USUAL, control: bool = False) -> "Look":
        """One of its arms, to be looked at. control: beside the arm without mentoring."""
        if arm not in self.arms or (control and CONTROL not in self.arms):
            raise KeyError(f"{self.name} has no arm {arm!r}, or none without mentoring")
        return Look(self, arm, control)

    def experiment(self, labels: list[str], replications: int) -> config.Experiment:
        """The experiment with these arms, as a file would have it. labels: of `label`."""
        return config.read(self.text(labels, replications), f"{self.name}.toml")

    def text(self, labels: list[str], replications: int) -> str:
        """The experiment as TOML."""
        head = {"name": self.name, "question": self.about, "seed": SEED, "replications": replications}
        head |= {"weeks": self.weeks, "setting": self.setting}
        lines = ["[experiment]", *written(head), "", "[parameters]", *written(self.common)]
        lines += ["", "[design]", 'kind = "list"']
        for label in labels:
            lines += ["", "[[design.arms]]", *written({"name": label, "overrides": self.overrides(label)})]
        lines += ["", "[analysis]", *written({"outcomes": ["satisfaction"], "tables": ["outcomes", *self.tables]})]
        return "\n".join(lines) + "\n"

    def overrides(self, label: str) -> dict:
        """What an arm, in its kind of world, has different from the rest.

        Whatever any arm has different is named, so that arms which are run later may join those in a results folder.
        """
        arm, _, world = label.partition(", ")
        return self.base | WORLDS[world or USUAL] | self.arms[arm]

    @cached_property
    def base(self) -> dict:
        """{path: value} without any arm's own, of every parameter that an arm in some kind of world sets."""
        paths = dict.fromkeys(path for arm in (*WORLDS.values(), *self.arms.values()) for path in arm)
        base = flatten(resolve({"setting": self.setting} | self.common))
        return {path: base[path] for path in paths if path in base}

    @property
    def common(self) -> dict:
        """What all arms have: the people, and parameters."""
        kept = {"setting.pool": self.people or self.setting, "setting.practice": self.setting}
        return kept | self.parameters

    @cached_property
    def paths(self) -> set[str]:
        """Every parameter that its arms set."""
        return {path for arm in (self.parameters, *self.arms.values()) for path in arm}


def label(arm: str, world: str = USUAL) -> str:
    """What an arm in some kind of world is called; the control is the same in all."""
    return arm if world == USUAL or arm == CONTROL else f"{arm}, {world}"


def written(values: dict) -> list[str]:
    """Lines of TOML."""
    return [f"{key if key.isidentifier() else literal(key)} = {literal(value)}" for key, value in values.items()]


@dataclass(frozen=True)
class Look:
    """One arm of a scenario, to be looked at. control: beside the scenario's arm without mentoring."""

    scenario: Scenario
    arm: str
    control: bool = False

    def labels(self, world: str) -> list[str]:
        """The arms that are needed to look at it in some kind of world."""
        return [label(self.arm, world), *([CONTROL] if self.control else [])]

    def lacks(self, world: str = USUAL) -> str:
        """What it takes that this edition of the model does not have; "" without any."""
        if self.scenario.setting not in presets():
            return f"there is no setting `{self.scenario.setting}`"
        for path in sorted(self.scenario.paths | WORLDS[world].keys()):
            if path not in DEFAULTS:
                return f"there is no parameter `{path}`"
        return ""


# --- the scenarios ---------------------------------------------------------------------------------------------------

PROGRAMME = Scenario(
    "programme",
    "A formal programme over three years: survival and effects",
    "programme",
    156,
    {
        USUAL: {},
        CONTROL: ALONE,
        "much help": {"withdrawal.policy": "never", "withdrawal.start": 0.8},
        "little help": {"withdrawal.policy": "never", "withdrawal.start": 0.3},
    },
)
SURVEY = Scenario(
    "survey",
    "A workplace in which many have no mentor: what a survey of everybody would find",
    "workplace",
    156,
    {USUAL: {}},
    {"people.mentees": 280, "people.mentors": 48},
)
ONE_YEAR = Scenario(
    "one-year",
    "A single one-year match for everybody: what is left of its effect afterwards",
    "programme",
    156,
    {USUAL: {}, CONTROL: ALONE},
    {"matching.attempts": 1, "start.capacity_low": 3, "start.capacity_high": 3},
)
ORGANISATION = Scenario(
    "organisation",
    "An organisation over a year and a half: fit, control, choice and matching",
    "organisation",
    78,
    {
        USUAL: {},
        CONTROL: ALONE,
        "chosen": {"pairing.by": "people", "matching.policy": "self"},
        "drawn": {"matching.policy": "random"},
        "formal": {"matching.policy": "first_come"},
    },
)
STRETCH = Scenario(
    "stretch",
    "Tasks that are easy, intermediate or hard for everybody",
    "programme",
    52,
    {
        "easy": {"learning.fixed_stretch": 0.03},
        "middling": {"learning.fixed_stretch": 0.15},
        "hard": {"learning.fixed_stretch": 0.6},
    },
    {"learning.pitch": "fixed"},
)
LONG = Scenario(
    "long",
    "Six years of an organisation: fading against lasting help",
    "organisation",
    312,
    {
        "fast": {"withdrawal.policy": "exponential", "withdrawal.half_life": 13.0},
        "slow": {"withdrawal.policy": "exponential", "withdrawal.half_life": 68.0},
        "lasting": {"withdrawal.policy": "never"},
    },
)
COMMUNITY = Scenario(
    "community",
    "A community of practice over a year: who contributes how much",
    "community",
    52,
    {USUAL: {}},
    tables=("people", "matches", "exchanges"),
)
COURSE = Scenario(
    "course",
    "An open course of eight weeks: who stays, and who contributes",
    "mooc",
    8,
    {USUAL: {}},
    {"arrivals.mentees": 0.0},
)


PEERS = Scenario(
    "peers",
    "Cross-age peer mentoring: effects",
    "peers",
    78,
    {USUAL: {}, CONTROL: ALONE},
    people="programme",
)
SCHOOL = Scenario(
    "school",
    "School-based mentoring by adults: effects",
    "school",
    78,
    {USUAL: {}, CONTROL: ALONE},
    people="programme",
)


def open_network(weeks: int) -> Scenario:
    """An open network after so many weeks: with the same luck it is the same world at an earlier or a later time."""
    about = f"An open network after {weeks} weeks: who contributes again after a reply, or after a harsh word"
    return Scenario(f"network-{weeks}-weeks", about, "network", weeks, {USUAL: {}}, {"people.mentees": 1000})


MONTH, TWO_MONTHS, QUARTER, HALF_YEAR = map(open_network, (4, 8, 13, 26))
ONLINE = Scenario(
    "online",
    "Online pairs, left to themselves or prompted every week: drop-out",
    "e_mentoring",
    52,
    {USUAL: {"meetings.prompts": 0.0}, "prompted": {"meetings.prompts": 1.0}},
    {"withdrawal.policy": "never"},
)

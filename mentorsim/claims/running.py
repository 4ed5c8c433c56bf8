"""What is run for claims: an experiment each, every arm of it in each plausible world."""

from collections.abc import Iterable
from dataclasses import dataclass

from mentorsim.claims.declaring import Claim
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.crossing import parts_of
from mentorsim.experiment.worlds import PlausibleWorld, Worlds, load
from mentorsim.patterns.scenarios import written
from mentorsim.patterns.sets import repeated

SEED = 2011
FEWEST = 2  # worlds that an interval over worlds takes


@dataclass(frozen=True)
class Task:
    """What is to be run for one claim: its arms, in every form in which they are looked at, in each world."""

    claim: Claim
    worlds: Worlds

    @property
    def labels(self) -> list[str]:
        """What its arms are called."""
        return list(self.claim.runs())

    def experiment(self, replications: int) -> config.Experiment:
        """The experiment that does it."""
        base = config.read(text(self.claim, replications), f"{self.claim.id}.toml")
        return repeated(base, self.labels, self.values, self.worlds.worlds)

    def values(self, label: str, world: PlausibleWorld) -> dict:
        """{path: value} of an arm in a world, which leaves what the claim says."""
        own = self.claim.runs()[label]
        return own | self.worlds.below(world, {"setting": self.claim.setting} | self.claim.common | own)


def tasks(claims: Iterable[Claim], worlds: Worlds) -> list[Task]:
    """What is to be run for some claims."""
    return [Task(claim, worlds) for claim in claims]


def text(claim: Claim, replications: int) -> str:
    """A claim's experiment as TOML, its first arm standing for all."""
    head = {"name": claim.id, "question": claim.says, "seed": SEED, "replications": replications}
    head |= {"weeks": claim.weeks, "setting": claim.setting}
    name, values = next(iter(claim.runs().items()))
    tables = ["outcomes", *claim.reads()]
    lines = ["[experiment]", *written(head), "", "[parameters]", *written(claim.common), ""]
    lines += ["[design]", 'kind = "list"', "", "[[design.arms]]", *written({"name": name, "overrides": values})]
    lines += ["", "[analysis]", *written({"outcomes": ["satisfaction"], "tables": tables})]
    return "\n".join(lines) + "\n"


def ensemble(asked: str) -> Worlds:
    """The plausible worlds that are asked for. BadInput where they cannot be had, or are too few for an interval."""
    try:
        worlds = load(asked)
    except BadInput as error:
        raise BadInput(f"worlds: {error}") from None
    if len(worlds) < FEWEST:
        raise BadInput(f"worlds: found {len(worlds)} of them, expected at least {FEWEST}, such as plausible:12")
    return worlds


def record(worlds: Worlds) -> dict:
    """Which worlds claims were held against."""
    return {"source": parts_of(worlds.source)[0], "digest": worlds.digest, "of": worlds.of, "used": len(worlds)}

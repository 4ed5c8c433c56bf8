"""Every number of the model, once: default, unit, bounds, meaning, source.

A parameter's path is `group.name` (`matching.policy`, `start.openness.a`). `build` turns a flat mapping of paths into a
complete, validated, frozen `Parameters`; anything wrong raises `BadInput` with the place, what was found, what was
expected and the nearest valid name.
"""

import hashlib
import json
import re
from functools import cache, lru_cache
from operator import attrgetter
from types import SimpleNamespace
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from mentorsim import codes
from mentorsim.errors import BadInput, written
from mentorsim.given import Given
from mentorsim.gone import why_gone
from mentorsim.scalars import plain
from mentorsim.spelling import nearest

FIRST = 1  # schema of the parameters that have always been there


def number(default, low, high, unit, meaning, source="assumption", since=FIRST):
    """Declare a number with its bounds [low, high]. Assumptions: explore the bounds, or as `source` says.

    since: the schema it comes with. A parameter that is added at a default that means "as before" has SCHEMA + 1, the
    next one: until then a run in which it stands at this default keeps its identity.
    """
    extra = {"unit": unit, "source": source, "since": since}
    return Field(default, ge=low, le=high, description=meaning, json_schema_extra=extra)


def choice(default, meaning, source="assumption", since=FIRST):
    """Declare a choice or a switch. since: as for `number`."""
    return Field(default, description=meaning, json_schema_extra={"unit": "", "source": source, "since": since})


def _whole(value):
    return int(value) if isinstance(value, float) and value.is_integer() else value


def canonical(value) -> str:
    """A value as canonical JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)


def _no_programme(value):
    if value == "programme":
        raise PydanticCustomError(
            "programme",
            "Input should be 'mentee', 'mentor' or 'unit': an arm per programme is a factor of the design, "
            "since a world is one programme",
        )
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
TrialUnit = Annotated[Literal["mentee", "mentor", "unit"], BeforeValidator(_no_programme)]
TableText = Annotated[str, BeforeValidator(lambda value: canonical(value) if isinstance(value, dict) else value)]
STUDY = "model assumption, single equation tried alone; explore within bounds"
PROTOTYPE = "coarse search with a prototype; explore within bounds"


class Group(BaseModel):
    """A named group of parameters: frozen, unknown keys forbidden, no silent conversion of strings."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, values):
        """Scalars of NumPy and pandas are numbers, too."""
        return {name: plain(value) for name, value in values.items()} if isinstance(values, dict) else values


class People(Group):
    """How many people, and how finely they are described."""

    mentees: Whole = number(120, 1, 5_000_000, "people", "mentees present at week 0")
    mentors: Whole = number(
        57, 0, 5_000_000, "people", "mentors present at week 0", "2.1 mentees per mentor: MENTOR 2016 (derived)"
    )
    ratio: float = number(
        0.0,
        0,
        1000,
        "mentees/mentor",
        "mentees per mentor that is held by recruiting and releasing mentors; 0: none is",
        "assumption; 2.1 in formal programmes: MENTOR 2016",
        since=3,
    )
    domains: Whole = number(4, 1, 16, "domains", "skill domains K")
    value_dimensions: Whole = number(3, 1, 16, "dimensions", "dimensions of the values vector")
    style_dimensions: Whole = number(3, 1, 16, "dimensions", "dimensions of the learning-style vector")


class Arrivals(Group):
    """Newcomers from outside."""

    on: bool = choice(True, "people arrive")
    mentees: float = number(
        0.005, 0, 0.2, "1/week", "arriving mentees per mentee present at week 0", "prototype: .6 a week for 120"
    )
    mentors: float = number(
        0.0017, 0, 0.2, "1/week", "recruited mentors per mentor present at week 0", "prototype: .1 a week for 60"
    )


class Normal(Group):
    """A normal starting distribution, cut to the column's bounds."""

    mean: float = number(0.5, -5, 5, "", "mean before the cut")
    sd: float = number(0.1, 0, 2, "", "standard deviation before the cut")


class Beta(Group):
    """A beta starting distribution on [0, 1]."""

    a: float = number(2.0, 0.01, 1000, "", "first shape")
    b: float = number(2.0, 0.01, 1000, "", "second shape")


def starts(family, meaning, source=PROTOTYPE, since=FIRST, **shape):
    """Declare the starting distribution of a trait or state. since: as for `number`."""
    extra = {"unit": "distribution", "source": source, "since": since}
    return Field(family(**shape), description=meaning, json_schema_extra=extra)


class Start(Group):
    """Starting distributions of every trait and state: the one table. For everybody, unless named for one role."""

    skill_mentee: Normal = starts(Normal, "a mentee's mean skill", mean=0.38, sd=0.10)
    skill_mentor: Normal = starts(Normal, "a mentor's mean skill", mean=0.70, sd=0.08)
    domain_sd_mentee: float = number(0.10, 0, 0.5, "skill", "spread of a mentee's skill over domains", PROTOTYPE)
    domain_sd_mentor: float = number(
        0.20, 0, 0.5, "skill", "spread of a mentor's skill over domains: specialists", PROTOTYPE
    )
    zone_width: Normal = starts(Normal, "zone of proximal development z, cut to [.05, .6]", mean=0.25, sd=0.06)
    aptitude_sd: float = number(
        0.4, 0, 1, "log", "spread of aptitude apt (log-normal with mean 1)", "prototype; explore .4-.8"
    )
    too_hard: float = number(
        0.6, 0, 1, "share", "people who set themselves tasks too hard; the rest, too easy ones", "prototype"
    )
    pitching: Beta = starts(Beta, "pitching skill rho, also of mentees, who answer too", a=2.2, b=1.1)
    attunement: Beta = starts(Beta, "attunement: how well one builds trust as a mentor", a=1.8, b=1.2)
    directiveness: Beta = starts(Beta, "directiveness c", a=2.0, b=3.0)
    metacognition_mentee: Beta = starts(Beta, "learning-to-learn m of mentees, and its baseline", a=2.5, b=5.0)
    metacognition_mentor: Beta = starts(
        Beta,
        "learning-to-learn m of mentors, and its baseline",
        "assumption: mentors have learned to learn; rival: as mentees",
        a=5.0,
        b=3.0,
    )
    lasting_gap: float = number(0.012, 0, 0.5, "skill", "skill now beyond lasting skill", PROTOTYPE)
    autonomy: Beta = starts(Beta, "autonomy need a", a=2.0, b=2.0)
    openness: Beta = starts(Beta, "openness o", a=2.0, b=2.0)
    zeta: Normal = starts(
        Normal,
        "propensity to take part zeta",
        "prototype: its spread makes the layers of participation",
        mean=0.0,
        sd=1.0,
    )
    literacy_mentee: Beta = starts(Beta, "digital literacy L of mentees", a=3.0, b=2.0)
    literacy_mentor: Beta = starts(Beta, "digital literacy L of mentors", a=2.0, b=3.0)
    values: Beta = starts(Beta, "values (practice), each dimension", "assumption", a=2.0, b=2.0)
    style: Beta = starts(Beta, "learning style, each dimension", "assumption", a=2.0, b=2.0)
    confidence: Beta = starts(Beta, "confidence C, and its baseline", "assumption", a=5.0, b=3.0)
    goal_focus: float = number(
        1.0, 0.05, 50, "", "concentration of the Dirichlet of goal weights: low, one goal; high, all alike"
    )
    ambition: Normal = starts(
        Normal,
        "stated target: rise of goal-weighted unassisted performance hoped for, cut at 0",
        "assumption",
        mean=0.08,
        sd=0.04,
    )
    minority: float = number(0.3, 0, 0.5, "share", "share of people in the smaller group (surface similarity)")
    capacity_low: Whole = number(1, 1, 50, "matches", "fewest matches a mentor takes at a time", PROTOTYPE)
    capacity_high: Whole = number(3, 1, 50, "matches", "most matches a mentor takes at a time", PROTOTYPE)
    hours: float = number(0.7, 0.01, 20, "hours/week", "mentor hours per unit of capacity", PROTOTYPE)
    hours_spread: float = number(0.25, 0, 2, "log hours", "spread of mentor hours (log-normal)", PROTOTYPE)
    stays_year: float = number(0.40, 0, 1, "share", "mentors who say they will stay a year", "prototype; MENTOR 2016")
    stays_years: float = number(
        0.35, 0, 1, "share", "mentors who say two to four years; the rest leave it open", "prototype; MENTOR 2016"
    )
    energy: float = number(0.85, 0, 1, "energy", "mentor energy E at the start")
    satisfaction: float = number(0.5, 0, 1, "satisfaction", "satisfaction at the start")


class Life(Group):
    """Episodes of private life that press on time and relationships."""

    on: bool = choice(True, "life episodes happen")
    episode: float = number(0.012, 0, 1, "1/week", "chance that an episode begins", PROTOTYPE)
    length: float = number(6.0, 1, 100, "weeks", "mean length of an episode (geometric)")
    hours: float = number(0.3, 0, 1, "share", "share of a mentor's hours left during an episode", PROTOTYPE)


class Structure(Group):
    """The social graph at the start, and whether it is open."""

    graph: Literal["units", "small_world", "scale_free", "groups", "random"] = choice(
        "units", "generator of the first graph"
    )
    units: Whole = number(8, 1, 100_000, "units", "units (or groups) people belong to")
    degree: Whole = number(6, 0, 60, "ties", "mean number of ties at the start")
    inside: float = number(0.8, 0, 1, "share", "share of first ties inside the own unit (units, groups)")
    rewiring: float = number(0.1, 0, 1, "share", "share of small-world ties that are rewired", "Watts & Strogatz 1998")
    open: bool = choice(False, "ties may form across units by chance, and newcomers meet anybody")


class Pairing(Group):
    """Who pairs: the coordinator, or people themselves."""

    by: Literal["coordinator", "people"] = choice(
        "coordinator", "who makes the matches, with the same candidates and information"
    )
    asks: Whole = number(3, 1, 50, "mentors", "mentors whom a mentee asks in one round, when people choose")


class Channel(Group):
    """How pairs meet and where the community talks."""

    medium: Literal["in_person", "online"] = choice("in_person", "medium of meetings and community")
    reliability: float = number(
        0.9, 0, 1, "probability", "chance that a contact works (in person), uptime (online)", PROTOTYPE
    )
    gamma: float = number(1.0, 0, 3, "", "literacy loss online: exponent of min(L_i, L_j)", PROTOTYPE)
    cost: float = number(
        1.0, 0.1, 1, "share", "hours of a contact as a share of an in-person one", "assumption; explore .5-1 online"
    )
    gap: float = number(
        0.25, 0, 1, "share", "contacts online lost to a full gap in literacy, beside the lower level (C6)", "assumption"
    )
    asynchrony: float = number(
        0.0, 0, 1, "share", "share of help that comes too late to carry the task", "assumption; explore 0-.5 online"
    )


class Modes(Group):
    """Ways in which people are helped, in any mix (C15); each one off is a null of its own."""

    one_to_one: bool = choice(True, "mentees and mentors are matched")
    community: bool = choice(True, "questions, answers and reading within one's own group (unit)")
    network: bool = choice(True, "questions, answers, reading and ties across groups (units)")


class Power(Group):
    """Power distance between mentor and mentee."""

    level: float = number(0.8, 0, 1, "", "power of the mentor's position", "assumption (Mak 2011)")


class Goals(Group):
    """Personal and organisational goals, their drift, and plans."""

    on: bool = choice(True, "goals move, plans are renegotiated, progress follows")
    policy: str = choice("negotiated", "goal policy (see `list goals`)")
    omega: float = number(0.6, 0, 1, "share", "organisational share of a negotiated plan", "assumption (Mak 2011)")
    shift: float = number(0.01, 0, 1, "1/week", "chance that the organisation's goals jump")
    jump: float = number(0.004, 0, 1, "1/week", "chance that a person's goals jump")
    drift: float = number(0.005, 0, 1, "1/week", "share of the way that goals drift toward newly drawn ones each week")
    threshold: float = number(
        0.15, 0, 1, "distance", "gap of plan and goals, beyond what omega allows, that calls for a new plan"
    )
    renegotiate_base: float = number(0.3, 0, 1, "probability", "chance to agree on a new plan at quality 0", STUDY)
    renegotiate_quality: float = number(0.5, 0, 1, "probability", "rise of that chance with quality", STUDY)
    tension: float = number(0.25, 0, 2, "log hazard", "tension added by a week of failed renegotiation")
    tension_fade: float = number(0.1, 0, 1, "1/week", "fading of tension")
    date: Whole = number(52, 1, 520, "weeks", "weeks from arrival to the date of a mentee's stated target")
    org_way: float = number(
        0.15, 0.01, 1, "skill", "rise in skill by the organisation's goals that counts as the whole way", since=2
    )
    earning: float = number(0.5, 0, 5, "log hazard", "fall of the leaving hazard with organisational progress")
    earning_hours: float = number(
        0.2, 0, 5, "share", "rise of mentor hours with omega x the mean organisational progress"
    )


class Matching(Group):
    """Who is matched with whom, and when."""

    on: bool = choice(True, "matches are made")
    policy: str = choice("similar", "matching policy (see `list matching`)")
    interval: Whole = number(1, 1, 52, "weeks", "weeks between two rounds of matching")
    noise: float = number(0.05, 0, 1, "trait units", "SD of the error in what the matching side knows about people")
    oracle: bool = choice(False, "policies see true states instead of noisy estimates")
    declines_below: float = number(0.4, 0, 1, "energy", "energy below which a mentor declines new mentees", STUDY)
    attempts: Whole = number(
        5, 1, 1000, "matches", "most matches a mentee has in a life (constellation: times the mentors at a time)"
    )
    answer_hours: float = number(
        0.25, 0, 5, "hours", "mentor hours, in person, that the answer to a routed question takes (community)"
    )
    own_group_first: bool = choice(
        False,
        "routed questions go to the mentors of the asker's own group (unit) before others (community)",
        "assumption: groups of mentors with groups of mentees, after communities of practice (Lave & Wenger 1991)",
    )
    gives_up: float = number(
        0.03,
        0,
        1,
        "1/week",
        "hazard that a mentee who waits gives up waiting",
        "first fit to P16 (DeWit et al. 2016)",
    )
    everybody: bool = choice(
        False, "mentees seek a mentor in any stage, not only while they are dependent", "informal: Ragins & Cotton 1999"
    )
    rematch: bool = choice(False, "pairs who report a poor fit are dissolved and matched anew, in any round")
    rematch_below: float = number(
        0.25, 0, 1, "quality", "mean of both partners' ratings of quality below which a fit is poor"
    )
    rematch_after: Whole = number(8, 1, 520, "weeks", "weeks that a pair is given before")
    circle: Whole = number(
        3,
        1,
        16,
        "mentors",
        "most mentors of a mentee at a time, and not more than domains (constellation)",
        "Higgins & Kram 2001 (developmental networks); Higgins & Thomas 2001",
    )
    by_similarity: float = number(1.0, 0, 1, "", "weight of deep similarity (composite, leximin)")
    by_zone: float = number(1.0, 0, 1, "", "weight of the zone value of the first tasks (composite, leximin)")
    by_goals: float = number(1.0, 0, 1, "", "weight of the fit of goals and strengths (composite, leximin)")
    by_channel: float = number(1.0, 0, 1, "", "weight of the chance to meet (composite, leximin)")
    reach: Whole = number(3, 1, 6, "steps", "how far into the network a mentee looks (self)")
    seen: Whole = number(256, 2, 100_000, "people", "most people that a mentee finds in the network (self)")
    accept_base: float = number(
        0.3, 0, 1, "probability", "chance that an asked mentor accepts a wholly dissimilar mentee (self)"
    )
    accept_slope: float = number(0.6, 0, 1, "probability", "rise of that chance with similarity (self)")


class Withdrawal(Group):
    """How the mentor recedes."""

    on: bool = choice(True, "help changes as the policy says; off: help stays as at the start")
    policy: str = choice("linear", "withdrawal policy (see `list withdrawal`)")
    start: float = number(0.7, 0, 1, "help", "help in a match's first week", "prototype")
    weeks: Whole = number(52, 1, 1040, "weeks", "weeks until help ends, in policies with a term")
    floor: float = number(0.05, 0, 1, "help", "help below which the mentor has receded and the match ends by plan")
    down: float = number(
        0.03, 0, 1, "help", "contingent: help taken away after a success", "Wood & Middleton 1975 (contingent shift)"
    )
    up: float = number(
        0.05, 0, 1, "help", "contingent: help added after a failure", "Wood & Middleton 1975 (contingent shift)"
    )
    ready_m: float = number(
        0.55, 0, 1, "metacognition", "readiness: learning-to-learn of a mentee who no longer needs help"
    )
    ready_y: float = number(0.55, 0, 1, "performance", "readiness: unassisted performance of such a mentee")
    ready_span: float = number(0.3, 0.01, 1, "", "readiness: distance below these marks at which full help is given")
    half_life: float = number(13.0, 0.5, 520, "weeks", "exponential: weeks in which help halves")
    mastery: float = number(
        0.5, 0, 1, "performance", "mastery: unassisted performance that counts as mastery", "near independence (stages)"
    )
    memory: float = number(
        0.1, 0.01, 1, "1/week", "mastery, booster: weight of the newest look in the running estimate"
    )
    tolerated: float = number(0.1, 0, 1, "dependence", "dependence: level that the mentor tolerates")
    recede: float = number(0.1, 0, 1, "help/week", "dependence: help taken per dependence beyond that")
    worth_m: float = number(0.5, 0, 10, "", "optimal: worth of learning-to-learn against unassisted performance")
    lead: float = number(0.05, 0, 1, "help/week", "mentee_led: help declined at full autonomy and confidence")
    ease: float = number(0.1, 0, 1, "help/week", "load_led: help taken at a load of 2, given back at none")
    budget: float = number(12.0, 1, 1000, "help", "budget: help to give, summed over meetings")
    spare: float = number(0.3, 0, 1, "share", "budget: share of full help given after a success")
    handover: Whole = number(
        2, 2, 6, "people", "handover: peers who share what is withdrawn", "two or more: Higgins & Kram 2001"
    )
    follow_up: Whole = number(13, 0, 520, "weeks", "booster: weeks between the end of fading and the term")
    boost: Whole = number(4, 1, 52, "weeks", "booster: weeks for which help comes back")
    fall: float = number(0.1, 0, 1, "share", "booster: fall of estimated performance that brings it back")
    peer_reply: float = number(
        0.35, 0, 1, "probability", "handover, teach_first: chance that a contact without a tie's strength takes part"
    )
    peer_tie: float = number(0.5, 0, 1, "probability", "handover, teach_first: rise of it with the tie's strength")
    peers: float = number(
        0.5,
        0,
        1,
        "probability",
        "chance, at quality 1, that a pair goes on as peers after a planned end; 0: never",
        "redefinition: Kram 1983",
    )
    noise: float = number(0.08, 0, 1, "", "SD of the error in what a mentor sees of the mentee's state")
    oracle: bool = choice(False, "policies see true states instead of noisy estimates")


class Meetings(Group):
    """Hours, load, and whether a match meets."""

    on: bool = choice(True, "matches meet")
    mentee: float = number(1.1, 0, 10, "1/week", "contacts that a proactive mentee begins", "prototype")
    mentee_base: float = number(0.1, 0, 5, "", "share of them without trust", "prototype")
    mentee_quality: float = number(1.4, 0, 5, "", "rise of that share with trust", "prototype")
    chosen: float = number(
        0.5, 0, 5, "share", "rise of a mentee's contacts with a chosen mentor", "Kendall & Smith-Jentsch 2015"
    )
    mentor: float = number(1.1, 0, 10, "1/week", "contacts that an attuned mentor begins", "prototype")
    mentor_base: float = number(0.5, 0, 5, "", "share of them without trust", "prototype")
    prompts: float = number(
        0.3, 0, 5, "1/week", "contacts that a programme's prompts begin", "prototype; Single & Muller 2000"
    )
    memory: float = number(4.0, 0.1, 1000, "weeks", "silence in which initiative falls to 1/e", "prototype")
    budget: Literal["free", "equal_hours"] = choice(
        "free", "hours follow from meetings, or meetings from a budget of hours that all arms share"
    )
    hours_budget: float = number(
        0.25, 0, 20, "hours/week", "equal_hours: hours a week for each mentor of week 0", "near what the network gives"
    )
    claim_base: float = number(0.4, 0, 5, "hours/week", "hours a match claims without help", STUDY)
    claim_help: float = number(0.6, 0, 5, "hours/week", "hours that full help adds", STUDY)
    literacy: float = number(0.02, 0, 1, "1/meeting", "literacy picked up from a more literate partner online", STUDY)
    practice: float = number(0.001, 0, 0.1, "1/meeting", "pitching skill gained by practice")
    contacts: float = number(0.05, 0, 1, "1/meeting", "chance that the mentor introduces one of their own contacts")
    resources: float = number(0.10, 0, 1, "1/meeting", "chance that the mentor shows a new resource (node)")


class Learning(Group):
    """Learning in the zone of proximal development, alone and with a mentor."""

    on: bool = choice(True, "people work, learn and forget")
    placebo: bool = choice(
        False, "pairs form, meet and end, and nothing else follows from it: a control for mentoring's own effects"
    )
    rate: float = number(
        0.08, 0, 1, "skill/week", "lambda, skill gained in a week at the best task", "prototype; explore .063-.099"
    )
    per_meeting: float = number(
        0.20, 0, 1, "weeks", "time of a week of learning that a meeting takes, in person", "prototype; explore .12-.35"
    )
    most_time: float = number(
        0.8, 0, 1, "weeks", "time that meetings take at most; where they would take more, each shrinks", "prototype"
    )
    per_visit: float = number(0.10, 0, 1, "weeks", "time that taking part in the community takes", "prototype")
    effort_base: float = number(0.35, 0, 2, "effort", "effort without confidence", "prototype")
    effort_confidence: float = number(
        0.8, 0, 2, "effort", "rise of effort with confidence", "Bandura 1997; Multon, Brown & Lent 1991"
    )
    effort_hurt: float = number(0.5, 0, 2, "effort", "fall of effort with hurt", "prototype")
    effort_dependence: float = number(
        0.17, 0, 2, "effort", "fall of effort at own work with dependence", "prototype; explore .08-.26"
    )
    work_autonomy: float = number(0.5, 0, 1, "", "how strongly realised autonomy scales effort at own work")
    own_error: float = number(
        0.20,
        0,
        1,
        "skill",
        "how far own tasks miss even odds without learning-to-learn",
        "prototype; Kruger & Dunning 1999",
    )
    from_failure: float = number(
        0.15, 0, 1, "share", "kappa: what a failure alone teaches; half of it with a helper", "prototype; explore 0-.2"
    )
    meeting_weight: float = number(
        1.7,
        0,
        10,
        "tasks",
        "W: worth of a meeting's task, as a meeting holds more than one",
        "first fit to P7; prototype 1.6; explore 1.2-2.2",
    )
    confusion: float = number(
        0.088,
        0,
        1,
        "",
        "loss in a meeting without trust and pitching skill; 0 switches it off",
        "prototype; explore 0-.143",
    )
    redundancy: float = number(
        1.3, 0, 5, "", "r: how much redundant help loses", "prototype; explore 1.15-1.5; Kalyuga et al. 2003"
    )
    redundant_from: float = number(0.34, 0, 1, "skill", "skill at which help begins to be redundant", "prototype")
    redundant_span: float = number(0.25, 0.01, 1, "skill", "skill from there to all of it", "prototype")
    priming: float = number(
        2.0, 0, 10, "", "pi: gain from help after a try of one's own in the domain", "prototype; explore 1.35-2.2"
    )
    priming_middle: float = number(
        0.36, 0, 1, "skill", "skill at which half of that works", "prototype; Sinha & Kapur 2021"
    )
    priming_scale: float = number(0.05, 0.001, 1, "skill", "how sharply it does", "prototype")
    priming_confidence: float = number(
        0.3, 0, 1, "confidence", "confidence without which a struggle does not prime", "prototype"
    )
    aim: float = number(0.70, 0.01, 0.99, "probability", "success that the mentor aims at", "near Wilson et al. 2019")
    tau: float = number(0.06, 0.001, 1, "skill", "scale of the success curve", STUDY)
    ease: float = number(1.2, -5, 5, "logit", "success at a task that help just covers (b)", STUDY)
    pitch: Literal["zone", "fixed"] = choice("zone", "how mentors pitch: at the zone, or at a fixed stretch (rival)")
    fixed_stretch: float = number(0.45, 0, 1, "skill", "stretch set without pitching skill", STUDY)
    blind_from: float = number(
        0.3,
        0,
        1,
        "skill",
        "gap up to which a helper sees a mentee's difficulties",
        "prototype; Nathan & Petrosino 2003",
    )
    blind_scale: float = number(0.4, 0.01, 100, "skill", "gap beyond it in which pitching falls to 1/e", "prototype")
    width_error: float = number(0.2, 0, 1, "log width", "SD of the mentor's estimate of the zone width")
    imposed_difficulty: float = number(0.05, 0, 1, "skill", "stretch added when the whole plan is imposed")
    zone: Literal["gamma", "gaussian", "beta", "error_rate"] = choice(
        "gamma", "zone function", "Wilson et al. 2019 for the last"
    )
    forgetting: float = number(
        0.05, 0, 1, "1/week", "f: pace at which skill falls toward lasting skill", "prototype; explore .042-.064"
    )
    storing: float = number(
        0.20, 0, 1, "1/week", "mu: pace at which success makes skill last", "prototype; explore .14-.28"
    )
    lasting_loss: float = number(0.0003, 0, 0.1, "1/week", "share of lasting skill lost", "prototype")
    autonomy_form: Literal["geometric", "additive", "minimum"] = choice(
        "geometric", "how realised autonomy joins its parts (C5)"
    )
    node_help: float = number(0.25, 0, 1, "help", "help in own work from all the resources one could find", "prototype")
    nodes_pace: float = number(0.2, 0, 5, "1/node", "how fast resources saturate", STUDY)
    nodes_fade: float = number(0.01, 0, 1, "1/week", "share of resources that go stale", STUDY)
    m_work: float = number(0.004, 0, 1, "1/week", "learning-to-learn from success at own work", "prototype")
    m_coaching: float = number(
        0.012, 0, 1, "1/meeting", "learning-to-learn from a trusted and receding mentor's example", "prototype"
    )
    m_back: float = number(0.01, 0, 1, "1/week", "return of learning-to-learn to its baseline", "prototype")
    m_merit: float = number(0.004, 0, 0.1, "1/week", "merit of resistance (C4); 0 switches it off", STUDY)
    bound_base: float = number(
        0.15, 0, 1, "distance", "distance of values heard by a closed mind", "after Deffuant et al. 2000"
    )
    bound_slope: float = number(
        0.45, 0, 1, "distance", "rise of that distance with openness", "after Deffuant et al. 2000"
    )
    bound_scale: float = number(0.05, 0.0001, 1, "distance", "softness of the bound", STUDY)
    values_move: float = number(
        0.05, 0, 0.5, "share", "share of the way that accepted advice moves values", "assumption; explore .05-.3"
    )


class Community(Group):
    """Visits, questions, answers and reading."""

    on: bool = choice(True, "the community is there")
    base: float = number(
        -1.4, -10, 10, "log rate", "r0, visits at average traits and states", "first fit to P31; prototype -1.2"
    )
    by_zeta: float = number(
        0.9, 0, 10, "log rate", "rise of visits with the propensity to take part", "first fit to P31; prototype 1.1"
    )
    by_reply: float = number(
        1.8,
        0,
        10,
        "log rate",
        "rise of visits with a recent reply",
        "first fit to P32; prototype 2; Joyce & Kraut 2006",
    )
    by_hush: float = number(
        3.0,
        0,
        20,
        "log rate",
        "fall of visits, and of readiness to speak, with hush",
        "first fit to P32; prototype 2.3",
    )
    by_confidence: float = number(1.0, 0, 10, "log rate", "rise of visits with confidence", "prototype")
    heard_fade: float = number(0.15, 0, 1, "1/week", "fading of a reply's pull", "prototype")
    hush_fade: float = number(0.05, 0, 1, "1/week", "fading of hush", "prototype")
    ask_base: float = number(
        -1.2, -20, 20, "logit", "readiness to ask about a failed task of one's own", "first fit to P31; prototype -1.4"
    )
    ask_confidence: float = number(4.0, 0, 20, "logit", "rise of it with confidence", "prototype")
    ask_m: float = number(2.0, 0, 20, "logit", "rise of it with learning-to-learn", "Miyake & Norman 1979")
    ask_zeta: float = number(
        1.2, 0, 20, "logit", "rise of it with the propensity to take part", "first fit to P31; prototype 2"
    )
    strangers: float = number(8.0, 0, 100, "people", "F: people at large who might look in on a question", "prototype")
    forwarding: Whole = number(3, 0, 20, "tries", "tries to pass a question on to a contact's contact", "prototype")
    seen: Whole = number(
        15, 1, 1000, "people", "most visitors of one's own group whom a question reaches", "assumption: large groups"
    )
    answer_logit: float = number(-3.0, -20, 20, "logit", "readiness to answer, a visit", "prototype")
    answer_zeta: float = number(
        1.2, 0, 20, "logit", "rise of it with the propensity to take part", "first fit to P31; prototype 2"
    )
    owed: float = number(1.5, 0, 20, "logit", "rise of it with help got from the asker", "prototype; Ai 2026")
    owed_fade: float = number(0.03, 0, 1, "1/week", "fading of the obligation for help received", "prototype")
    knows: float = number(0.06, 0.001, 1, "skill", "how sharply knowing more decides on answering", "prototype")
    crowd: float = number(0.42, 0, 1, "share", "readiness left after each answer that a question has", "prototype")
    most_answers: Whole = number(4, 1, 50, "answers", "most answers to a question", "prototype")
    answer_hours: float = number(0.2, 0, 5, "hours", "hours that an answer costs its giver", "prototype")
    explaining: float = number(0.1, 0, 1, "share", "lasting skill from explaining, of that from a success", "prototype")
    new_tie: float = number(
        0.25, 0, 1, "share", "strengthening of a tie by an answer; strength of a new one", "prototype"
    )
    witness: float = number(
        0.15, 0, 1, "", "hush of those who witness a harsh word", "first fit to P32; prototype .1; Pew 2017"
    )
    hush: float = number(0.7, 0, 1, "", "hush of those whom it hits", "first fit to P32; prototype .5; Pew 2017")
    help: float = number(0.4, 0, 1, "help", "help in an answer", "prototype")
    answer_weight: float = number(0.7, 0, 5, "tasks", "worth of an answer's task", "prototype")
    answer_base: float = number(0.4, 0, 1, "share", "share of it from a stranger", "prototype")
    answer_tie: float = number(0.6, 0, 1, "share", "share that the strength of a tie adds", "prototype")
    reading: float = number(0.35, 0, 1, "tasks", "worth of reading an answer", "prototype")
    reading_base: float = number(0.3, 0, 1, "share", "share of it without a try before", "prototype")
    reading_tried: float = number(0.7, 0, 1, "share", "share that a try before in the domain adds", "prototype")
    praise: float = number(0.5, 0, 1, "probability", "chance that an answer is thanked")
    finds: float = number(0.04, 0, 1, "probability", "chance to find a resource by taking part")


class Exposure(Group):
    """Risks of taking part."""

    on: bool = choice(True, "harsh words, privacy incidents and outages happen")
    harsh: float = number(
        0.01,
        0,
        1,
        "probability",
        "chance of a harsh word per contribution, and (x `harsh_directive` c) per meeting",
        "assumption (Mak 2011)",
    )
    harsh_directive: float = number(
        2.0, 0, 10, "", "chance of a harsh word in a meeting, per chance in the community and directiveness", since=2
    )
    privacy: float = number(
        0.0, 0, 1, "1/week", "chance of a privacy incident for a visitor, which silences as a harsh word does"
    )
    outage: float = number(0.0, 0, 1, "1/week", "chance that the platform is down for a week")


class Confidence(Group):
    """Confidence, and what moves it."""

    on: bool = choice(True, "confidence moves")
    own_success: float = number(0.04, 0, 1, "1/event", "gain after success at own work", "prototype; Bandura 1997")
    aided_success: float = number(
        0.05, 0, 1, "1/event", "gain after success with help 0, none with full help", "prototype"
    )
    failure: float = number(0.03, 0, 1, "1/event", "loss after a failure", "prototype")
    support: float = number(0.02, 0, 1, "1/meeting", "gain from a trusted mentor's support", "prototype")
    praise: float = number(0.02, 0, 1, "1/event", "gain from praise", "prototype")
    harsh: float = number(0.09, 0, 1, "1/event", "loss after a harsh word", STUDY)
    buffer: float = number(0.5, 0, 1, "share", "share of a loss that full trust in the mentor takes away", STUDY)
    shortfall: float = number(0.02, 0, 1, "1/week", "loss per help missed", "prototype")
    back: float = number(0.03, 0, 1, "1/week", "return to the person's baseline", "prototype")


class Adaptation(Group):
    """Adaptation to help, which is dependence, and help that is missed."""

    on: bool = choice(True, "people get used to help, and miss it")
    rate: float = number(0.08, 0, 1, "1/week", "pace of adaptation to a level of help", "Helson 1964; prototype")
    missed: float = number(0.5, 0, 1, "", "how strongly help below that level is missed", "Oliver 1980; prototype")


class Hurt(Group):
    """Unplanned ends that hurt."""

    on: bool = choice(True, "an unplanned end hurts")
    base: float = number(0.2, 0, 1, "", "hurt by the end of a match without trust", "prototype")
    own_end: float = number(0.5, 0, 1, "share", "share of it where the mentee left", "prototype")
    confidence: float = number(
        0.28,
        0,
        1,
        "share",
        "share of confidence lost at once, per hurt",
        "prototype; explore .18-.35; Grossman & Rhodes 2002",
    )
    fade: float = number(0.04, 0, 1, "1/week", "fading of hurt", "prototype")


class Satisfaction(Group):
    """Satisfaction, and the fit of person and place."""

    on: bool = choice(True, "satisfaction moves")
    base: float = number(0.42, 0, 1, "satisfaction", "satisfaction without a mentor, at average states", "prototype")
    fit: float = number(0.6, 0, 5, "", "weight of fit with the place", "first fit to P35; Kristof-Brown et al. 2005")
    usual_fit: float = number(0.75, 0, 1, "fit", "fit that neither pleases nor displeases", "about the mean of fit")
    trust: float = number(0.27, 0, 2, "", "weight of a trusted mentor", "prototype")
    confidence: float = number(0.25, 0, 2, "", "weight of confidence", "prototype")
    progress: float = number(0.05, 0, 2, "", "weight of progress beyond the gain expected", "assumption")
    expected: float = number(
        0.13, 0.001, 1, "share", "share of the best gain that is expected of own work", "about what own work brings"
    )
    memory: float = number(0.07, 0.001, 1, "1/week", "weight of the newest week in mean progress", "prototype")
    hurt: float = number(0.3, 0, 2, "", "weight of hurt", "prototype")
    shortfall: float = number(0.3, 0, 2, "", "weight of help missed", "prototype; Oliver 1980")
    pace: float = number(0.10, 0, 1, "1/week", "pace at which satisfaction follows", "prototype")


class Belonging(Group):
    """Belonging."""

    on: bool = choice(True, "belonging moves")
    pace: float = number(0.06, 0, 1, "1/week", "pace at which belonging follows", "prototype")
    replied: float = number(1.0, 0, 1, "", "signal of a reply or thanks", "prototype; Joyce & Kraut 2006")
    there: float = number(0.25, 0, 1, "", "signal of taking part without one", "prototype")
    pair: float = number(0.35, 0, 1, "", "weight of a pair in contact", "prototype")
    pair_base: float = number(0.3, 0, 1, "quality", "what contact without trust counts", "prototype")


class Control(Group):
    """Autonomy against control: threat, reactance, missing structure."""

    on: bool = choice(True, "control meets resistance")
    by_autonomy: float = number(
        0.2, 0, 2, "", "threat that a person without need for autonomy does not feel", "fit to P33; first edition .35"
    )
    by_skill: float = number(0.05, 0, 2, "", "threat that a novice does not feel", "fit to P33; first edition .15")
    rise: float = number(0.15, 0, 1, "1/meeting", "speed at which reactance follows threat", STUDY)
    steep: float = number(2.0, 0, 10, "", "reactance per threat", STUDY)
    powerless: float = number(
        0.3, 0, 1, "share", "share of directive help perceived as control where the setting gives no power", STUDY, 2
    )
    fade: float = number(0.03, 0, 1, "1/week", "fading of reactance in weeks without a meeting")
    structure: float = number(0.4, 0, 2, "", "structure that a novice needs", STUDY)
    structure_cost: float = number(0.3, 0, 1, "share", "uptake lost per missing structure", STUDY)


class Quality(Group):
    """Quality of the relationship."""

    on: bool = choice(True, "quality moves")
    start: Literal["similarity", "flat"] = choice(
        "similarity", "first quality follows deep similarity, or is flat (rival to C2)"
    )
    base: float = number(0.15, 0, 1, "quality", "first quality of wholly dissimilar people", "prototype")
    slope: float = number(
        0.54,
        0,
        0.85,
        "quality",
        "rise of first quality with similarity (C2; 0 switches it off)",
        "first fit to P11; prototype .46; explore .36-.54",
    )
    same_group: float = number(0.03, 0, 1, "quality", "first quality that a shared group adds", "prototype")
    hurt: float = number(0.2, 0, 1, "quality", "first quality that hurt takes", "prototype")
    flat: float = number(0.48, 0, 1, "quality", "first quality in the flat form", STUDY)
    spread: float = number(0.08, 0, 0.5, "quality", "SD of first quality beside similarity")
    felt_base: float = number(0.4, 0, 2, "", "worth of a success", STUDY)
    felt_phi: float = number(0.6, 0, 2, "", "worth of a success at the right stretch, on top", STUDY)
    felt_cost: float = number(0.30, 0, 2, "", "worth beyond which a meeting strengthens trust", STUDY)
    felt_reactance: float = number(0.5, 0, 2, "", "weight of the mentee's reactance in a meeting")
    felt_harsh: float = number(0.5, 0, 2, "", "weight of a harsh word in a meeting")
    gain: float = number(0.10, 0, 1, "1/meeting", "growth of trust with a fully attuned mentor", "prototype")
    loss: float = number(0.15, 0, 1, "1/meeting", "loss of trust", STUDY)
    bias: float = number(
        0.065, 0, 1, "quality", "SD of a person's bias in all their ratings", "Eby et al. 2013 (shared response bias)"
    )
    rating_noise: float = number(0.06, 0, 1, "quality", "SD of the error in one rating")
    gate: float = number(
        0.42, 0.01, 1, "quality", "trust at which half of the help arrives", "prototype; explore .36-.455; Rhodes 2005"
    )
    gate_power: float = number(3.5, 0, 20, "", "how sharply it does; 0: half always", "prototype; explore 2.5-4.5")


class Endings(Group):
    """Hazards of unplanned endings."""

    on: bool = choice(True, "matches end unplanned")
    mentor: float = number(
        0.0013, 0, 1, "1/week", "mentor's hazard at average states", "first fit to P1, P3; prototype .0021"
    )
    mentee: float = number(
        0.0005, 0, 1, "1/week", "mentee's hazard at average states", "first fit to P1, P3; prototype .00125"
    )
    by_quality: float = number(2.5, 0, 20, "log hazard", "fall of both with quality", PROTOTYPE)
    by_energy: float = number(2.0, 0, 20, "log hazard", "rise of the mentor's with exhaustion", STUDY)
    by_reactance: float = number(2.0, 0, 20, "log hazard", "rise of the mentee's with reactance", STUDY)
    by_shortfall: float = number(1.5, 0, 20, "log hazard", "rise of the mentee's with help missed", PROTOTYPE)
    episode: float = number(1.2, 0, 20, "log hazard", "rise in a life episode of the partner who ends it", PROTOTYPE)
    committed: float = number(
        0.7, 0, 10, "factor", "of the mentor's hazards within the time they said they would stay", PROTOTYPE
    )
    beyond: float = number(2.0, 0, 10, "factor", "of the mentor's hazards after it", PROTOTYPE)
    outside: float = number(0.0006, 0, 1, "1/week", "hazard of an ending from outside (move, job)", PROTOTYPE)
    silence: float = number(
        0.018, 0, 1, "1/week", "rise of the hazard with each week of silence", "first fit to P1, P34; prototype .02"
    )
    tolerated: float = number(
        4.0, 0, 100, "weeks", "weeks of silence that do not count", "first fit to P1, P34; prototype 3"
    )


class Energy(Group):
    """Mentor energy."""

    on: bool = choice(True, "energy moves")
    recovery: float = number(0.04, 0, 1, "1/week", "recovery", STUDY)
    strain: float = number(
        0.01, 0, 1, "1/week", "strain at load 1 (grows with its square)", "first fit to P1; first edition .02"
    )
    joy: float = number(0.03, 0, 1, "1/week", "energy from mentees' success", STUDY)
    memory: float = number(0.1, 0.001, 1, "1/meeting", "weight of the newest meeting in the running success")


class Ties(Group):
    """How contacts form and fade."""

    on: bool = choice(True, "ties form and fade")
    fade: float = number(0.02, 0, 1, "1/week", "fading of a tie's strength", STUDY)
    floor: float = number(0.1, 0, 1, "strength", "strength below which a tie is lost")
    first: float = number(0.5, 0.01, 1, "strength", "strength of a new tie")
    most: Whole = number(40, 1, 1000, "ties", "ties beyond which a person looks for no more")
    one_way: float = number(
        0.6, 0, 1, "strength", "strength of the strongest one-way arc of a given graph; a reciprocated one is stronger"
    )
    newcomer: Whole = number(3, 0, 50, "ties", "people whom a newcomer meets in the first week")
    closure: float = number(
        0.6, 0, 1, "probability", "chance to consider a contact of a contact", "Watts & Strogatz 1998; Ai 2026"
    )
    base: float = number(-3.3, -20, 20, "logit", "readiness to tie")
    by_similarity: float = number(4.0, 0, 50, "logit", "homophily", "McPherson, Smith-Lovin & Cook 2001")
    by_shared: float = number(0.7, 0, 20, "logit", "pull of a shared contact", "odds > 2: Ai 2026")
    by_unit: float = number(0.7, 0, 20, "logit", "pull of the same unit")
    by_degree: float = number(0.2, 0, 20, "logit", "pull of well-connected people (log)", "Barabasi & Albert 1999")
    meeting_renewal: float = number(0.1, 0, 1, "share", "strengthening of the pair's tie by a meeting")
    unlike: float = number(
        0.447,
        0.01,
        2,
        "distance",
        "distance of values, x √2, that counts as wholly unlike",
        "that of two people drawn at random",
        2,
    )
    diversity_memory: float = number(
        0.1, 0.001, 1, "1/week", "weight of the newest contact in the diversity experienced"
    )


class Stages(Group):
    """Stages of a mentee, and graduation to mentor."""

    on: bool = choice(True, "stages change and people graduate")
    dependent_d: float = number(0.4, 0, 1, "dependence", "dependent above it", STUDY)
    dependent_m: float = number(0.3, 0, 1, "metacognition", "dependent below it", STUDY)
    independent_d: float = number(0.2, 0, 1, "dependence", "independent below it", STUDY)
    independent_m: float = number(0.5, 0, 1, "metacognition", "independent from it on", STUDY)
    independent_y: float = number(0.48, 0, 1, "performance", "lasting performance, independent from it on", STUDY)
    window: Whole = number(26, 1, 520, "weeks", "weeks in which help counts for interdependence", STUDY)
    partners: Whole = number(2, 1, 6, "people", "partners of help needed for interdependence", STUDY)
    reciprocity: float = number(0.3, 0, 1, "", "smaller over larger number of partners helped and helping", STUDY)
    graduation: bool = choice(True, "independent people may become mentors")
    confidence: float = number(0.5, 0, 1, "confidence", "confidence a volunteer needs", STUDY)
    volunteer: float = number(0.015, 0, 1, "1/week", "volunteering rate", PROTOTYPE)
    volunteer_base: float = number(0.3, 0, 5, "", "readiness without good memories of a mentor", PROTOTYPE)
    volunteer_quality: float = number(1.4, 0, 5, "", "rise with the quality of past mentoring", PROTOTYPE)
    need_pull: float = number(1.0, 0, 2, "", "pull of visible need (1: +-50 %)")
    while_matched: bool = choice(False, "a matched mentee may volunteer", "model default: no")
    comes_back: float = number(
        0.01, 0, 1, "1/week", "hazard that a former mentor takes up mentoring again, once rested", "assumption"
    )
    rested: float = number(0.9, 0, 1, "energy", "energy from which a former mentor is rested", "assumption")


class Departures(Group):
    """People who leave for good."""

    on: bool = choice(True, "people leave")
    leaving: float = number(0.0012, 0, 1, "1/week", "leaving hazard at average states", PROTOTYPE)
    by_satisfaction: float = number(
        4.5, 0, 20, "log hazard", "fall of it with satisfaction", "first fit to P35; prototype 5"
    )
    by_belonging: float = number(1.5, 0, 20, "log hazard", "fall of it with belonging", PROTOTYPE)
    by_hurt: float = number(2.0, 0, 20, "log hazard", "rise of it with hurt", PROTOTYPE)
    by_shortfall: float = number(1.5, 0, 20, "log hazard", "rise of it with help missed", PROTOTYPE)
    spread: float = number(
        0.0,
        0,
        10,
        "log hazard",
        "spread over people of how loosely they are bound from the start",
        "Jordan 2015 (form)",
    )
    mentor_exit: float = number(
        0.0010,
        0,
        1,
        "1/week",
        "hazard that a mentor full of energy gives up mentoring",
        "first fit to P1; prototype .0016",
    )
    exhaustion: float = number(3.0, 0, 20, "log hazard", "rise of it with lost energy", PROTOTYPE)


class SettingChoice(Group):
    """The setting, and any component taken from another one (see `list settings`, `list components`)."""

    preset: str = choice("organisation", "setting; also written `setting = ...`")
    structure: str = choice("", "setting whose structure is used; empty: the preset's")
    pairing: str = choice("", "setting whose pairing is used")
    channel: str = choice("", "setting whose channel is used")
    power: str = choice("", "setting whose power is used")
    goals: str = choice("", "setting whose goals are used")
    exposure: str = choice("", "setting whose exposure is used")
    pool: str = choice("", "setting whose people are used; empty: people stay as they are in every setting")
    practice: str = choice("", "setting whose practice is used; empty: practice stays as it is in every setting")


class Variation(Group):
    """Random effects: how far programmes, mentors and persons differ for reasons that no other parameter names.

    Each is the spread of a log-normal factor with mean 1; at 0 there is no such difference.
    """

    programme: float = number(
        0.0, 0, 2, "log", "of a whole programme: its mentors' and mentees' hazards of ending a match",
        "form after McQuillin & Lyons 2021 (P4)", since=3,
    )  # fmt: skip
    mentor: float = number(
        0.0, 0, 2, "log", "of helpers: how much the same help teaches", "form after Atkisson 2022 (P19)", since=3
    )
    person: float = number(
        0.0, 0, 2, "log", "of a person: the hazard of ending a match", "form after Vaupel et al. 1979", since=3
    )


class Trial(Group):
    """A trial inside a world: whose policies differ within it."""

    unit: TrialUnit = choice("mentee", "who is randomised to the arms: mentees, mentors or units", since=3)
    arms: TableText = choice(
        "", "the arms as JSON: by name, what each has in place of the world's own; empty: no trial", since=3
    )


class Parameters(Group):
    """The complete description of a world."""

    setting: SettingChoice = Field(default_factory=SettingChoice)
    people: People = Field(default_factory=People)
    start: Start = Field(default_factory=Start)
    structure: Structure = Field(default_factory=Structure)
    pairing: Pairing = Field(default_factory=Pairing)
    channel: Channel = Field(default_factory=Channel)
    modes: Modes = Field(default_factory=Modes)
    power: Power = Field(default_factory=Power)
    exposure: Exposure = Field(default_factory=Exposure)
    arrivals: Arrivals = Field(default_factory=Arrivals)
    life: Life = Field(default_factory=Life)
    goals: Goals = Field(default_factory=Goals)
    matching: Matching = Field(default_factory=Matching)
    withdrawal: Withdrawal = Field(default_factory=Withdrawal)
    meetings: Meetings = Field(default_factory=Meetings)
    learning: Learning = Field(default_factory=Learning)
    community: Community = Field(default_factory=Community)
    adaptation: Adaptation = Field(default_factory=Adaptation)
    confidence: Confidence = Field(default_factory=Confidence)
    control: Control = Field(default_factory=Control)
    quality: Quality = Field(default_factory=Quality)
    endings: Endings = Field(default_factory=Endings)
    hurt: Hurt = Field(default_factory=Hurt)
    energy: Energy = Field(default_factory=Energy)
    ties: Ties = Field(default_factory=Ties)
    satisfaction: Satisfaction = Field(default_factory=Satisfaction)
    belonging: Belonging = Field(default_factory=Belonging)
    stages: Stages = Field(default_factory=Stages)
    departures: Departures = Field(default_factory=Departures)
    variation: Variation = Field(default_factory=Variation)
    trial: Trial = Field(default_factory=Trial)
    given: Given | None = Field(default=None, repr=False)  # real people, no number: [people] alone sets it

    model_config = ConfigDict(arbitrary_types_allowed=True)


GIVEN = "given"


# --- paths -----------------------------------------------------------------------------------------------------------


def walk(model=Parameters, prefix=""):
    """Yield (path, field) of every single parameter, in the order of declaration; distributions by their shapes."""
    for name, field in model.model_fields.items():
        path = f"{prefix}{name}"
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Group):
            yield from walk(kind, path + ".")
        elif path != GIVEN:
            yield path, field


VALUES = {path: attrgetter(path) for path in (*(path for path, _ in walk()), GIVEN)}


def flatten(parameters: Parameters) -> dict:
    """{path: value} of every parameter; given people, where there are any, as `given`."""
    flat = {path: value_of(parameters) for path, value_of in VALUES.items()}
    if flat[GIVEN] is None:
        del flat[GIVEN]
    return flat


DEFAULTS = flatten(Parameters())
GROUPS = {path[:end] for path in DEFAULTS for end, mark in enumerate(path) if mark == "."} - {"setting"}  # a name, too


def declaration(path: str):
    """The field that a path's meaning and source stand in: of a shape of a distribution, that of its trait."""
    group, name, *_ = path.split(".")
    return Parameters.model_fields[group].annotation.model_fields[name]


@cache
def added_after(schema: int) -> dict:
    """{path: default} of the parameters that came after a schema. At their defaults all is as it was before them."""
    return {path: DEFAULTS[path] for path, _ in walk() if declaration(path).json_schema_extra["since"] > schema}


def bounds(field) -> tuple:
    """(low, high) of a declared number, or (None, None)."""
    found = {type(m).__name__: m for m in field.metadata}
    return (found["Ge"].ge, found["Le"].le) if "Ge" in found else (None, None)


def catalogue() -> list[dict]:
    """The list of all parameters, a dict for each: path, default, unit, bounds, meaning, source.

    For a shape of a distribution the meaning and source are those of the trait it belongs to.
    """
    rows = []
    for path, field in walk():
        low, high = bounds(field)
        owner, leaf = declaration(path), path.rpartition(".")[2]
        meaning = owner.description + (f": {leaf}" if owner is not field else "")
        values = getattr(field.annotation, "__args__", None)
        rows.append(
            {
                "name": path,
                "default": DEFAULTS[path],
                "unit": field.json_schema_extra["unit"],
                "low": low,
                "high": high,
                "choices": list(values) if values and all(isinstance(v, str) for v in values) else None,
                "summary": meaning,
                "source": owner.json_schema_extra["source"],
            }
        )
    return rows


# --- building --------------------------------------------------------------------------------------------------------


def check_path(path: str) -> None:
    """Refuse an unknown parameter path: with what replaced it if it is gone, else with the nearest known one."""
    if path not in DEFAULTS and path != GIVEN:
        raise BadInput(f"{path}: {unknown_parameter(path, nearest)}")


def unknown_parameter(path: str, near, known=()) -> str:
    """What is said of a path that is no parameter's. near: `nearest`, or what stands for it; known: other names."""
    why = why_gone(path)
    return why or f"unknown parameter{near(path, [*known, *DEFAULTS])}; see `mentorsim list parameters`"


def nest(flat: dict, nested: dict) -> dict:
    """`nested` with {"a.b": 1} entered as {"a": {"b": 1}}."""
    for path, value in flat.items():
        *groups, leaf = path.split(".")
        place = nested
        for group in groups:
            place = place.setdefault(group, {})
        place[leaf] = value
    return nested


NESTED = nest(DEFAULTS, {})


def _with_defaults(flat: dict) -> dict:
    """The defaults, overridden; so a trait's given shape never meets another family's default."""
    return nest(flat, copied(NESTED))


def copied(nested: dict) -> dict:
    """A copy of groups within groups."""
    return {name: copied(value) if isinstance(value, dict) else value for name, value in nested.items()}


# What pydantic says it expects, in our words.
EXPECTED = {
    "a valid integer": "a whole number",
    "a valid number": "a number",
    "a valid boolean": "true or false",
    "a valid string": "a text in quotes",
}


def explain(error: dict) -> str:
    """One pydantic error in our words: path, what was expected, what was found."""
    path = ".".join(str(part) for part in error["loc"])
    expected = re.sub(r"^Input should be ", "", error["msg"])
    found = error.get("input")
    hint = nearest(found, re.findall(r"'([^']+)'", expected))
    return f"{path}: found {written(found)}, expected {EXPECTED.get(expected.partition(',')[0], expected)}{hint}"


def check_each(flat: dict) -> Parameters:
    """Parameters from {path: value}, each within its own bounds, whether or not they go together; else BadInput."""
    for path in flat:
        check_path(path)
    try:
        return Parameters.model_validate(_with_defaults(flat))
    except ValidationError as error:
        raise BadInput("\n".join(explain(e) for e in error.errors())) from None


def build(flat: dict) -> Parameters:
    """Parameters from {path: value}; the rest at their defaults. Raises BadInput naming every fault at once."""
    parameters = check_each(flat)
    if parameters.start.capacity_low > parameters.start.capacity_high:
        raise BadInput(
            f"start.capacity_low: found {parameters.start.capacity_low}, expected at most start.capacity_high"
            f" = {parameters.start.capacity_high}"
        )
    if parameters.start.stays_year + parameters.start.stays_years > 1.0:
        raise BadInput("start.stays_year + start.stays_years: expected at most 1, since the rest leave it open")
    return parameters


def resolved_text(parameters: Parameters) -> str:
    """The complete parameters as canonical JSON."""
    return canonical(flatten(parameters))


def digest(parameters: Parameters) -> str:
    """SHA-256 (16 hex digits) of the complete parameters."""
    return hashlib.sha256(resolved_text(parameters).encode()).hexdigest()[:16]


CODES = {
    "channel.medium": codes.MEDIA,
    "learning.zone": codes.ZONE_FORMS,
    "learning.autonomy_form": codes.AUTONOMY_FORMS,
    "learning.pitch": codes.PITCHES,
    "meetings.budget": codes.BUDGETS,
    "quality.start": codes.QUALITY_STARTS,
    "trial.unit": codes.TRIAL_UNITS,
}


def kernel_values(parameters: Parameters) -> dict:
    """{path: number} for kernels: choices become their codes, switches 0 or 1; other words are left out."""
    values = {}
    for path, value in flatten(parameters).items():
        if path in CODES:
            value = CODES[path].index(value)
        elif isinstance(value, bool):
            value = int(value)
        elif isinstance(value, str | Given):
            continue
        values[path] = value
    return values


@lru_cache(maxsize=64)
def rules_of(parameters: Parameters) -> SimpleNamespace:
    """Parameters as kernels take them, as attributes (`rules.learning.rate`), for kernels called from Python."""
    rules = SimpleNamespace()
    for path, value in kernel_values(parameters).items():
        *groups, name = path.split(".")
        place = rules
        for group in groups:
            place = place.__dict__.setdefault(group, SimpleNamespace())
        setattr(place, name, value)
    return rules

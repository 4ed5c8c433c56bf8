"""The formulas of the ODD page, evaluated against the code: equations, and what policies do.

Everything runs as plain Python, so that `mutants.py` can change a rule and see whether it is noticed here.
"""

import ast
import inspect
import math
import pathlib
import re
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from mentorsim import equations
from mentorsim.parameters import DEFAULTS, Parameters, rules_of
from mentorsim.policies import discover
from mentorsim.policies.matching import MatchingPolicy
from mentorsim.policies.observation import AT_HAND, Relationships, fill_likeness
from mentorsim.policies.withdrawal import WithdrawalPolicy
from mentorsim.policies.withdrawal.optimal import LEVELS, expected_of_meeting
from mentorsim.registry import REGISTRIES
from mentorsim.settings import resolve

discover()
ROOT = pathlib.Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "odd.md").read_text("utf-8")
SIGNS = {"−": "-", "·": "*", "^": "**", "≤": "<=", "≥": ">=", "Σ": "total"}


def exp(x):
    """e^x, infinite rather than an error."""
    return math.exp(x) if x < 700.0 else math.inf


TOOLS = {
    "exp": exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "min": min,
    "max": max,
    "abs": abs,
    "mean": np.mean,
    "total": np.sum,
    "logit": lambda p: math.log(p / (1.0 - p)),
    "int": int,
    "factorial": math.factorial,
}


@cache
def lines() -> list:
    """(what is said, expression) of the page's text blocks."""
    text = "".join(re.findall(r"^```text\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE))
    text = re.sub(r"\n +", " ", text)  # indented lines continue the one before
    for sign, plain in SIGNS.items():
        text = text.replace(sign, plain)
    return [tuple(line.split(" = ", 1)) for line in text.splitlines()]


@cache
def formulas() -> dict:
    """{equation: (arguments on the page, expression)}."""
    found = {}
    for said, right in lines():
        if "(" in said:
            name, arguments = re.fullmatch(r"(\w+)\((.*?)\)", said).groups()
            assert name not in found, f"{name} stands there twice"
            found[name] = (arguments.split(", "), right)
    return found


@cache
def rules_sentence() -> dict:
    """{policy: {what: expression}} of lines such as `linear.help = …`."""
    found = {}
    for said, right in lines():
        if "(" not in said:
            policy, what = said.split(".")
            assert what not in found.setdefault(policy, {}), f"{said} stands there twice"
            found[policy][what] = right
    return found


@cache
def compiled(expression: str):
    """An expression, ready to be evaluated again and again."""
    return compile(expression, "docs/odd.md", "eval")


# --- equations -------------------------------------------------------------------------------------------------------

WITHOUT_FORMULA = {"domain"}  # an algorithm, in words
VECTORS = {"u", "v", "g", "h", "s", "style_a", "style_b", "values_a", "values_b"}  # arguments of the code that are
WEIGHTS = 7  # of satisfaction
CODED = {"form": {"zone": 4, "realised_autonomy": 3, "first_quality": 2}, "online": 2, "tried": 2, "replied": 2,
         "there": 2, "in_contact": 2, "chosen": 2, "takes_part": 2, "silent": 9, "visits": 4,
         "most": {"poisson_quantile": 9}, "weeks": {"owed_help": 30}}  # fmt: skip
RANGES = {"x": (-2.0, 2.0), "felt": (-1.0, 1.0), "load": (0.05, 3.0), "pace": (0.05, 4.0), "rate": (0.0, 0.95),
          "side": (-1.0, 1.0), "drive": (0.05, 2.0), "gain": (-0.5, 2.0), "performance": (0.05, 1.0),
          "quality": (0.0, 1.0), "noise": (-1.0, 1.0), "answers": (0.0, 3.0),
          "by_redundancy": (0.05, 5.0), "zeta": (-2.0, 2.0), "restless": (-2.0, 2.0), "wanted": (0.0, 2.0),
          "ahead": (-1.0, 1.0), "heard": (0.0, 1.0), "hush": (0.0, 1.0),
          "visit_rate.base": (-2.0, 4.0), "mentors_for.count": (0.0, 60.0), "mentors_for.ratio": (0.25, 8.0),
          "poisson_quantile.rate": (0.0, 6.0), "expected_contacts.rate": (0.0, 8.0)}  # fmt: skip
SCALARS = {
    "happens": {"u"},
    "starting_commitment": {"u"},
    "poisson_quantile": {"u"},
}  # vectors by their names elsewhere
COMPILED = {
    name: function
    for name, function in vars(equations).items()
    if hasattr(function, "py_func") and function.py_func.__module__ == equations.__name__
}


def share(draw, low=0.05, high=0.95) -> float:
    """A number between two; of a third of all a quarter, so that some are equal to others and to limits."""
    value = float(draw.uniform(low, high))
    if draw.uniform() < 0.67:
        return value
    return float(np.clip(round(4.0 * value), math.ceil(4.0 * low), math.floor(4.0 * high))) / 4.0


def something_for(function: str, argument: str, draw):
    """A value that an argument of the code may have."""
    if argument in VECTORS - SCALARS.get(function, set()):
        return draw.uniform(0.05, 0.95, 4) * (draw.uniform() > 0.1)  # now and then all zero
    if argument == "weights":
        return tuple(draw.uniform(0.05, 0.95, WEIGHTS))
    choices = CODED.get(argument)
    choices = choices.get(function) if isinstance(choices, dict) else choices
    if choices:
        return int(draw.integers(choices))
    return share(draw, *RANGES.get(f"{function}.{argument}", RANGES.get(argument, ())))


def test_every_equation_has_its_formula():
    assert set(formulas()) == set(COMPILED) - WITHOUT_FORMULA
    assert all(f"`{name}`" in PAGE for name in WITHOUT_FORMULA)


@pytest.mark.parametrize("name", sorted(set(COMPILED) - WITHOUT_FORMULA))
def test_a_formula_is_what_its_function_computes(name):
    arguments, right = formulas()[name]
    function, draw = COMPILED[name], np.random.default_rng(5)
    known = list(inspect.signature(function.py_func).parameters)
    assert len(arguments) == len(known)
    for _ in range(200):
        values = [something_for(name, argument, draw) for argument in known]
        there = TOOLS | {n: f.py_func for n, f in COMPILED.items()} | dict(zip(arguments, values, strict=True))
        assert function.py_func(*values) == pytest.approx(eval(compiled(right), there), rel=1e-12, abs=1e-12)


def test_the_ends_of_the_range():
    assert equations.sigma.py_func(-800.0) == 0.0
    assert equations.sigma.py_func(800.0) == 1.0
    assert not equations.happens.py_func(equations.chance.py_func(0.3), 0.3)
    assert equations.trust_gate.py_func(0.0, 0.42, 0.0) == 0.0


def test_a_domain_is_the_first_whose_running_sum_is_above_the_draw():
    draw = np.random.default_rng(3)
    for _ in range(300):
        g = np.round(draw.dirichlet(np.ones(4)) * 8.0) / 8.0
        u = draw.integers(0, 9) / 8.0 if draw.uniform() < 0.5 else draw.uniform()
        expected = min(len(g) - 1, np.searchsorted(np.cumsum(g), u, side="right"))  # rounded, sums may fall short of 1
        assert equations.domain.py_func(g, u) == expected


def calls_of_the_week():
    """(equation, what a call in a submodel, or in what they share, passes by position: `recovery` of
    `rules.energy.recovery` or of a group by its own name, `energy.recovery`; None for what is no number of the rules).
    """
    groups = {path.partition(".")[0] for path in DEFAULTS}
    for file in sorted(file for part in ("submodels", "world") for file in (ROOT / "mentorsim" / part).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in COMPILED:
                texts = [ast.unparse(argument).removeprefix("rules.") for argument in node.args]
                paths = [text.split(".") for text in texts]
                yield (
                    node.func.id,
                    [path[1] if len(path) == 2 and path[0] in groups - {"people"} else None for path in paths],
                )


def test_a_formula_names_the_parameters_that_the_week_passes():
    general = {"toward", "conflict", "weighted", "chance", "happens", "random_factor"}  # called with various things
    page, seen = formulas(), 0
    for name, passed in calls_of_the_week():
        if name in general | WITHOUT_FORMULA:
            continue
        for shown, given in zip(page[name][0], passed, strict=True):
            if given is not None:
                seen += 1
                assert shown == given, f"{name}: the page has {shown}, the week passes {given}"
    assert seen > 100


# --- withdrawal policies ---------------------------------------------------------------------------------------------

SYMBOLS = {"h": "last_help", "l": "load", "a": "autonomy", "m": "metacognition", "y": "performance", "D": "dependence",
           "C": "confidence"}  # fmt: skip
WHOLE = {"age": 16, "met": 2, "success": 2, "taught": 2, "boost": 4, "peers": 4, "weeks": 12, "follow_up": 8}  # below
WIDE = {
    "last_help": (0.05, 1.5),
    "load": (0.0, 3.0),
    "advice": (0.0, 2.0),
    "half_life": (0.5, 4.0),
    "budget": (1.0, 2.0),
}
ROWS = 8


def drawn(name: str, draw):
    """Something that a withdrawal policy may see or read."""
    if name in WHOLE:
        return int(draw.integers(int(name == "weeks"), WHOLE[name]))
    return share(draw, *WIDE.get(name, ()))


def seen_of(policy, draw, parameters=None) -> Relationships:
    """Relationships of all kinds, as far as the policy looks at them."""
    seen = Relationships(ROWS, (*policy.looks, *policy.memory), parameters)
    for name in (*AT_HAND, *policy.looks, *policy.memory):
        getattr(seen, name)[:] = [drawn(name, draw) for _ in range(ROWS)]
    return seen


def numbers_of(draw) -> SimpleNamespace:
    """Parameters of withdrawal; whole numbers beyond WHOLE and switches as they are."""
    values = {path.partition(".")[2]: value for path, value in DEFAULTS.items() if path.startswith("withdrawal.")}
    for name, value in values.items():
        if name in WHOLE or isinstance(value, float):
            values[name] = drawn(name, draw)
    return SimpleNamespace(**values)


def said_of(policy: str, base: dict, there: dict) -> dict:
    """{what: value} by the lines of a policy, and by those of `otherwise` where it has none."""
    found, lines_of = {}, rules_sentence().get(policy, {})
    for what, right in [*lines_of.items(), *(line for line in base.items() if line[0] not in lines_of)]:
        for other in set(re.findall(r"\b([a-z]\w*)\.[a-z]", right)) - set(there):
            there = there | {other: SimpleNamespace(**said_of(other, base, there))}
        found[what] = eval(compiled(right), TOOLS | {"unit_interval": equations.unit_interval.py_func} | there | found)
    return found


def rows_of(seen, names) -> list:
    """Each relationship by itself, by the names and the symbols of the page."""
    columns = {name: getattr(seen, name).tolist() for name in names}
    columns |= {symbol: columns[name] for symbol, name in SYMBOLS.items() if name in columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def own(cls, base, methods: dict) -> set:
    """What a policy's class says for itself, by the page's words."""
    classes = cls.__mro__[: cls.__mro__.index(base)]
    return {word for word, method in methods.items() if any(method in vars(one) for one in classes)}


WITHDRAWAL = {"help": "help", "done": "done"}


@pytest.mark.parametrize("name", sorted(REGISTRIES["withdrawal"]))
def test_a_withdrawal_policy_has_a_line_for_what_it_says_itself(name):
    lines_of = set(rules_sentence().get(name, {})) & set(WITHDRAWAL)
    assert lines_of == own(REGISTRIES["withdrawal"][name], WithdrawalPolicy, WITHDRAWAL)


@pytest.mark.parametrize("name", sorted(set(REGISTRIES["withdrawal"]) - {"optimal"}))
def test_a_withdrawal_policy_does_what_its_lines_say(name):
    policy, draw = REGISTRIES["withdrawal"][name](), np.random.default_rng(7)
    base = {what: rules_sentence()["otherwise"][what] for what in WITHDRAWAL}
    for _ in range(60):
        p, seen = numbers_of(draw), seen_of(policy, draw)
        if "advice" in policy.memory:
            seen.advice[:2] = p.budget - 1e-9, p.budget - p.floor - p.start  # spent, just; a last help worth keeping
            seen.met[1], seen.success[1] = 1, 0
        level = np.array([share(draw) for _ in range(ROWS)])
        level[0] = p.floor
        helps, ends = policy.help(seen, p), policy.done(seen, level, p)
        for n, row in enumerate(rows_of(seen, (*AT_HAND, *policy.looks, *policy.memory))):
            said = said_of(name, base, vars(p) | row | {"level": level[n]})
            assert helps[n] == pytest.approx(said["help"], rel=1e-12, abs=1e-12)
            assert bool(ends[n]) == bool(said["done"])


def test_a_term_is_the_plans_weeks():
    p = numbers_of(np.random.default_rng(1))
    for policy in REGISTRIES["withdrawal"].values():
        assert policy().term(p) == (p.weeks if policy.has_term else None)


PLANS = (
    {},
    {"setting": "network", "learning.zone": "beta", "learning.confusion": 0.3},
    {"learning.pitch": "fixed", "learning.imposed_difficulty": 0.3, "channel.asynchrony": 0.4},
)
EQUAL = {"learning.rate": 0.0, "withdrawal.worth_m": 0.0}  # nothing to gain


def gain_of_meeting(seen, n: int, h: float, p, worth_m: float) -> float:
    """Expected gain of relationship n's next meeting at help h, over success and failure, as learning has it."""
    eq, of, cut = SimpleNamespace(**{n: f.py_func for n, f in COMPILED.items()}), p.learning, equations.unit_interval
    names = ("skill", "metacognition", "openness", "reactance", "confidence")
    s, m, o, r, c = (cut.py_func(getattr(seen, name)[n]) for name in names)
    z, gap = seen.width[n], seen.gap[n]
    rho = 0.0 if of.pitch == "fixed" else eq.congruence(seen.pitching[n], gap, of.blind_from, of.blind_scale)
    stretch = eq.pitch(gap, eq.best_stretch(h, z, of.aim, of.tau, of.ease), rho, of.fixed_stretch)
    stretch += of.imposed_difficulty * seen.imposed[n]
    late = h * (1.0 - p.channel.asynchrony)
    lacking = eq.missing_structure(s, seen.directiveness[n], h, p.control.structure)
    take = eq.uptake(r, lacking, p.control.structure_cost)
    take *= eq.advice_weight(seen.apart[n], eq.confidence_bound(o, of.bound_base, of.bound_slope), of.bound_scale)
    redundant = eq.redundancy(s, of.redundant_from, of.redundant_span)
    weight = eq.help_weight(of.meeting_weight, take, 0.0, of.priming, late, redundant, of.redundancy)
    e = min(1.0, eq.effort(c, 0.0, of.effort_base, of.effort_confidence, of.effort_hurt))
    phi = eq.zone(rules_of(p).learning.zone, stretch, z)
    example = (1.0 - m) * eq.coached(1.0, seen.pitching[n], h, of.m_coaching)
    total, chance = worth_m * example, eq.success_chance(late, z, stretch, of.tau, of.ease)
    for x, share_of in ((1.0, chance), (0.0, 1.0 - chance)):
        outcome = eq.learned_from(x, 0.5 * of.from_failure)
        total += share_of * eq.task_gain(of.rate, 1.0, s, phi, outcome, e, weight)
    return total


def estimates(policy, draw, p) -> Relationships:
    """What the optimal policy sees; noise takes states beyond their bounds."""
    seen = seen_of(policy, draw, p)
    for name in ("skill", "metacognition", "openness", "reactance", "confidence"):
        getattr(seen, name)[:] = draw.uniform(-0.3, 1.3, ROWS)
    return seen


@pytest.mark.parametrize("plan", PLANS)
def test_the_best_help_is_not_bettered_by_any_level(plan):
    p, policy, draw = resolve(plan), REGISTRIES["withdrawal"]["optimal"](), np.random.default_rng(2)
    for _ in range(6):
        seen = estimates(policy, draw, p)
        helps = policy.help(seen, p.withdrawal)
        for n, row in enumerate(rows_of(seen, AT_HAND)):
            worth = [gain_of_meeting(seen, n, h, p, p.withdrawal.worth_m) for h in LEVELS]
            reckoned = [expected_of_meeting.py_func(seen, seen.rules, n, h, p.withdrawal.worth_m) for h in LEVELS]
            assert reckoned == pytest.approx(worth, rel=1e-9, abs=1e-15)
            assert helps[n] == pytest.approx(said_of("optimal", {}, row | {"best": LEVELS[np.argmax(worth)]})["help"])


def test_of_levels_that_are_equally_good_the_least_help_is_best():
    p, policy = resolve(EQUAL), REGISTRIES["withdrawal"]["optimal"]()
    seen = estimates(policy, np.random.default_rng(2), p)
    assert policy.help(seen, p.withdrawal) == pytest.approx(0.5 * seen.last_help)
    assert LEVELS.tolist() == pytest.approx([n / 10 for n in range(11)])


# --- matching policies -----------------------------------------------------------------------------------------------

MATCHING = {"score": "scores", "mentors_score": "scores_of_mentors", "order": "order_mentees", "rank": "rank_mentors"}
BY_LOT = {"random"}


class Side(SimpleNamespace):
    """People as a matching policy sees them, of all kinds: noise takes traits beyond their bounds."""

    def __init__(self, draw, count, parameters):
        wide = {name: draw.uniform(-0.1, 1.1, (count, 3)) for name in ("skill", "goals", "values", "style")}
        narrow = ("zone_width", "pitching", "attunement", "literacy", "energy", "hours")
        super().__init__(**wide, **{name: draw.uniform(-0.1, 1.1, count) for name in narrow})
        self.plan, self.waiting = draw.dirichlet(np.ones(3), count), draw.integers(0, 9, count)
        self.free, self.matched = draw.integers(1, 4, count), draw.integers(0, 3, count)
        self.hours[:2] = 0.055, 0.2  # near the least that counts
        self.zone_width[0], self.pitching[:2], self.skill[:2] = 0.01, (1.4, -0.4), 0.9
        self.attunement[:2], self.literacy[:2], self.skill[-1] = (1.4, -0.4), (1.4, -0.4), (-0.05, 0.1, 0.6)
        self.zeta = draw.normal(size=count)
        self.parameters, self.rules = parameters, rules_of(parameters)

    def __len__(self):
        return len(self.pitching)

    def likeness(self, others):
        """Deep similarity of style and values."""
        out = np.empty((len(self), len(others)))
        fill_likeness(self.style, others.style, self.values, others.values, out)
        return out


def parts_of(one, i: int, other, j: int) -> dict:
    """What a pair can be scored by, as the page has it."""
    eq, p = SimpleNamespace(**{name: f.py_func for name, f in COMPILED.items()}), one.parameters
    of, z, rho, cut = p.learning, max(0.05, one.zone_width[i]), eq.unit_interval(other.pitching[j]), eq.unit_interval
    gaps = np.maximum(0.0, other.skill[j] - one.skill[i])
    stretches = []
    for gap in gaps:
        seen = 0.0 if of.pitch == "fixed" else eq.congruence(rho, gap, of.blind_from, of.blind_scale)
        best = eq.best_stretch(p.withdrawal.start, z, of.aim, of.tau, of.ease)
        stretches.append(eq.pitch(gap, best, seen, of.fixed_stretch))
    literacy = cut(one.literacy[i]), cut(other.literacy[j])
    c, met, q = p.channel, p.meetings, p.quality.flat
    works = eq.channel_quality(c.medium == "online", *literacy, c.reliability, c.gamma, c.gap)
    wanted = eq.contacts_of_mentee(one.zeta[i], q, 0, met.mentee, met.mentee_base, met.mentee_quality, met.chosen)
    wanted += eq.contacts_of_mentor(cut(other.attunement[j]), q, met.mentor, met.mentor_base) + met.prompts
    return {
        "likeness": eq.similarity(one.style[i], other.style[j], one.values[i], other.values[j]),
        "zone_value": sum(w * eq.zone(one.rules.learning.zone, d, z) for w, d in zip(one.plan[i], stretches)),
        "fit": eq.cosine(np.maximum(0.0, one.goals[i]), np.maximum(0.0, other.skill[j])),
        "meets": eq.chance(works * wanted),
        "rho": other.pitching[j],
        "E": other.energy[j],
        "waiting": one.waiting[i],
        "s_mentee": one.skill[i],
        "s_mentor": other.skill[j],
    }


ROUNDS = (
    {"setting": "organisation"},
    {"setting": "network", "matching.by_goals": 0.2, "matching.by_zone": 0.0, "channel.gamma": 0.5},
    {
        "setting": "network",
        "matching.by_similarity": 0.3,
        "learning.pitch": "fixed",
        "channel.gap": 0.4,
        "meetings.prompts": 0.1,
    },
)
NO_WEIGHT = {f"matching.{name}": 0.0 for name in ("by_similarity", "by_zone", "by_goals", "by_channel")}


@pytest.mark.parametrize("name", sorted(set(REGISTRIES["matching"]) - BY_LOT))
def test_a_matching_policy_has_a_line_for_what_it_says_itself(name):
    said = set(rules_sentence().get(name, {})) & set(MATCHING)
    assert said == own(REGISTRIES["matching"][name], MatchingPolicy, MATCHING)


@pytest.mark.parametrize("name", sorted(set(REGISTRIES["matching"]) - BY_LOT))
@pytest.mark.parametrize("plan", [*ROUNDS, NO_WEIGHT])
def test_a_matching_policy_does_what_its_lines_say(name, plan):
    policy, draw, p = REGISTRIES["matching"][name](), np.random.default_rng(4), resolve(plan)
    mentees, mentors = Side(draw, 5, p), Side(draw, 6, p)
    base = {what: rules_sentence()["otherwise"][what] for what in ("rank", "order", "score")}
    scores, theirs = policy.scores(mentees, mentors, None), policy.scores_of_mentors(mentees, mentors, None)
    order, rank = policy.order_mentees(mentees, None), policy.rank_mentors(mentors, None)
    assert np.shape(scores) == (5, 6)
    for i in range(5):
        for j in range(6):
            said = said_of(name, base, vars(p.matching) | parts_of(mentees, i, mentors, j))
            assert [scores[i, j], order[i], rank[j]] == pytest.approx([said["score"], said["order"], said["rank"]])
            assert (theirs is None) == ("mentors_score" not in said)
            assert theirs is None or theirs[i, j] == pytest.approx(said["mentors_score"])


@pytest.mark.parametrize("claims", [{}, {"meetings.claim_base": 0.0, "meetings.claim_help": 0.0}])
def test_load_fair_offers_always_the_next_place_of_the_least_loaded(claims):
    """Also where a match claims no hours, so that every load is 0."""
    policy, draw, p = REGISTRIES["matching"]["load_fair"](), np.random.default_rng(6), resolve(claims)
    for _ in range(40):
        mentees, mentors = Side(draw, int(draw.integers(2, 16)), p), Side(draw, 6, p)
        given = np.zeros(6, int)
        while given.sum() < min(len(mentees), mentors.free.sum()):
            load = (mentors.matched + given + 1) / np.maximum(0.05, mentors.hours)
            given[np.argmin(np.where(given < mentors.free, load, np.inf))] += 1
        np.testing.assert_array_equal(policy.places(mentees, mentors), given)


def test_places_and_mentors_at_a_time():
    p = resolve({"matching.circle": 3, "people.domains": 2}), resolve({"matching.circle": 2, "people.domains": 4})
    for name, policy in REGISTRIES["matching"].items():
        most = [2, 2] if name == "constellation" else [1, 1]
        assert [policy().mentors_each(parameters) for parameters in p] == most


def test_random_takes_everything_from_the_draw():
    lot = SimpleNamespace(pairs=lambda mentees, mentors: (mentees, mentors), each=lambda people: people)
    policy = REGISTRIES["matching"]["random"]()
    assert policy.scores("i", "j", lot) == ("i", "j")
    assert [policy.order_mentees("i", lot), policy.rank_mentors("j", lot)] == ["i", "j"]


# --- goal policies ---------------------------------------------------------------------------------------------------


def test_goal_policies_give_the_share_that_the_page_says():
    p = Parameters()
    for name, policy in REGISTRIES["goals"].items():
        assert policy().omega(p) == said_of(name, {}, vars(p.goals))["omega"]
    assert len({policy().omega(p) for policy in REGISTRIES["goals"].values()}) >= 3

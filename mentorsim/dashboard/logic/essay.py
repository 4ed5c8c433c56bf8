"""The essay's two questions: a guess first, then what the flagship results say, and one thing to drag.

All numbers are those of `findings.found`, which come with the package; sentences are those of `findings.wording`.
"""

from dataclasses import dataclass

import pandas as pd

from mentorsim import figures
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.session import pair_query
from mentorsim.figures import style
from mentorsim.findings import found, numbers, wording
from mentorsim.findings.folders import BUDGET, EQUAL, HOURS, TRAITS
from mentorsim.findings.numbers import AGAINST, MATCHING, WITHDRAWAL
from mentorsim.findings.wording import MEASURES
from mentorsim.printing import number, percent, shortest

OPEN = "open"
CANNOT_TELL = (OPEN, "The evidence leaves it open")
COST = "channel.cost"
GAIN = "g_unassisted"
SETTINGS = ("organisation", "network", "hybrid")
OF_MENTEES = (GAIN, "delivered", "satisfaction", "premature_share")
OF_SUPPLY = ("r_mentoring_all", "mentor_stock_ratio")
PEOPLE = {"people.mentees": 100, "people.mentors": 50, "meetings.hours_budget": 0.2}  # those of the flagship results
BUDGETS = {words: name for name, words in HOURS.items()}
WEEKS = 156
FIRST_HOURS = EQUAL
SURE = 0.5  # probability of being best above which a way is called so
HOW = {MATCHING: "Ways to match", WITHDRAWAL: "Ways to withdraw help"}
THIRDS = ("low", "middle", "high")
TRAIT_NAMES = {
    "skill_start": "skill at the beginning", "confidence_start": "confidence", "openness": "openness to others",
    "zeta": "how outgoing they are", "literacy_start": "being at home online",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One of the two. says: what it means here; guesses: (name, words)."""

    key: str
    words: str
    says: str
    guesses: tuple


def guesses_of(words) -> tuple:
    """(name, words) of what can be guessed, the last that it cannot be told."""
    return (*((name, wording.capital(said)) for name, said in words), CANNOT_TELL)


QUESTIONS = {
    "Q1": Question(
        "Q1",
        "Is mentoring more successful and sustainable in an organisation or in a network, or in both together?",
        "An organisation has closed units, a coordinator who pairs people, and meetings in person. A network is open; "
        "people choose each other and meet online, as equals. Successful is what mentees can do alone a year later, "
        "beyond what they could without mentoring. It is sustainable if mentors do not run out.",
        guesses_of((name, wording.called("setting", name)) for name in SETTINGS),
    ),
    "Q2": Question(
        "Q2",
        "Which way of matching, and of withdrawing help, gives mentees what they came for? And which mentees?",
        "Somebody has to be brought together with somebody, and help has to end. Five ways to match and five ways to "
        "withdraw were crossed in all three settings. Guess which way of withdrawing leaves mentees with most.",
        guesses_of((name, wording.bare(WITHDRAWAL, name)) for name in wording.LEVELS[WITHDRAWAL]),
    ),
}


READ = (
    "Each effect is a mean over worlds and luck with its 95 % interval, and the share of plausible worlds in which it "
    "has that sign; hours are those of all mentors in three years."
)


def note() -> str:
    """What was run, and how often."""
    return "; ".join(f"{name}: {often}" for name, often in found.found()["runs"][0].items())


# --- organisation, network, both -------------------------------------------------------------------------------------


def best_setting(hours: str) -> str:
    """The setting in which mentees clearly gain more than in both others; OPEN if there is none."""
    rows = found.rows("settings", {BUDGET: hours}, outcome=GAIN)
    beats: dict[str, int] = dict.fromkeys(SETTINGS, 0)
    for row in rows:
        if numbers.is_clear(row):
            beats[row["level"] if row["difference"] > 0.0 else row["reference"]] += 1
    return next((name for name, times in beats.items() if times == len(SETTINGS) - 1), OPEN)


def best_withdrawal(hours: str, setting: str) -> str:
    """The way of withdrawing that is most likely best; OPEN if none is more likely than all others together."""
    rows = found.rows("best", {BUDGET: hours, "setting": setting}, factor=WITHDRAWAL)
    first = max(rows, key=lambda row: row["p_best"])
    return first["level"] if first["p_best"] > SURE else OPEN


def found_setting(hours: str) -> str:
    """What was found, in few words: where mentees gain most."""
    best = best_setting(hours)
    where = (
        "the evidence leaves open where mentees gain most"
        if best == OPEN
        else f"mentees gain most {wording.called('setting', best)}"
    )
    return f"at {hours}, {where}"


def found_withdrawal(hours: str, setting: str) -> str:
    """What was found, in few words: with which way of withdrawing mentees gain most."""
    best, where = best_withdrawal(hours, setting), wording.called("setting", setting)
    if best == OPEN:
        return f"at {hours}, the evidence leaves open which is best {where}"
    return f"at {hours}, {wording.bare(WITHDRAWAL, best)} is most likely best {where}"


def judged(key: str, guess: str, hours: str, setting: str = "") -> str:
    """How a guess compares with what was found, at these hours (and in this setting)."""
    best = best_setting(hours) if key == "Q1" else best_withdrawal(hours, setting)
    if guess == best:
        return "You guessed right."
    return f"You guessed otherwise: {said_of(key, guess)}."


def said_of(key: str, name: str) -> str:
    """A guess in the words of its button."""
    words = dict(QUESTIONS[key].guesses)[name]
    return words[:1].lower() + words[1:]


def sentences(hours: str) -> list[str]:
    """What was found of the gain in each setting against each other, and of the supply of mentors."""
    rows = found.rows("settings", {BUDGET: hours}, outcome=GAIN)
    rows += found.rows("settings", {BUDGET: hours}, outcome="mentor_stock_ratio")[:1]
    return [wording.capital(f"{wording.statement(row)}{wording.worlds(row)}.") for row in rows]


def pairs_in_words() -> list[str]:
    """Heads of the columns of `setting_rows`."""
    return [f"{wording.bare('setting', one)} − {wording.bare('setting', other)}" for one, other in AGAINST]


def setting_rows(hours: str) -> list[list[str]]:
    """A row for each outcome: the differences between each two settings; and last the hours of both."""
    spent = {row["place"]["setting"]: row["hours"] for row in found.rows("hours", {BUDGET: hours}, factor=None)}
    rows = [
        [
            wording.capital(MEASURES[name].head),
            *(
                cell(found.rows("settings", {BUDGET: hours}, outcome=name, level=one, reference=other))
                for one, other in AGAINST
            ),
        ]
        for name in (*OF_MENTEES, *OF_SUPPLY)
    ]
    both = (f"{number(spent[one], 0)} against {number(spent[other], 0)}" for one, other in AGAINST)
    return [*rows, ["Mentor hours", *both]]  # fmt: skip


def cell(rows: list[dict]) -> str:
    """A difference in a cell: the number, its interval, the share of worlds."""
    return wording.cell(rows[0], MEASURES[rows[0]["outcome"]]).replace("**", "") if rows else "–"


def world(hours: str, overrides: dict) -> Choice:
    """A world of the flagship results."""
    return Choice(PEOPLE | {BUDGET: BUDGETS[hours]} | overrides, weeks=WEEKS)


def settings_query(hours: str, level: str, reference: str, cost: float | None = None) -> str:
    """The link's part after "?" that leads to two settings in Compare, the reference first."""
    online = {} if cost is None else {COST: cost}
    return pair_query(world(hours, {"setting": reference}), world(hours, {"setting": level} | online))


# --- what a contact online costs -------------------------------------------------------------------------------------


def costs() -> list[float]:
    """The prices of a contact online that were run."""
    return sorted({row["place"][COST] for row in found.rows("online")})


def usual_cost() -> int:
    """Place among `costs` of the price nearest to the model's."""
    usual = Choice({"setting": "network"}).value(COST)
    return min(range(len(costs())), key=lambda at: abs(costs()[at] - usual))


def cost_words(cost: float) -> str:
    """A price in words."""
    return f"{percent(cost)} of the hours of one in person"


def cost_sentence(hours: str, cost: float) -> str:
    """Which setting mentees gain more in at this price."""
    row = found.rows("online", {BUDGET: hours, COST: cost}, outcome=GAIN)[0]
    return wording.capital(
        f"if a contact online takes {cost_words(cost)}, {wording.statement(row)}{wording.worlds(row)}."
    )


def cost_rows(hours: str, cost: float) -> list[list[str]]:
    """Every outcome's difference between network and organisation at this price."""
    rows = [found.rows("online", {BUDGET: hours, COST: cost}, outcome=name) for name in OF_MENTEES]
    return [[wording.capital(MEASURES[name].head), cell(row)] for name, row in zip(OF_MENTEES, rows, strict=True)]


def cost_figure(hours: str, cost: float, theme: str):
    """The difference in the gain over the price, with the price that is chosen marked, and 0."""
    rows = found.rows("online", {BUDGET: hours}, outcome=GAIN)
    table = pd.DataFrame([{COST: row["place"][COST], "mean": row["difference"], **ends(row)} for row in rows])
    figure = figures.response(table, COST, GAIN, theme=theme)
    figure.update_yaxes(title_text="network − organisation, SD")
    figure.update_xaxes(title_text="cost of a contact online")
    colours = style.theme_of(theme)
    style.reference(figure, colours, y=0.0)
    style.reference(figure, colours, x=cost, text=shortest(cost))
    return figure.update_layout(height=290)


def ends(row: dict) -> dict:
    """The interval of a row."""
    return {"low": row["low"], "high": row["high"]}


# --- matching and withdrawing ----------------------------------------------------------------------------------------


def best_sentences(hours: str, setting: str) -> list[str]:
    """Which way to match, and to withdraw, is best."""
    place = {BUDGET: hours, "setting": setting}
    told = []
    for factor, title in HOW.items():
        table = pd.DataFrame(
            [{factor: row["level"], "p_best": row["p_best"]} for row in found.rows("best", place, factor=factor)]
        )
        told.append(f"{title}: {wording.best(table, factor)}.")
    return told  # fmt: skip


def others(factor: str) -> list[str]:
    """The policies of a kind that are held against the plainest."""
    return [level for level in wording.LEVELS[factor] if level != numbers.PLAINEST[factor]]


def policy_rows(factor: str, hours: str, setting: str) -> list[list[str]]:
    """A row for each outcome: the difference of each of the `others` from the plainest; and last their hours."""
    place = {BUDGET: hours, "setting": setting}
    spent = {row["level"]: row["hours"] for row in found.rows("hours", place, factor=factor)}
    rows = [
        [
            wording.capital(MEASURES[name].head),
            *(cell(found.rows("policies", place, factor=factor, level=one, outcome=name)) for one in others(factor)),
        ]
        for name in OF_MENTEES
    ]
    against = number(spent[numbers.PLAINEST[factor]], 0)
    return [*rows, [f"Mentor hours, against {against}", *(number(spent[one], 0) for one in others(factor))]]


def policy_query(hours: str, setting: str, level: str) -> tuple[str, tuple[str, str]]:
    """(the link's part after "?", ways) of two ways to withdraw in Compare: the plainest, and another."""
    plainest = numbers.PLAINEST[WITHDRAWAL]
    ways = (plainest, level if level not in (OPEN, plainest) else "readiness")
    first, second = (world(hours, {"setting": setting, WITHDRAWAL: way}) for way in ways)
    return pair_query(first, second), (wording.bare(WITHDRAWAL, ways[0]), wording.bare(WITHDRAWAL, ways[1]))


# --- for whom --------------------------------------------------------------------------------------------------------


def third_words(trait: str, third: str) -> str:
    """Which mentees a third is."""
    low, high = TRAITS[trait]
    if third == "middle":
        return f"mentees in the middle by {TRAIT_NAMES[trait]}"
    return f"mentees {low if third == 'low' else high}"


def third_rows(trait: str, third: str) -> list[list[str]]:
    """What mentoring, receding help and a network give a third of the mentees."""
    rows = found.rows("whom", trait=trait, third=third)
    return [[wording.capital(row["step"]), cell([row])] for row in rows]


def apart_sentences(trait: str) -> list[str]:
    """Where the highest third clearly gains more or less than the lowest."""
    clear = [row for row in found.rows("whom", trait=trait, third="apart") if numbers.is_clear(row)]
    low, high = TRAITS[trait]
    if not clear:
        return ["In none of these is it clear that one end gains more than the other."]
    told = []
    for row in clear:
        more, less = (high, low) if row["difference"] > 0.0 else (low, high)
        told.append(f"Mentees {more} gain more {row['step']} than those {less}, by "
                    f"{wording.amount(row, MEASURES[GAIN])}{wording.worlds(row)}.")  # fmt: skip
    return told

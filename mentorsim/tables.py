"""The tables a run leaves behind, as {column: array}: weekly, people, matches, outcomes; each column declared once.

Those that are kept only where they are asked for are declared in `diary`.

Nulls: weeks, keys and outcomes that may be missing are float64 with NaN, also where they are whole numbers; names that
may be missing are None in an object column. `Column.null` says what a null means; where it is empty, there is none.
"""

from functools import cached_property

import numpy as np

from mentorsim import codes, indicators
from mentorsim.columns import NAME, Column, ids_of
from mentorsim.diary import ASKED
from mentorsim.given import Overlay
from mentorsim.world.matches import MATCHES as STATE_OF_MATCHES
from mentorsim.world.matches import RECENT
from mentorsim.world.people import PEOPLE as STATE_OF_PEOPLE
from mentorsim.world.people import kind_of, ordinal_of
from mentorsim.world.weekly import EVENTS, WEEKLY

FOLLOWED = ("performance", "satisfaction")  # outcomes that are kept at horizons from a person's arrival


# --- where columns come from ----------------------------------------------------------------------------------------


class PeopleState:
    """A world's people, as the columns of the people table see them."""

    def __init__(self, world):
        self.world, self.rows, self.weeks = world, world.people, world.week

    @cached_property
    def at(self) -> dict:
        """{outcome: (n, horizons) so many weeks after own arrival}; leavers carry the last value, the rest is NaN."""
        rows, reached = self.rows, self.rows.arrived[:, None] + np.array(codes.HORIZONS)
        last_week = np.where(rows.left == codes.NEVER, self.weeks, rows.left)
        still_there, beyond = reached <= last_week[:, None], reached > self.weeks

        def found(outcome):
            known, last = getattr(rows, f"{outcome}_at"), getattr(rows, outcome)
            return np.where(beyond, np.nan, np.where(still_there, known, last[:, None]))

        return {outcome: found(outcome) for outcome in FOLLOWED}

    def given(self, name: str, others):
        """(n,) where a state that is given of some people started; that of the others is known."""
        given = self.world.parameters.given
        if given is None:
            return others
        found = others.copy()
        for kind in (codes.INITIAL_MENTEE, codes.INITIAL_MENTOR):
            rows = np.flatnonzero(kind_of(self.rows.key) == kind)
            found[rows] = Overlay(given, kind, ordinal_of(self.rows.key[rows]))(name, others[rows])
        return found

    def assisted_last(self):
        """(n,) performance at the help then given, in the last weeks of the latest match; NaN without one."""
        of_matches = np.append(assisted_last(self.world.matches), np.nan)
        return of_matches[self.rows.last_match]  # NOBODY is the place of the last, too


def week_or_null(weeks):
    """A column of weeks with NEVER as NaN."""
    return np.where(weeks == codes.NEVER, np.nan, weeks)


def names_of(names, numbers):
    """Names by code; a negative code is None."""
    return np.array([*names, None], dtype=object)[numbers]


def names_of_arms(world, numbers):
    """Names of the arms of a trial by number; None without one."""
    return names_of([arm.name for arm in world.arms], numbers)


def state(name: str, dtype: str, unit: str, called: str = "") -> Column:
    """A column of people as it stands in the state at the end."""
    meaning = STATE_OF_PEOPLE[name].meaning
    return Column(called or name, dtype, unit, meaning, lambda s: getattr(s.rows, name))


def week_of(name: str, called: str = "") -> Column:
    """A column of weeks, null where it has not happened."""
    meaning = STATE_OF_PEOPLE[name].meaning
    return Column(
        called or name, "f8", "week", meaning, lambda s: week_or_null(getattr(s.rows, name)), "has not happened"
    )


def start_and_end(name: str, unit: str = "", start=None) -> tuple:
    """Two columns of a state that moves: `_start` as it was at arrival, `_end` at the end of the run or at leaving.

    start: function of the state that knows the first; without it a column of people named so.
    """
    meaning = STATE_OF_PEOPLE[name].meaning
    start = start or (lambda s: getattr(s.rows, f"{name}_start"))
    return Column(f"{name}_start", "f8", unit, f"{meaning}, at arrival", start), end(name, unit)


def base(name: str):
    """A function of the state: the person's baseline of a state, which is where it started."""
    return lambda s: getattr(s.rows, f"{name}_base")


def alike(name: str):
    """A function of the state: where everybody's state started, but for those of whom it is given."""
    return lambda s: s.given(name, np.full(len(s.rows), getattr(s.world.parameters.start, name)))


def end(name: str, unit: str = "", called: str = "") -> Column:
    """A state that moves, at the end of the run or at leaving."""
    meaning = f"{STATE_OF_PEOPLE[name].meaning}, at the end or at leaving"
    return Column(f"{called or name}_end", "f8", unit, meaning, lambda s: getattr(s.rows, name))


def at_horizons(name: str) -> tuple:
    """Columns of an outcome at every horizon since the person's own arrival."""
    meaning = "{} {} weeks after arrival; leavers carry the last value"
    return tuple(
        Column(
            f"{name}_{weeks}",
            "f8",
            name,
            meaning.format(STATE_OF_PEOPLE[name].meaning, weeks),
            lambda s, place=place: s.at[name][:, place],
            "the run ended before",
        )
        for place, weeks in enumerate(codes.HORIZONS)
    )


def skill_end(s):
    """(n,) mean skill over domains."""
    return s.rows.skill.mean(axis=1)


def assisted_last(matches):
    """(matches,) the mentee's performance at the help then given, mean of the last weeks alive; NaN of none."""
    mean = matches.assisted_recent.sum(axis=1) / np.clip(matches.weeks, 1, RECENT)
    return np.where(matches.weeks > 0, mean, np.nan)


def commitment(s):
    """(n,) weeks for which somebody would stay a mentor, NaN where they left it open."""
    return np.where(s.rows.commitment == STATE_OF_PEOPLE["commitment"].fresh, np.nan, s.rows.commitment)


def key_of_last_mentor(s):
    """(n,) person key of the latest mentor, NaN without one."""
    rows = s.rows.last_mentor
    return np.where(rows == codes.NOBODY, np.nan, s.rows.key[rows])


# --- the tables -----------------------------------------------------------------------------------------------------

PEOPLE = (
    state("key", "i4", "", called="person"),
    Column("kind", NAME, "", f"how the person came: {', '.join(codes.KINDS[1:])}",
           lambda s: names_of(codes.KINDS, kind_of(s.rows.key))),
    Column("ordinal", "i4", "", "number of the person within the kind, from 0", lambda s: ordinal_of(s.rows.key)),
    Column("id", NAME, "", "what the roster calls the person", lambda s: ids_of(s.world), "not in a roster"),
    Column("present", "?", "", "present at the end of the run", lambda s: s.rows.present),
    Column("role", NAME, "", f"role at the end: {', '.join(codes.ROLES)}",
           lambda s: names_of(codes.ROLES, s.rows.role)),
    Column("stage", NAME, "", f"stage at the end: {', '.join(codes.STAGES)}",
           lambda s: names_of(codes.STAGES, s.rows.stage)),
    state("group", "i1", ""),
    state("unit", "i4", ""),
    Column("trial_arm", NAME, "", "arm of the trial to which the person, or the unit, was randomised on arrival",
           lambda s: names_of_arms(s.world, s.rows.arm), "not randomised"),
    Column("capacity", "i2", "matches", "most matches at a time, once a mentor, without a capacity cut",
           lambda s: np.where(s.rows.capacity_own == codes.NEVER, s.rows.capacity, s.rows.capacity_own)),
    state("hours", "f8", "hours/week"),
    state("zone_width", "f8", "skill"),
    state("directiveness", "f8", ""),
    state("aptitude", "f8", ""),
    state("attunement", "f8", ""),
    state("side", "i1", ""),
    state("autonomy", "f8", ""),
    state("openness", "f8", ""),
    state("zeta", "f8", ""),
    Column("commitment", "f8", "weeks", "weeks for which the person would stay a mentor, once one", commitment,
           "left open"),
    state("bias", "f8", "quality"),
    state("target", "f8", "performance"),
    Column("skill_start", "f8", "skill", "mean skill over domains, at arrival", lambda s: s.rows.skill_start),
    Column("skill_end", "f8", "skill", "mean skill over domains, at the end or at leaving", skill_end),
    state("performance_start", "f8", "performance"),
    end("performance", "performance"),
    *start_and_end("lasting_performance", "performance"),
    Column("assisted_last", "f8", "performance",
           "performance at the help then given, mean of the last 4 weeks of the latest match",
           lambda s: s.assisted_last(), "was not in a match in any week of the run"),
    *start_and_end("pitching"),
    *start_and_end("metacognition", start=base("metacognition")),
    *start_and_end("literacy"),
    *start_and_end("confidence", "confidence", start=base("confidence")),
    *start_and_end("energy", "energy", start=alike("energy")),
    *start_and_end("satisfaction", "satisfaction", start=alike("satisfaction")),
    end("dependence"),
    end("hurt"),
    end("hush"),
    end("reactance"),
    end("fit"),
    end("belonging"),
    end("intent_to_leave", "log hazard"),
    end("nodes", "nodes"),
    end("diversity"),
    end("realised", called="realised_autonomy"),
    end("progress", "share"),
    end("org_progress", "share"),
    *(column for outcome in FOLLOWED for column in at_horizons(outcome)),
    state("arrived", "i4", "week", called="arrived_week"),
    week_of("first_match_week"),
    week_of("independent_week"),
    week_of("interdependent_week"),
    week_of("delivered_week"),
    week_of("mentor_week"),
    week_of("gave_up_waiting_week"),
    week_of("gave_up_mentoring_week"),
    Column("left_week", "f8", "week", "week of leaving", lambda s: np.where(s.rows.present, np.nan, s.rows.left),
           "is still there"),
    state("dependence_weeks", "i4", "weeks"),
    state("n_matches", "i4", "matches", called="matches"),
    state("n_meetings", "i4", "meetings", called="meetings"),
    state("n_contributions", "i4", "contributions", called="contributions"),
    state("n_replies", "i4", "replies", called="replies"),
    state("n_harsh", "i4", "events", called="harsh_words"),
    state("hours_given", "f8", "hours"),
    state("hours_received", "f8", "hours"),
    state("hours_answering", "f8", "hours"),
    state("learned_alone", "f8", "skill"),
    state("learned_mentor", "f8", "skill"),
    state("learned_others", "f8", "skill"),
    Column("last_mentor", "f8", "", "key of the latest mentor", key_of_last_mentor, "never had one"),
)  # fmt: skip


def of_match(name: str, dtype: str, unit: str = "") -> Column:
    """A column of matches as it stands in the state at the end."""
    return Column(name, dtype, unit, STATE_OF_MATCHES[name].meaning, lambda w: getattr(w.matches, name))


def of_lived(name: str, unit: str, meaning: str, of) -> Column:
    """A column of what matches were like while alive: null of those that a shock ended before their first week."""
    null = "was not alive in any week of the run"
    return Column(name, "f8", unit, meaning, lambda w: np.where(w.matches.weeks > 0, of(w.matches), np.nan), null)


def weekly_mean(total: str):
    """A function of matches: the mean of their weekly values, from the sum."""
    return lambda matches: getattr(matches, total) / np.maximum(1, matches.weeks)


MATCHES = (
    Column("mentee", "i4", "", "person key of the mentee", lambda w: w.people.key[w.matches.mentee]),
    Column("mentor", "i4", "", "person key of the mentor", lambda w: w.people.key[w.matches.mentor]),
    Column("trial_arm", NAME, "", "arm of the trial by which the match goes", lambda w: names_of_arms(w, w.matches.arm),
           "goes by the world's own policies"),
    of_match("start_week", "i4", "week"),
    Column("end_week", "f8", "week", "last week alive",
           lambda w: np.where(w.matches.ended_by == codes.RUNNING, np.nan, w.matches.end_week), "still running"),
    Column("ended_by", NAME, "", f"who ended it: {', '.join(codes.ENDED_BY)}",
           lambda w: names_of(codes.ENDED_BY, w.matches.ended_by), "still running"),
    Column("peers", "?", "", STATE_OF_MATCHES["peers"].meaning, lambda w: w.matches.peers),
    of_match("attempt", "i4"),
    Column("made_by", NAME, "", f"how it was made: {', '.join(codes.MADE_BY)}",
           lambda w: names_of(codes.MADE_BY, w.matches.made_by)),
    Column("rematched", "?", "", STATE_OF_MATCHES["rematched"].meaning.removeprefix("1 if it "),
           lambda w: w.matches.rematched),
    of_match("meetings", "i4", "meetings"),
    of_match("begun_mentee", "i4", "contacts"),
    of_match("begun_mentor", "i4", "contacts"),
    Column("silent_end", "i4", "weeks", "weeks of silence at the end, or so far", lambda w: w.matches.silent),
    of_match("hours", "f8", "hours"),
    of_match("help_start", "f8", "help"),
    Column("help_end", "f8", "help", "help in the last week alive, or so far", lambda w: w.matches.help),
    of_lived("quality_mean", "quality", "mean quality over the weeks alive", weekly_mean("quality_sum")),
    Column("quality_end", "f8", "quality", "quality in the last week alive, or so far", lambda w: w.matches.quality),
    of_match("similarity", "f8"),
    Column("same_group", "?", "", "both are of one surface group", lambda w: w.matches.same_group),
    of_match("perceived_similarity_mentee", "f8"),
    of_match("perceived_quality_mentee", "f8", "quality"),
    of_match("perceived_quality_mentor", "f8", "quality"),
    of_match("goal_distance_start", "f8"),
    of_match("skill_gap_start", "f8", "skill"),
    of_lived("mentor_load_mean", "", "mean load of the mentor over the weeks alive", weekly_mean("load_sum")),
    of_lived("assisted_last", "performance",
             "the mentee's performance at the help then given, mean of its last 4 weeks", assisted_last),
    of_lived("performance_end", "performance", STATE_OF_MATCHES["performance_end"].meaning,
             lambda matches: matches.performance_end),
    Column("performance_after", "f8", "performance", STATE_OF_MATCHES["performance_after"].meaning,
           lambda w: w.matches.performance_after, "no such week, gone, or with another match by then"),
)  # fmt: skip

# Units of whole numbers.
COUNTED = ("people", "matches", "meetings", "tasks", "events", "ties", "questions", "visits", "answers")

WEEKLY_COLUMNS = (
    Column("week", "i4", "week", "week, from 0; the row is of its end"),
    *(
        Column(name, "i4" if unit in COUNTED else "f8", unit, meaning)
        for name, (unit, meaning) in (WEEKLY | EVENTS).items()
    ),
)


def outcomes_columns() -> tuple:
    """The columns of `outcomes`: every indicator, those of plug-ins among them."""
    known = indicators.INDICATORS.values()
    return tuple(Column(i.name, "f8", i.unit, i.definition, null="undefined in this run") for i in known)


def columns_of_tables() -> dict:
    """{table: its columns}."""
    return {"weekly": WEEKLY_COLUMNS, "people": PEOPLE, "matches": MATCHES, "outcomes": outcomes_columns()} | ASKED


def weekly_table(world) -> dict:
    """Table `weekly`: one row per week that has passed."""
    columns = {"week": np.arange(world.week)} | world.weekly.columns()
    return {column.name: columns[column.name].astype(column.dtype) for column in WEEKLY_COLUMNS}


def people_table(world) -> dict:
    """Table `people`: one row per person who was ever there, in the order of arrival."""
    people = PeopleState(world)
    return {column.name: column.taken_from(people) for column in PEOPLE}


def matches_table(world) -> dict:
    """Table `matches`: one row per match, in the order of beginning."""
    return {column.name: column.taken_from(world) for column in MATCHES}


def planned_length(world) -> int | None:
    """Planned length of a match in weeks; None where the plan has none, or arms of a trial differ in it."""
    everybody_has_one = world.arms and world.parameters.trial.unit != "mentor"
    chosen = world.by_arm()[1:] if everybody_has_one else world.by_arm()
    terms = {policies["withdrawal"].term(p.withdrawal) if p.withdrawal.on else None for p, policies in chosen}
    return terms.pop() if len(terms) == 1 else None


def run_of(world, control: dict | None = None) -> indicators.Run:
    """A world after its last week as its indicators see it. control: people table of the control world, where known."""
    people, one, two, weight = world.people, *world.ties.edges()
    return indicators.Run(
        people_table(world),
        matches_table(world),
        weekly_table(world),
        world.week,
        planned_length(world),
        world.parameters.goals.date,
        control,
        indicators.Society(people.skill.copy(), people.values.copy(), one, two, weight),
        min((shock["week"] for shock in world.shocks), default=None),
    )


def catalogue() -> list[dict]:
    """One row per column of every table: name (table.column), its parts, dtype, unit, summary, what a null means."""
    return [
        {
            "name": f"{table}.{column.name}",
            "table": table,
            "column": column.name,
            "dtype": column.dtype,
            "unit": column.unit,
            "summary": column.meaning,
            "null": column.null,
        }
        for table, columns in columns_of_tables().items()
        for column in columns
    ]

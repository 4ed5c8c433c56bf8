"""Satisfaction and belonging: how well a person fits the place, belongs to it, and is content."""

import math

import numpy as np

from mentorsim.codes import MENTOR
from mentorsim.compiled import equation, kernel, part
from mentorsim.equations import belonging_signal, conflict, contentment, place_fit, toward, unit_interval
from mentorsim.process import process
from mentorsim.world.helping import gate_of
from mentorsim.world.lifecycle import most_trusted

ASSESSED, NO_CONTACTS, BELONGS_MORE, BELONGS_LESS = range(4)
QUARTER = 13  # weeks between two assessments of fit

# --- fit --------------------------------------------------------------------------------------------------------------


@kernel
def assess_fit(people, ties, world, rules, at):
    """Fit with the place, each quarter of everybody and of newcomers on arrival.

    The place is the organisation, with its goals and the mean values of the unit; or, where it is open, one's contacts.
    """
    quarterly = at.week % QUARTER == 0
    if not quarterly and not has_newcomers(people, at):
        return
    units, dimensions = rules.structure.units, people.values.shape[1]
    sums, counts, goals = np.zeros((units, dimensions)), np.zeros(units), np.zeros(people.goals.shape[1])
    if not rules.structure.open:
        sum_units(people, sums, counts)
        add(goals, world.org_goals)
    for i in range(people.n):
        if people.present[i] and (quarterly or people.arrived[i] == at.week):
            assess_fit_of(people, ties, rules, at, i, sums, counts, goals)


@part
def has_newcomers(people, at):
    """Whether anybody arrived this week."""
    for i in range(people.n):
        if people.arrived[i] == at.week:
            return True
    return False


@part
def assess_fit_of(people, ties, rules, at, i, sums, counts, goals):
    """Person i's fit with the place, whose goals and, by unit, summed values and number of people are given; where the
    place is open, they are those of i's contacts, and are written here. Without anybody to fit with, fit stays."""
    unit = 0 if rules.structure.open else people.unit[i]
    if rules.structure.open:
        sum_contacts(people, ties, i, sums, counts, goals)
    at.count[ASSESSED if counts[unit] > 0.0 else NO_CONTACTS] += 1
    if counts[unit] > 0.0:
        apart = distance_from_mean(people.values[i], sums[unit], counts[unit])
        people.fit[i] = place_fit(apart, conflict(people.goals[i], goals))


@equation
def add(total, row):
    """Add a row to a total."""
    for k in range(len(row)):
        total[k] += row[k]


@equation
def sum_units(people, sums, counts):
    """Add up the values of those present in each unit, into sums (units, values) and counts (units,)."""
    for i in range(people.n):
        if people.present[i]:
            add(sums[people.unit[i]], people.values[i])
            counts[people.unit[i]] += 1.0


@equation
def sum_contacts(people, ties, i, sums, counts, goals):
    """Write the sum of the values of person i's contacts and their number to the first place, their mean goals."""
    sums[0] = 0.0
    goals[:] = 0.0
    first, end = ties.start[i], ties.start[i + 1]
    counts[0] = end - first
    for arc in range(first, end):
        add(sums[0], people.values[ties.target[arc]])
        add(goals, people.goals[ties.target[arc]])
    for k in range(len(goals)):
        goals[k] /= max(1.0, counts[0])


@equation
def distance_from_mean(values, total, count):
    """Root-mean-square difference of values from the mean of `count` people whose values sum to `total`."""
    square = 0.0
    for k in range(len(values)):
        square += (values[k] - total[k] / count) ** 2
    return math.sqrt(square / len(values))


# --- belonging and satisfaction ---------------------------------------------------------------------------------------


@kernel
def belong(people, matches, rules, at):
    """Belonging follows replies, taking part and a pair in contact."""
    if not rules.belonging.on:
        return
    for i in range(people.n):
        if not people.present[i]:
            continue
        signal = signal_of_belonging(people, matches, rules, i)
        at.count[BELONGS_MORE if signal > people.belonging[i] else BELONGS_LESS] += 1
        people.belonging[i] = unit_interval(toward(people.belonging[i], signal, rules.belonging.pace))


@part
def signal_of_belonging(people, matches, rules, i):
    """What tells person i this week that they belong."""
    belonging = rules.belonging
    return belonging_signal(
        people.replied_now[i],
        people.visits[i] > 0,
        people.met_now[i] > 0,
        most_trusted(people, matches, rules, i),
        belonging.replied,
        belonging.there,
        belonging.pair,
        belonging.pair_base,
    )


@kernel
def be_content(people, matches, rules):
    """Satisfaction of all but mentors follows fit, trust, confidence and progress, less hurt and missed help."""
    satisfaction = rules.satisfaction
    if not satisfaction.on:
        return
    for i in range(people.n):
        if people.present[i] and people.role[i] != MENTOR:
            aim = contentment_of(people, matches, rules, i)
            people.satisfaction[i] = toward(people.satisfaction[i], aim, satisfaction.pace)


@part
def contentment_of(people, matches, rules, i):
    """Satisfaction that person i moves to."""
    weights = rules.satisfaction
    return contentment(
        people.fit[i],
        gate_of(rules, most_trusted(people, matches, rules, i)),
        people.confidence[i],
        people.pace[i],
        people.hurt[i],
        people.shortfall[i],
        weights.base,
        (
            weights.fit,
            weights.usual_fit,
            weights.trust,
            weights.confidence,
            weights.progress,
            weights.hurt,
            weights.shortfall,
        ),
    )


@process(
    "satisfaction",
    "synchronous",
    "",
    ("fit assessed", "nobody to fit with", "belonging rises", "belonging falls or stays"),
    (assess_fit, belong, be_content),
    source="Kristof-Brown, Zimmerman & Johnson 2005 (fit); Joyce & Kraut 2006 (replies); Oliver 1980 (disappointment)",
)
def satisfaction(world):
    """Fit with the place is assessed, belonging and satisfaction follow (satisfaction.on, belonging.on)."""

"""Retention: skill now fades toward lasting skill, which grows with success without help."""

from mentorsim.compiled import kernel, part
from mentorsim.equations import fading, metacognition_step, progress_ratio, toward, unit_interval
from mentorsim.process import process

KEPT, NOTHING_STORED = range(2)


@kernel
def retain(people, rules, at):
    """For everybody present, skill fades, lasting skill grows, learning-to-learn moves, and progress is noted."""
    for i in range(people.n):
        if not people.present[i]:
            continue
        stored = 0.0
        for k in range(people.skill.shape[1]):
            stored += people.storing[i, k]
            keep_skill(people, rules, i, k)
        at.count[KEPT if stored > 0.0 else NOTHING_STORED] += 1
        learn_to_learn(people, rules, i)
        feel_progress(people, rules, i)


@part
def keep_skill(people, rules, i, k):
    """Skill now of person i in domain k falls toward lasting skill; this grows by what the week's tasks store."""
    learning, lasting = rules.learning, people.lasting[i, k]
    s = unit_interval(people.skill[i, k] - fading(people.skill[i, k], lasting, learning.forgetting))
    grown = lasting * (1.0 - learning.lasting_loss) + min(1.0, people.storing[i, k]) * max(0.0, s - lasting)
    people.skill[i, k] = s
    people.lasting[i, k] = min(s, grown)
    people.storing[i, k] = 0.0


@part
def learn_to_learn(people, rules, i):
    """Learning-to-learn of person i grows with own success and a mentor's example, and returns to its baseline."""
    learning, m = rules.learning, people.metacognition[i]
    step = metacognition_step(
        m,
        people.metacognition_base[i],
        people.work_now[i],
        people.coaching_now[i],
        people.reactance[i],
        learning.m_work,
        learning.m_back,
        learning.m_merit,
    )
    people.metacognition[i] = unit_interval(m + step)


@part
def feel_progress(people, rules, i):
    """Update the running mean of person i's progress on personal goals, relative to the gain expected."""
    satisfaction, focus = rules.satisfaction, 0.0
    for k in range(people.goals.shape[1]):
        focus += people.goals[i, k] * people.goals[i, k]
    ratio = progress_ratio(
        people.gain_now[i],
        people.aptitude[i],
        people.performance[i],
        focus,
        rules.learning.rate,
        satisfaction.expected,
    )
    people.pace[i] = toward(people.pace[i], ratio, satisfaction.memory)


@process(
    "retention",
    "synchronous",
    "learning.on",
    ("something is stored", "nothing is stored"),
    (retain,),
    source="Bjork & Bjork 1992; Soderstrom & Bjork 2015 (two strengths); Roediger & Karpicke 2006",
)
def retention(world):
    """Skill now fades toward lasting skill, which grows with success of one's own; so does learning-to-learn."""

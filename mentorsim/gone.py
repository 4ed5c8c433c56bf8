"""Parameters of the first edition of the rules that the second does not have, and what takes their place, in words.

`mentorsim migrate` writes a config of the first edition for the second by these tables.
"""

RENAMED = {  # {path: the same under its name now}
    "goals.contentment": "satisfaction.pace",
    "learning.close_middle": "quality.gate",
    "learning.study_autonomy": "learning.work_autonomy",
    "learning.m_fall": "learning.m_back",
    "confidence.fall": "confidence.failure",
    "endings.mentor_energy": "endings.by_energy",
    "endings.mentee_reactance": "endings.by_reactance",
}
CEILING = "nobody works toward a ceiling of their own; "
ALONE = "own work follows the rule of all tasks now; "
DEPENDENCE = "dependence is the level of help that one is adapted to; "
ANSWERS = "an answer is a helped task, with the luck of all tasks; "
PROACTIVE = "taking part and beginning contacts follow from one propensity: "
HUSH = "harsh words and incidents silence by hush, which fades: "
CONTACTS = "a pair has a number of contacts, which either side or the programme begins: "
VISITS = "people visit so many times a week: "
SPEAKING = "one asks when an own task has failed: community.ask_base and what follows it; and answers by "
REPLIES = "who visits answers by knowing more, readiness and what is owed: community.answer_logit, "
REASONS = {  # {path: why it is gone, and what to look at instead}
    "start.ceiling_sd": f"{CEILING}people differ by start.aptitude_sd",
    "start.ceiling_correlation": f"{CEILING}people differ by start.aptitude_sd, whatever their skill at the start",
    "start.interactivity.a": f"{PROACTIVE}start.zeta.mean, sd",
    "start.interactivity.b": f"{PROACTIVE}start.zeta.mean, sd",
    "start.disclosure.a": f"{HUSH}nobody has any at the start; see community.hush, hush_fade",
    "start.disclosure.b": f"{HUSH}nobody has any at the start; see community.hush, hush_fade",
    "channel.reinvest": "a cheaper contact costs fewer hours, and is not held more often",
    "exposure.disclosure_loss": f"{HUSH}community.hush",
    "exposure.disclosure_return": f"{HUSH}community.hush_fade",
    "meetings.base": f"{CONTACTS}meetings.mentee_base, mentor_base, prompts",
    "meetings.slope": f"{CONTACTS}meetings.mentee, mentor",
    "goals.by_progress": "progress counts in satisfaction by satisfaction.progress, which is no share",
    "goals.by_fit": "the fit of help is no part of satisfaction; that of person and place is, by satisfaction.fit",
    "learning.crowd_slope": "help is redundant to who could do without: learning.redundancy",
    "learning.crowd_knee": "help is redundant to who could do without: learning.redundant_from, redundant_span",
    "learning.close_scale": "trust gates help by a power now: quality.gate_power",
    "learning.study": f"{ALONE}its pace is learning.rate",
    "learning.ceiling": f"{CEILING}see learning.own_error, effort_base",
    "learning.ceiling_m": f"{CEILING}learning-to-learn lowers learning.own_error",
    "learning.ceiling_nodes": f"{CEILING}resources help in own work by learning.node_help",
    "learning.m_task": "learning-to-learn comes from success at own work: learning.m_work",
    "learning.m_mentor": "a mentor's example counts as far as trust lets it through and help has receded: "
    "learning.m_coaching",
    "learning.m_rise": "taking part alone teaches no learning-to-learn; success at own work does: learning.m_work",
    "learning.dependence_rise": f"{DEPENDENCE}see adaptation.rate",
    "learning.dependence_fall": f"{DEPENDENCE}see adaptation.rate",
    "learning.dependence_fade": f"{DEPENDENCE}see adaptation.rate",
    "learning.dependence_form": "nothing is deducted for dependence; it takes effort from own work by "
    "learning.effort_dependence",
    "learning.deduction": "nothing is deducted for dependence; see learning.effort_dependence",
    "learning.crowding_out": "dependence takes effort from own work: learning.effort_dependence; meetings take time: "
    "learning.per_meeting",
    "learning.coaching": "autonomy, openness and zeta are traits, and stay as they are",
    "community.steep": f"{VISITS}community.by_zeta",
    "community.company": f"{VISITS}community.by_reply, by_confidence; not by who else is there",
    "community.cost": f"{VISITS}community.by_hush, by_confidence; literacy counts online by channel.gamma",
    "community.speak_base": f"{SPEAKING}community.answer_logit",
    "community.speak_steep": f"{SPEAKING}community.answer_zeta",
    "community.reply": f"{REPLIES}crowd, most_answers; where peers are asked to help, withdrawal.peer_reply",
    "community.reply_tie": f"{REPLIES}owed; where peers are asked to help, withdrawal.peer_tie",
    "community.tie_renewal": "an answer strengthens a tie, or makes one: community.new_tie",
    "community.rate": f"{ANSWERS}see community.answer_weight",
    "community.good": f"{ANSWERS}see community.help",
    "community.mislead": f"{ANSWERS}one that fails teaches less: learning.from_failure",
    "confidence.rise": "successes and praise count by themselves: confidence.own_success, aided_success, praise",
    "endings.mentor_quality": "one number for both sides: endings.by_quality",
    "departures.early": "people differ in how loosely they are bound from the start, so that many leave early: "
    "departures.leaving, spread",
    "departures.early_weeks": "early leaving follows from differences between people: departures.spread",
    "endings.mentor_progress": "a mentor ends no match for lack of progress",
    "endings.mentee_quality": "one number for both sides: endings.by_quality",
}
GONE = {path: f"now {name}" for path, name in RENAMED.items()} | REASONS
OF_ROSTERS = {  # columns that a roster may not have any more
    "ceiling_offset": f"{CEILING}a roster may say aptitude",
    "interactivity": f"{PROACTIVE}a roster may say zeta",
    "disclosure": "harsh words silence by hush, which nobody has at the start",
}
# Those that kept their name and mean something else, so that a number of the first edition may not fit any more.
ANEW = {
    "goals.on": "satisfaction has a switch of its own: satisfaction.on",
    "learning.on": "it is the switch of own work, too",
    "learning.placebo": "nothing outside the matches follows from a pair, so that no effect is left at all",
    "learning.rate": "skill gained in a week at the best task, alone or, times learning.meeting_weight, in a meeting",
    "learning.forgetting": "pace at which skill falls toward lasting skill, no longer toward none",
    "channel.cost": "hours of a contact alone; it is held no more often for being cheap",
    "community.base": "logarithm of visits a week at average states, no logit of taking part",
    "community.by_reply": "rise of the logarithm of visits with a recent reply, no logit",
    "community.help": "help in the first answer to a question",
    "community.reading": "worth of reading an answer in tasks, no share of what the asker learns",
    "quality.slope": "rise of first quality with similarity, no longer with its square",
    "quality.gain": "growth of trust with a fully attuned mentor; most are less so (start.attunement)",
    "stages.independent_y": "looks at performance by lasting skill",
    "departures.leaving": "the hazard of everybody at average states, also of mentors; it follows the intent to leave",
    "departures.mentor_exit": "hazard to give up mentoring and stay; less within the time that a mentor meant to stay, "
    "more after it",
    "exposure.harsh": "chance per question or answer, and (x harsh_directive c) per contact of a pair",
    "exposure.privacy": "an incident in a week with a visit, which silences as a harsh word does",
    "endings.mentor": "less within the time that a mentor meant to stay, more after it",
}


def why_gone(path: str) -> str:
    """What takes the place of a parameter that is gone, as a message says it; "" of any other path."""
    return f"gone since the second edition: {GONE[path]}" if path in GONE else ""

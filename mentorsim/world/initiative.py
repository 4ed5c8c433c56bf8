"""Initiative of a pair's two sides: how many contacts a week each would begin."""

from mentorsim.codes import ASSIGNED
from mentorsim.compiled import part
from mentorsim.equations import contacts_of_mentee, contacts_of_mentor


@part
def initiative_of_mentee(people, matches, rules, row):
    """Contacts a week that the mentee of match `row` would begin, silence aside."""
    meetings, i = rules.meetings, matches.mentee[row]
    chosen = matches.made_by[row] != ASSIGNED
    return contacts_of_mentee(
        people.zeta[i],
        matches.quality[row],
        chosen,
        meetings.mentee,
        meetings.mentee_base,
        meetings.mentee_quality,
        meetings.chosen,
    )


@part
def initiative_of_mentor(people, matches, rules, row):
    """Contacts a week that the mentor of match `row` would begin, silence aside."""
    meetings, j = rules.meetings, matches.mentor[row]
    return contacts_of_mentor(people.attunement[j], matches.quality[row], meetings.mentor, meetings.mentor_base)

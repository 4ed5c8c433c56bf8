"""The community, one file per subject: questions, answers (which others read), harsh words, and questions routed."""

from mentorsim.process import process
from mentorsim.submodels.community.answering import talk
from mentorsim.submodels.community.asking import ask
from mentorsim.submodels.community.routing import questions_left, route_questions
from mentorsim.submodels.community.tone import be_struck, speak_harshly


@process(
    "community",
    "row order",
    "community.on",
    (
        "fails and does not ask",  # by places 0, 1 and 10 in `asking`
        "asks",
        "question answered",  # 2 to 9 in `answering`
        "question unanswered",
        "question forwarded",
        "answer",
        "answer in return for help",
        "thanked",
        "reads an answer",
        "answer too easy to learn from",
        "resource found",
        "harsh word",  # 11 and 12 in `tone`
        "harsh word witnessed",
        "question routed to a mentor",  # 13 to 15 in `routing`
        "no mentor has time for a question",
        "routed within the group",
    ),
    (ask, talk, speak_harshly, be_struck, questions_left),
    source="Lave & Wenger 1991; Joyce & Kraut 2006 (replies); Ai 2026 (reciprocity, shared partners); Miyake & Norman "
    "1979 (asking); Pew 2017 (harsh words)",
)
def community(world):
    """Questions find those who answer; answers teach, others read along; thanks bind, harsh words silence."""
    route_questions(world)

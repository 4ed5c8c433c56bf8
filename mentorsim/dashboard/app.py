"""The pages and their addresses."""

import solara

from mentorsim.dashboard.pages.compare import Compare
from mentorsim.dashboard.pages.design import Design
from mentorsim.dashboard.pages.evidence import Evidence
from mentorsim.dashboard.pages.experiments import Experiments
from mentorsim.dashboard.pages.explore import Explore
from mentorsim.dashboard.pages.frame import Layout
from mentorsim.dashboard.pages.notebook import NotebookPage
from mentorsim.dashboard.pages.questions import Questions

routes = [
    solara.Route(
        "/", component=Explore, layout=Layout, label="Explore · mentorsim"
    ),  # its layout is around all of them
    solara.Route("compare", component=Compare, label="Compare · mentorsim"),
    solara.Route("questions", component=Questions, label="Questions · mentorsim"),
    solara.Route("design", component=Design, label="Design · mentorsim"),
    solara.Route("experiments", component=Experiments, label="Experiments · mentorsim"),
    solara.Route("evidence", component=Evidence, label="Evidence · mentorsim"),
    solara.Route("notebook", component=NotebookPage, label="Notebook · mentorsim"),
]

"""The pages and their addresses."""

import solara

from mentorsim.dashboard.pages.explore import Explore
from mentorsim.dashboard.pages.frame import Layout

routes = [
    solara.Route("/", component=Explore, layout=Layout, label="Explore"),
]

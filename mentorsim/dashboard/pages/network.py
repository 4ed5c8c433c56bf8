"""The network on the page: drawn by force-graph where that was fetched, else by Plotly."""

import itertools

import anywidget
import solara
import traitlets

from mentorsim.dashboard import assets
from mentorsim.dashboard.logic import graph, shades, table, views
from mentorsim.dashboard.logic.replications import WORLDS
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.parts import Card, Fault, html, tried
from mentorsim.dashboard.pages.plot import STATIC, Plot

SCRIPTS = ("data", "paint", "controls", "widget")  # in static/network, one module together
STAMPS = itertools.count(1)


class NetworkWidget(anywidget.AnyWidget):
    """The drawn network. Arrays: as in `graph.Sent`; stamp: changes last, after all that belongs together; label: what
    it shows; name: of the saved file; of: the world and arrangement, for which one has zoomed; chosen: the person whose
    story is open; marks: (n,) uint8 who is in the table; drawn: pictures drawn so far; picked: the person clicked, with
    a running number; opens: whether that opens a story; unable: whether it cannot be drawn there.
    """

    _esm = "\n".join((STATIC / "network" / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    persons = traitlets.Bytes(b"").tag(sync=True)
    places = traitlets.Bytes(b"").tag(sync=True)
    kinds = traitlets.Bytes(b"").tag(sync=True)
    homes = traitlets.Bytes(b"").tag(sync=True)
    values = traitlets.Bytes(b"").tag(sync=True)
    links = traitlets.Bytes(b"").tag(sync=True)
    ties = traitlets.Bytes(b"").tag(sync=True)
    look = traitlets.Unicode("{}").tag(sync=True)
    names = traitlets.Unicode("{}").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    name = traitlets.Unicode("network").tag(sync=True)
    of = traitlets.Unicode("").tag(sync=True)
    chosen = traitlets.Int(0).tag(sync=True)
    marks = traitlets.Bytes(b"").tag(sync=True)
    stamp = traitlets.Int(0).tag(sync=True)
    drawn = traitlets.Int(0).tag(sync=True)
    picked = traitlets.List().tag(sync=True)
    opens = traitlets.Bool(True).tag(sync=True)
    unable = traitlets.Bool(False).tag(sync=True)


@solara.component
def Network(session, lab, news: int, theme: str, on_change):
    """Who mentors whom, with what it is looked at by. on_change: called when something was chosen here."""
    pictures, plain = solara.use_memo(graph.Pictures, []), solara.use_memo(views.Pictures, [])
    unable, set_unable = solara.use_state(False)
    drawn_before = solara.use_ref((None, 0))
    look = session.look

    def choose(**what):
        session.look_at(**what)
        on_change()

    def pick(picked):
        if picked:
            lab.order(person=int(picked[0]))

    if unable or not assets.draws(assets.folder()):
        Plain(lab, plain, theme)
        return
    Choices(look, choose)
    with lab.lock:
        course = lab.courses[0]
        sent, fault = tried(lambda: pictures.sent(course.choice, course.world, look, theme))
        marks = table.marks(course.world, session.asked, sent.persons) if sent else b""
    if fault:
        Fault(fault)
        return
    if drawn_before.current[0] != sent:
        drawn_before.current = (sent, next(STAMPS))
    NetworkWidget.element(
        **vars(sent),
        label=f"Network in week {lab.week}: people, mentors, matches",
        of=f"{course.choice.run_id} {look.arrange}",
        chosen=lab.person or 0,
        marks=marks,
        stamp=drawn_before.current[1],
        on_picked=pick,
        on_drawn=lambda _: lab.drawn.set(),
        on_unable=lambda _: set_unable(True),
    )


PLACES = (("same", "Same places in both"), ("own", "With their own mentors"))
BOTH = (
    "With the same places, everybody stands where they do in A, beside the mentor they have there or, without one, in "
    "B: a long line in B is a mentee who has somebody else. Who is pointed at in one world is lit in the other."
)


@solara.component
def Both(lab, news: int, theme: str):
    """The networks of both worlds of a pair, side by side."""
    pictures = solara.use_memo(graph.Both, [])
    plain = solara.use_memo(lambda: (views.Pictures(), views.Pictures()), [])
    unable, set_unable = solara.use_state(False)
    drawn_before = solara.use_ref({})
    places, set_places = solara.use_state(PLACES[0][0])
    by_plotly = unable or not assets.draws(assets.folder())
    with lab.lock:
        choices, worlds = [one.choice for one in lab.courses], [one.world for one in lab.courses]
        if by_plotly:
            shown = [one.network(*of, theme) for one, *of in zip(plain, choices, worlds, strict=True)]
        else:
            shown = pictures.sent(choices, worlds, theme, places == "same")
        week = lab.week
    if not by_plotly:
        parts.Choose("Places", [list(one) for one in PLACES], places, event_pick=set_places)
        html("p", BOTH, cls="ms-small")
    with html("div", cls="ms-grid ms-both"):
        for name, choice, one in zip(WORLDS, choices, shown, strict=True):
            label = f"Network of world {name} in week {week}"
            with Card(f"World {name}: {views.said_of(choice)}"):
                if by_plotly:
                    Plot(views.compact(one, 400), label, f"network-{name}", on_drawn=lab.drawn.set)
                    continue
                if drawn_before.current.get(name, (None,))[0] != one:
                    drawn_before.current[name] = (one, next(STAMPS))
                NetworkWidget.element(
                    **vars(one),
                    label=label,
                    name=f"network-{name}",
                    of=f"{choices[0].run_id} {choices[1].run_id} {places}",
                    stamp=drawn_before.current[name][1],
                    opens=False,
                    on_drawn=lambda _: lab.drawn.set(),
                    on_unable=lambda _: set_unable(True),
                )


@solara.component
def Choices(look: graph.Look, on_choose):
    """How people are arranged, what they are coloured by, which ties are drawn."""
    with html("div", cls="ms-row ms-looks"):
        for name, words, options in (
            ("arrange", "Arrange", graph.ARRANGED),
            ("colour", "Colour", shades.COLOURS),
            ("ties", "Ties", graph.TIES),
        ):
            if name == "ties" and look.arrange == "lineage":
                continue
            shown = [[key, text] for key, text in options.items()]
            parts.Pick(
                words, shown, getattr(look, name), event_pick=lambda value, name=name: on_choose(**{name: value})
            )


@solara.component
def Plain(lab, pictures: views.Pictures, theme: str):
    """The network as Plotly draws it."""

    def pick(picked):
        person = views.person_in(picked)
        if person is not None:
            lab.order(person=person)

    with lab.lock:
        course = lab.courses[0]
        figure, fault = tried(lambda: pictures.network(course.choice, course.world, theme))
    if fault:
        Fault(fault)
        return
    Plot(figure, f"Network in week {lab.week}: people, mentors, matches", "network", pick, lab.drawn.set)
    html("p", "Click a person for their story. Scroll to zoom, drag to move, double-click to see all.", cls="ms-small")

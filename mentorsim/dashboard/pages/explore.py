"""Explore: one world, its knobs, its clock, its figures, and one of its people."""

import solara

from mentorsim.dashboard.logic import change, folders, ghosts, panel, results, views
from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic import session as sessions
from mentorsim.dashboard.logic.lab import SPEEDS
from mentorsim.dashboard.pages import address, by_hand, parts
from mentorsim.dashboard.pages.boundary import Guarded
from mentorsim.dashboard.pages.frame import use_session
from mentorsim.dashboard.pages.network import Network
from mentorsim.dashboard.pages.parts import Card, Download, Fault, Knobs, Press, html, tried, use_news
from mentorsim.dashboard.pages.people import People
from mentorsim.dashboard.pages.plot import Plot
from mentorsim.dashboard.pages.what_if import WhatIf
from mentorsim.formulas import csv_of
from mentorsim.printing import plural

FIRST = (
    "Press ▶ to play it. Change anything about it, and it is made again at once, of the same people with the same "
    "luck. Pale lines are the same people without mentoring, and what you looked at before."
)
VIEW_NAMES = (
    ("course", "Course"), ("help", "Help"), ("zone", "Zone"), ("stages", "Stages"), ("mentors", "Mentors"),
    ("community", "Community"),
)  # fmt: skip


@solara.component
def Explore():
    """The page Explore: one world, week by week."""
    session, router = use_session(), solara.use_router()
    lab = session.explored
    news, again = use_news()
    opened, set_opened = solara.use_state(False)

    def listen():
        lab.notify = again
        lab.begin()
        return lab.deaf

    solara.use_memo(lambda: session.follow_explore(router.search), [router.search])  # before anything is shown
    solara.use_effect(listen, [])
    address.keep(session, "explore", "/", session.explore_query(), lab)

    def change(of):
        session.choose(of(session.choice))
        again()

    def ask(path: str):
        session.ask(path)
        again()

    def close():
        session.what_if = None
        again()

    with html("div", cls="ms-explore"):
        entries = {"aria-expanded": "true" if opened else "false"}
        Press("World and parameters", lambda: set_opened(not opened), "ms-button ms-narrow", entries)
        side = html("aside", cls="ms-side" + (" ms-opened" if opened else ""), aria_label="World and parameters")
        with side, Guarded("The world's parameters", "/", of=session.choice):
            Side(session.choice, lab, change, ask)
        with html("div", cls="ms-stage"):
            with html("div"):
                html("h1", "One world, week by week", cls="ms-title")
                html("p", FIRST, cls="ms-small")
            if session.said or lab.faults:
                Fault(session.said or lab.faults)
            if session.ignored.get("explore"):
                address.LeftOut(session.ignored["explore"])
            if session.run:
                with Guarded("The comparison with the stored run", "/", of=session.run):
                    Replayed(session, lab, news)
            if session.what_if is not None:
                with Guarded("What if", "/", of=session.what_if):
                    WhatIf(session.what_if, session.choice, close)
            with Guarded("The clock", "/"):
                Clock(lab, news)
            with Guarded("The world", "/", of=(session.choice, session.view, lab.week)):
                World(session, lab, news, again)


@solara.component
def Side(choice, lab, on_change, on_ask):
    """The world's knobs: common ones, shocks, all others, files in and out.

    lab: which shows it; on_change, on_ask: as in `Knobs`.
    """
    html("h2", "World")
    if choice.people:
        parts.RealPeople(choice, on_change)
    Knobs("common", choice, panel.COMMON, on_change, on_ask)
    by_hand.UsualPeople(choice, on_change)
    parts.Luck("luck", choice, on_change)
    by_hand.Changed(choice, panel.undone, on_change)
    by_hand.Shocks(choice, lambda: lab.aim, on_change)
    parts.AllParameters("all", choice, on_change)
    Files(choice, on_change)


@solara.component
def Files(choice, on_change):
    """An experiment file in, and out. on_change: as in `Knobs`."""
    html("h2", "Take it with you")

    def taken(name: str, content: bytes):
        given = choices.of_experiment(choices.read_upload(name, content))
        on_change(lambda _: given)

    with html("div", cls="ms-files"):
        Download(choices.to_toml(choice), "explored.toml", "Save as TOML")
        html("p", f"mentorsim run explored.toml{panel.plugin_flags()} gives the same numbers.", cls="ms-small")
        parts.Upload("Drop an experiment file here, or pick one", taken)


@solara.component
def Clock(lab, news: int):
    """Time."""

    def toggle(*_):
        if lab.playing:
            lab.pause()
        else:
            lab.play()
        lab.notify()

    parts.PlayerView(
        lab.week,
        lab.last or lab.wanted[0].weeks,
        lab.playing,
        lab.speed,
        list(SPEEDS),
        lab.busy,
        event_go=lambda week: lab.order(playing=False, goal=week),
        event_toggle=toggle,
        event_hasten=lambda speed: lab.order(speed=speed),
    )


@solara.component
def World(session, lab, news: int, again):
    """What is to be seen of the world at this week. again: called when something was chosen here."""
    theme = parts.theme_name()
    view, set_view = solara.use_state_or_update(session.view)
    if not lab.courses:
        html("p", "The world is being made …", role="status")
        return

    def look_at(name: str):
        session.view = name
        set_view(name)
        again()

    def pick(picked):
        person = views.person_in(picked)
        if person is not None:
            lab.order(person=person)

    with lab.lock:
        course, twin = lab.courses[0], ghosts.twin_course(lab)
        shown = views.facts(course, twin)
        beside, none_beside = tried(lambda: figures_beside(session, lab, view, theme, twin))
        weekly = views.weekly_of(course.world) if not lab.playing else None
    parts.Facts([list(fact) for fact in shown])
    with html("div", cls="ms-grid"):
        with Card("Who mentors whom", cls="ms-wide"):
            Network(session, lab, news, theme, again)
            Somebody(lab)
        with html("div", cls="ms-column"):
            parts.Choose("Figures", [list(one) for one in VIEW_NAMES], view, event_pick=look_at)
            Beside(session, view, news, again)
            if none_beside:
                Fault(none_beside)
            for title, figure in beside or ():
                with Card(title, level=3):
                    Plot(figure, title, f"{view}-{title.split()[0].lower()}", pick)
    if lab.person is not None:
        with Guarded("The story", "/", of=(lab.person, lab.week)):
            Story(lab, course, theme, news)
    with Guarded("The table of people", "/", of=lab.week):
        People(session, lab, news, again)
    HandOver(session, weekly)


def figures_beside(session, lab, view: str, theme: str, twin) -> list[tuple]:
    """(title, figure) of one view; lines of other worlds are pale. twin: the course of the control world, or None."""
    course = lab.courses[0]
    if view != "course":
        return views.side(view, course, theme, twin)
    lines = ghosts.lines(lab, session.beside, session.earlier)
    return [("What changes, week by week", views.panels(course, theme, twin, lines, session.how))]


@solara.component
def Beside(session, view: str, news: int, again):
    """Which worlds stand beside the one shown, as pale lines.

    news: number of the latest news; again: called when something was chosen here.
    """

    def then(act):
        def acted(*_):
            act()
            again()

        return acted

    def look(how: str):
        session.how = how
        again()

    with html("div", cls="ms-row"):
        if view == "course":
            parts.Pick("Show", [list(one) for one in change.HOW], session.how, event_pick=look)
        words = "Without mentoring"
        Press(words, then(lambda: session.show_twin(not session.twin)), "ms-button", pressed(session.twin))
        if session.pinned is None:
            Press("Pin this world", then(lambda: session.pin(session.choice)))
        else:
            Press("Unpin", then(lambda: session.pin(None)), "ms-button", {"title": views.said_of(session.pinned)})
        kept = len(session.earlier.lines(session.choice, session.beside))
        if kept:
            Press(f"Clear {plural(kept, 'earlier run')}", then(session.earlier.clear))
    if view == "course":
        html("p", change.WHAT, cls="ms-small")


def pressed(is_on: bool) -> dict:
    """What tells that a switch is on."""
    return {"aria-pressed": "true" if is_on else "false"}


@solara.component
def Somebody(lab):
    """Ways to a person's story without a mouse."""
    with html("div", cls="ms-row"):
        html("span", "A story of", cls="ms-small")
        for kind in ("mentee", "mentor"):
            Press(f"a {kind}", lambda kind=kind: take_somebody(lab, kind), "ms-link")


def take_somebody(lab, kind: str) -> None:
    """Open the story of somebody in that role."""
    with lab.lock:
        found = views.somebody(lab.worlds[0], kind)
    if found is not None:
        lab.order(person=found)


@solara.component
def Story(lab, course, theme: str, news: int):
    """One person's way: in words, and as a figure."""
    with lab.lock:
        shown = views.story_of(course, theme, ghosts.twin_course(lab))
    with Card("", cls="ms-story"):
        with html("div", cls="ms-row"):
            waiting = "The story is being gathered …" if lab.busy else f"Nobody here has the number {lab.person} by now"
            html("h2", f"The story of {shown[0]['name']}" if shown else waiting)
            Press("Close", lambda: lab.order(person=None))
        if shown:
            words, figure, zone = shown
            with html("div", cls="ms-story-columns"):
                with html("div"):
                    html("p", words["who"])
                    with html("ol", cls="ms-events"):
                        for week, sentence in words["events"]:
                            with html("li"):
                                html("span", f"week {week}", cls="ms-when")
                                html("span", sentence)
                    html("p", words["now"])
                Plot(figure, f"Weeks of {words['name']}", "story", height=380)
    if shown:
        with Card(f"What is within reach of {words['name']}: skill and tasks, by domain", level=3):
            Plot(zone, f"Zone of proximal development of {words['name']}, by domain", "domains")


@solara.component
def HandOver(session, weekly):
    """The link to this state, and the weekly table."""
    with html("div", cls="ms-row ms-handover"):
        parts.CopyLink(f"/?{session.explore_query()}")
        solara.Link(
            f"/compare?{sessions.pair_query(session.choice, session.choice)}",
            children=["Compare this world with a changed one"],
        )
        if weekly is not None and len(weekly):
            Download(lambda: csv_of(weekly), "weekly.csv", "Weekly table as CSV", "text/csv")
        html("span", "Each figure is saved with the buttons below it.", cls="ms-small")


@solara.component
def Replayed(session, lab, news: int):
    """Which run of a sweep this is, and whether it has come out as stored."""
    folder, _, run = session.run.rpartition("/")
    at_end = bool(lab.courses) and lab.week == lab.last and lab.courses[0].choice == session.choice and not lab.busy

    def compared():
        if not at_end:
            return None
        opened = results.open_folder(folders.root(), folder)
        results.choice_of(opened, run)
        with lab.lock:
            return results.as_stored(opened, run, lab.worlds[0])

    differ, fault = solara.use_memo(lambda: tried(compared), [session.run, at_end])
    if fault:
        Fault(fault)
        return
    says = f"Replay of run {run} of {folder}, replication {session.choice.replication}. "
    if differ is None:
        says += f"At week {lab.last} it is compared with what was stored."
    elif differ:
        says += f"It differs from what was stored, in {len(differ)} columns: {', '.join(differ[:8])}."
    else:
        says += "✓ Equal to what was stored, to the last bit."
    html("p", says, cls="ms-note", role="status")

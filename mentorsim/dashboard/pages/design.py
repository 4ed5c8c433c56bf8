"""Design: a sweep in the making, from factors that are ticked to results that fill in."""

from dataclasses import replace

import solara

from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic import draft as drafts
from mentorsim.dashboard.logic import folders, panel
from mentorsim.dashboard.pages import address, parts
from mentorsim.dashboard.pages.boundary import Guarded
from mentorsim.dashboard.pages.filling import Filling
from mentorsim.dashboard.pages.form import Common, Factors, Field, HowOften, Kept, wrong
from mentorsim.dashboard.pages.frame import use_session
from mentorsim.dashboard.pages.parts import Card, CopyText, Download, Fault, Press, html, use_news
from mentorsim.errors import BadInput

WHAT = (
    "Tick what is to vary, say how often, and see at once what it comes to. It is an experiment file like any other: "
    "start it here, or take it to the command line."
)


@solara.component
def Design():
    """The page: the form, the file that it is, what it takes, and what its sweep has found."""
    session, router = use_session(), solara.use_router()
    desk = session.desk
    news, again = use_news()
    solara.use_memo(lambda: desk.follow(router.search), [router.search])
    draft = desk.draft

    def keep():
        query = draft.to_query()
        desk.look(again)
        if draft != drafts.Draft() and query != desk.followed:
            desk.followed = query
            router.push(f"/design?{query}")
        return desk.soon.cancel

    solara.use_effect(keep, [draft])
    fault, set_fault = solara.use_state("")

    def change(make):
        """Put another form in place of the present one. make: called with that, gives it, or refuses."""
        try:
            desk.change(make(desk.draft))
            set_fault("")
        except BadInput as error:
            set_fault(str(error))
        again()

    found = desk.checked if desk.is_checked() else None
    html("h1", "Design a sweep", cls="ms-title")
    html("p", WHAT, cls="ms-small")
    if desk.ignored:
        address.LeftOut(desk.ignored)
    if fault:
        Fault(fault)
    with html("div", cls="ms-design"):
        with html("div", cls="ms-stack"):
            with Guarded("Where it starts from", "/design", of=draft):
                StartFrom(session, draft, found, change, again, tuple(desk.unshown))
            with Guarded("The factors", "/design", of=draft):
                Factors(draft, found, change)
            with Guarded("The replications", "/design", of=draft):
                HowOften(draft, found, change)
            with Guarded("What all arms have", "/design", of=draft):
                Common(draft, change)
            with Guarded("What is kept", "/design", of=draft):
                Kept(draft, change)
        with html("div", cls="ms-stack ms-beside"):
            with Guarded("What it comes to", "/design", of=(draft, found)):
                ComesTo(desk, draft, found, desk.cost if found else None, news, again)
            with Guarded("The file", "/design", of=draft):
                File(draft)
    with Guarded("What it has found", "/design", of=(draft.name, news)):
        Filling(draft.name, found.experiment if found else None, desk.task(), news)


@solara.component
def StartFrom(session, draft, found, change, again, unshown: tuple):
    """Name and question; and ways to begin: the world in Explore, a setting, a file. unshown: what of it is not shown.

    change: called with a function from a form to another one.
    """

    def from_explore():
        world = replace(session.choice, replication=0)
        change(lambda now: replace(now, world=world))

    def taken(name: str, content: bytes):
        session.desk.take(choices.read_upload(name, content))
        again()

    def say(**what):
        change(lambda now: replace(now, **what))

    with Card("The question"):
        Field("question", "Question", draft.question, "What the sweep is to answer, in your words.",
              hint="Does it matter how …?", event_say=lambda text: say(question=text.strip()))  # fmt: skip
        Field("name", "Name", draft.name, f"Of the file, and of the folder below {folders.root().name}.",
              wrong(found, "experiment.name"), event_say=lambda text: say(name=text.strip()))  # fmt: skip
        with html("div", cls="ms-row"):
            Press("Take the world that is in Explore", from_explore)
            Press("Begin anew", lambda: change(lambda now: drafts.Draft()))
        parts.Upload("Or drop an experiment file here, or pick one: it fills the form", taken)
        for line in unshown:
            html("p", line, cls="ms-note ms-other ms-small", role="status")


# --- what it comes to ------------------------------------------------------------------------------------------------


@solara.component
def ComesTo(desk, draft, found, cost, news: int, again):
    """Runs, time and disk; what is wrong; and the button that starts it."""
    fault, set_fault = solara.use_state("", key=draft.name)
    task = desk.task()
    running = task is not None and task.running

    def start():
        try:
            desk.start()
            set_fault("")
        except BadInput as error:
            set_fault(str(error))
        again()

    with Card("What it comes to"):
        with html("div", role="status"):
            if found is None:
                html("p", "Being checked …", cls="ms-small")
            elif found.faults:
                html("p", "Not ready yet:", cls="ms-strong")
            else:
                html("p", found.size, cls="ms-strong")
                html(
                    "p", f"{cost.words[:1].upper()}{cost.words[1:]}." if cost else "A few short runs are being timed …"
                )
        if found is not None:
            if found.faults:
                Fault(found.faults)
            for line in found.notes:
                html("p", f"note: {line}", cls="ms-small")
            if found.taken:
                Fault(found.taken)
            if found.stands and not running:
                html("p", f"{found.stands}.", cls="ms-small")
        going = found is not None and bool(found.stands)
        ready = found is not None and not (found.faults or found.taken or found.whole or running)
        with html("div", cls="ms-row"):
            Press("Go on with the sweep" if going else "Start the sweep", start, "ms-button ms-first",
                  {} if ready else {"disabled": "disabled"})  # fmt: skip
            solara.Link("/experiments", children=["All results"])
        if fault:
            Fault(fault)
        if task is not None:
            parts.Watched(task).key(f"sweep-{id(task)}")


@solara.component
def File(draft):
    """The experiment file, and the command that sweeps it."""
    text = draft.to_toml()
    command = f"mentorsim sweep {draft.file}{panel.plugin_flags()}"
    with Card("The same as a file"):
        with html("div", cls="ms-row"):
            Download(text, draft.file, "Save as TOML")
            CopyText(text, "Copy")
            parts.CopyLink(f"/design?{draft.to_query()}")
        html("pre", text, cls="ms-code", tabindex="0", role="region", aria_label=f"The file {draft.file}")
        html("p", "On the command line, with the same runs:", cls="ms-small")
        with html("div", cls="ms-row"):
            html("code", command)
            CopyText(command, "Copy the command")

"""Long work in the background: progress, cancelling, and what came of it. Several sessions may look at one task."""

import threading
import time

from mentorsim.parameters import BadInput


class Cancelled(Exception):
    """The work was called off."""


class Task:
    """Work in a thread of its own. work: called with the task; it reports by `progress`, which raises Cancelled once
    the task is called off.

    state: "running", "done", "cancelled" or "failed"; done, total: how far; result: what `work` returned, or left in
    `result` on the way; error: why it failed.
    """

    def __init__(self, name: str, work):
        self.name, self.work = name, work
        self.state, self.done, self.total = "running", 0, 0
        self.result, self.error, self.detail = None, "", ""
        self.begun, self.ended = time.monotonic(), None
        self.called_off = threading.Event()
        self.listeners: list = []
        self.thread = threading.Thread(target=self.run, daemon=True, name=f"task {name}")

    def start(self) -> "Task":
        """Begin."""
        self.thread.start()
        return self

    def run(self) -> None:
        """The work, and how it ended."""
        try:
            found = self.work(self)
            self.result = self.result if found is None else found
            self.state = "done"
        except Cancelled:
            self.state = "cancelled"
        except BadInput as error:
            self.state, self.error = "failed", str(error)
        except Exception as error:
            self.state, self.error = "failed", f"{type(error).__name__}: {error}"
        self.ended = time.monotonic()
        self.tell()

    def progress(self, done: int, total: int, detail: str = "") -> None:
        """Report; raises Cancelled if the task was called off."""
        self.done, self.total, self.detail = done, total, detail
        self.tell()
        if self.called_off.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Call it off; it ends at its next report."""
        self.called_off.set()

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.state == "running"

    @property
    def share(self) -> float:
        """How far, from 0 to 1."""
        return self.done / self.total if self.total else 0.0

    def wait(self, seconds: float = 60.0) -> bool:
        """Wait for its end; whether it came."""
        self.thread.join(seconds)
        return not self.thread.is_alive()

    # --- who looks ---

    def watch(self, listener):
        """Call `listener` at every report, until the function that is returned is called."""
        self.listeners.append(listener)

        def leave():
            if listener in self.listeners:
                self.listeners.remove(listener)

        return leave

    def tell(self) -> None:
        """Tell everybody who watches; one whose page has gone does not hold up the work."""
        for listener in tuple(self.listeners):
            try:
                listener()
            except Exception:
                if listener in self.listeners:
                    self.listeners.remove(listener)


class Board:
    """The tasks of this server by name, one of a name at a time; they go on whoever leaves."""

    def __init__(self):
        self.tasks: dict[str, Task] = {}
        self.lock = threading.Lock()

    def start(self, name: str, work, together: int = 2) -> Task:
        """Begin a task. BadInput if one of that name runs, or as many as `together` run already."""
        with self.lock:
            running = [task for task in self.tasks.values() if task.running]
            if any(task.name == name for task in running):
                raise BadInput(f"{name}: is running already")
            if len(running) >= together:
                names = ", ".join(task.name for task in running)
                raise BadInput(f"{name}: {len(running)} tasks are running ({names}); wait, or cancel one")
            self.tasks[name] = task = Task(name, work)
        return task.start()


BOARD = Board()

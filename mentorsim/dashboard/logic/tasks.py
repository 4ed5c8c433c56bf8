"""Long work in the background: progress, cancelling, and what came of it. Several sessions may look at one task."""

import threading
import time

from mentorsim.errors import BadInput

TOGETHER = 2  # tasks at a time


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
    """The tasks of this server, a few at a time, whoever began them; they go on when that visitor leaves.

    tasks: {name: task} of those that everybody is shown, the last of each name; others: those that belong to one
    visitor, as long as they run.
    """

    def __init__(self):
        self.tasks: dict[str, Task] = {}
        self.others: list[Task] = []
        self.lock = threading.Lock()

    def running(self) -> list[Task]:
        """Tasks that go on; one that was called off ends at its next report, and does not keep others waiting."""
        return [task for task in (*self.tasks.values(), *self.others) if task.running and not task.called_off.is_set()]

    def start(self, name: str, work, together: int = TOGETHER, listed: bool = True) -> Task:
        """Begin a task. listed: whether everybody is shown it; then there is one of a name at a time.

        BadInput if one of that name runs, or as many as `together` run already.
        """
        with self.lock:
            self.others = [task for task in self.others if task.running]
            if listed and name in self.tasks and self.tasks[name].running:
                raise BadInput(f"{name}: is running already")
            running = self.running()
            if len(running) >= together:
                names = ", ".join(task.name for task in running)
                raise BadInput(f"{name}: {len(running)} tasks are running here ({names}); wait, or cancel one")
            task = Task(name, work)
            if listed:
                self.tasks[name] = task
            else:
                self.others.append(task)
        return task.start()


BOARD = Board()

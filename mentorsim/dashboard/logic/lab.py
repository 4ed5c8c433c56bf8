"""A session's worlds: played, paused, taken to any week, by a thread of their own.

A `Lab` holds one world (Explore) or two with the same people and luck (Compare), all at the same week. Whoever turns a
knob says what is wanted and returns at once; the thread makes it so, in slices, and drops what is no longer wanted.
Readers take `lab.lock` while they look at a world.
"""

import pickle
import threading
import time

from mentorsim import tables, warmup, week
from mentorsim.dashboard.logic.choice import Choice, checked
from mentorsim.dashboard.logic.cohort import Cohort
from mentorsim.diary import Diary
from mentorsim.errors import BadInput
from mentorsim.experiment.runs import long_table, traced
from mentorsim.policies import policies_of
from mentorsim.world.world import World

SLICE_SECONDS = 0.05  # the world is handed to readers at least this often
FRAME_SECONDS = 0.2  # between two pictures while playing: more would only heat the browser
JUMP_SECONDS = 0.5  # between two pictures on the way to a far week
LEAP_SECONDS = 0.5  # as many weeks as it plays in this time are the most between two pictures
DRAWN_SECONDS = 1.5  # how long the thread waits for a browser to have drawn
WRITTEN = ("pairs", "layers")  # tables in the diary of each world
KEEP_WEEKS, KEEP_BYTES = 26, 64 * 2**20  # states kept for going back
SPEEDS = (1, 2, 5, 10, 20, 50)  # weeks a second
HERE = None  # as a goal: the week at which the worlds are when the thread comes to it


def prepare() -> None:
    """Load (or, the first time, compile) the engine, so that no visitor waits for it."""
    warmup.warm_up(whole=False)
    world = new_world(Choice())
    for _ in range(2):
        week.step(world)
    traced(world)
    tables.run_of(world)


def new_world(choice: Choice) -> World:
    """The chosen world at week 0."""
    p = choice.parameters
    return World(p, policies_of(p), choice.seed, choice.replication, choice.shocks)


class Course:
    """One world on its way: steps it, keeps its diary and states for going back, and follows one person."""

    def __init__(self, choice: Choice):
        self.choice = checked(choice)
        self.begin()
        self.kept: dict[int, bytes] = {}
        self.person: int | None = None
        self.seen: list[dict] = []

    def begin(self) -> None:
        """The world at week 0, with an empty diary."""
        self.world, self.diary, self.cohort = new_world(self.choice), Diary(WRITTEN), Cohort()
        self.diary.begin(self.world)
        self.cohort.note(self.world)

    def step(self) -> None:
        """One week."""
        if self.world.week % KEEP_WEEKS == 0 and self.world.week not in self.kept:
            self.keep()
        week.step(self.world)
        self.diary(self.world)
        self.cohort.note(self.world)
        if self.person is not None:
            self.note()

    def keep(self) -> None:
        """Keep this week's state, unless what is kept is too much already."""
        if sum(map(len, self.kept.values())) < KEEP_BYTES:
            self.kept[self.world.week] = pickle.dumps((self.world, self.diary, self.cohort), pickle.HIGHEST_PROTOCOL)

    def back_to(self, goal: int) -> None:
        """The latest kept state that is not after week `goal`."""
        before = [at for at in self.kept if at <= goal]
        if before:
            self.world, self.diary, self.cohort = pickle.loads(self.kept[max(before)])
        else:
            self.begin()
        self.seen = [rows for rows in self.seen if rows["week"][0] < self.world.week]

    # --- one person ---

    def follow(self, person: int | None) -> None:
        """Follow the person of that key, or nobody. The world starts again, since the weeks until now count too."""
        self.person, self.seen = person, []
        if person is not None:
            self.begin()

    def note(self) -> None:
        """Take down the followed person's week."""
        rows = traced(self.world)
        here = rows["person"] == self.person
        if here.any():
            self.seen.append({name: values[here] for name, values in rows.items()})

    @property
    def trace(self):
        """One row per week in which the followed person was there, None if there is none: see `runs.Result.trace`."""
        return long_table(self.seen) if self.seen else None


class Lab:
    """Worlds in step with each other. notify: called without arguments, from any thread, when there is news.

    playing, speed: as asked for; goal: the week to go to, or HERE; faults: what is wrong with what was asked, "" if
    nothing; busy: whether the thread is on its way to `goal` or to new worlds.
    """

    def __init__(self, choices: tuple[Choice, ...], goal: int = 0, notify=lambda: None):
        self.lock, self.change, self.notify = threading.RLock(), threading.Condition(), notify
        self.wanted, self.person = tuple(choices), None
        self.goal: int | None = goal
        self.courses: tuple[Course, ...] = ()
        self.playing, self.speed, self.closed = False, 10, False
        self.faults, self.busy, self.drawn = "", False, threading.Event()
        self.orders, self.done, self.thread = 1, 0, None

    # --- what visitors ask for: returns at once ---

    def order(self, **wishes) -> None:
        """Set `wanted`, `goal`, `playing`, `speed` or `person`; the thread does the rest."""
        with self.change:
            if self.playing:
                self.goal = HERE
            for name, wish in wishes.items():
                setattr(self, name, wish)
            last = max((choice.weeks for choice in self.wanted), default=0)
            if self.goal is not HERE:
                self.goal = max(0, min(self.goal, last))
            self.orders += 1
            self.change.notify_all()
        self.drawn.set()

    def play(self) -> None:
        """Play on; from the start, if the last week is reached."""
        self.order(playing=True, goal=0 if self.week >= self.last else HERE)

    def pause(self) -> None:
        """Stop at the present week."""
        self.order(playing=False, goal=HERE)

    def step(self, weeks: int = 1) -> None:
        """Some weeks on, or back."""
        self.order(playing=False, goal=self.week + weeks)

    def close(self) -> None:
        """End the thread."""
        self.closed = True
        self.order()

    # --- what they see ---

    @property
    def week(self) -> int:
        """Weeks that have passed."""
        return self.courses[0].world.week if self.courses else 0

    @property
    def aim(self) -> int:
        """The week that is shown, or to which the worlds are on their way."""
        arrived = self.playing or (self.done == self.orders and not self.busy)
        return self.week if arrived or self.goal is HERE else self.goal

    @property
    def last(self) -> int:
        """The last week that can be reached."""
        return min((course.choice.weeks for course in self.courses), default=0)

    @property
    def worlds(self) -> tuple[World, ...]:
        """The worlds; hold `lock` while looking at them."""
        return tuple(course.world for course in self.courses)

    def settled(self, seconds: float = 60.0) -> bool:
        """Wait until all that was asked is done; whether it is."""
        with self.change:
            return self.change.wait_for(lambda: self.done == self.orders and not self.busy, seconds)

    # --- the thread ---

    def begin(self) -> None:
        """Start the thread, unless it runs."""
        if self.thread is None:
            self.thread = threading.Thread(target=self.run, daemon=True, name="lab")
            self.thread.start()

    def deaf(self) -> None:
        """Nobody looks any more: pause, and tell nobody."""
        self.notify = lambda: None
        self.pause()

    def run(self) -> None:
        """Do what is asked until closed."""
        while not self.closed:
            with self.change:
                self.change.wait_for(lambda: self.orders != self.done or self.playing or self.closed)
                order, self.busy = self.orders, not self.playing
            if self.closed:
                return
            try:
                self.follow_order(order)
            except BadInput as error:
                self.faults, self.playing = str(error), False
            except Exception as error:  # whatever it is, the session goes on and says so
                self.faults, self.playing = f"{type(error).__name__}: {error}", False
            with self.change:
                self.done = max(self.done, order)
                self.busy = self.orders != self.done  # something else was asked for meanwhile
                self.change.notify_all()
            self.notify()

    def follow_order(self, order: int) -> None:
        """Make the worlds what is wanted, take them to the goal, and play on if asked to."""
        goal = self.settled_goal()
        self.make()
        self.go(goal, order)
        if self.playing and self.orders == order:
            self.play_on(order)

    def settled_goal(self) -> int:
        """The week to go to. If the worlds are to stay HERE, it is the furthest of any, so that none goes back."""
        with self.change:
            if self.goal is HERE:
                self.goal = max((world.week for world in self.worlds), default=0)
            return self.goal

    def make(self) -> None:
        """The worlds that are wanted, those kept that are there already; the person that is wanted."""
        with self.lock:
            if tuple(course.choice for course in self.courses) != self.wanted:
                old = {id(course): course for course in self.courses}
                made = []
                for choice in self.wanted:
                    same = next((key for key, course in old.items() if course.choice == choice), None)
                    made.append(old.pop(same) if same is not None else Course(choice))
                self.courses = tuple(made)
            self.faults = ""
            for course in self.courses:
                if course.person != self.person:
                    course.follow(self.person)

    def go(self, goal: int, order: int) -> None:
        """All worlds to a week, or to the last, or until something else is asked for."""
        goal, shown = min(goal, self.last), time.monotonic()
        with self.lock:
            for course in self.courses:
                if course.world.week > goal:
                    course.back_to(goal)
        while self.orders == order and any(world.week < goal for world in self.worlds):
            self.some_weeks(goal)
            if time.monotonic() - shown > JUMP_SECONDS:
                self.show()
                shown = time.monotonic()
            time.sleep(0)

    def some_weeks(self, goal: int) -> None:
        """Steps of every world that is not at the goal, for a slice of time."""
        with self.lock:
            end = time.monotonic() + SLICE_SECONDS
            while time.monotonic() < end and any(world.week < goal for world in self.worlds):
                lowest = min(world.week for world in self.worlds)
                for course in self.courses:
                    if course.world.week == lowest:
                        course.step()

    def play_on(self, order: int) -> None:
        """Play at the speed asked for, a picture now and then, until ordered otherwise or at the end.

        After a stall (a slow browser, a laptop that slept) it goes on from where it is: no picture is more than a few
        weeks after the last.
        """
        begun, first, most = time.monotonic(), self.week, max(1, round(self.speed * LEAP_SECONDS))
        while self.orders == order and self.week < self.last:
            time.sleep(max(0.0, min(FRAME_SECONDS, 1 / self.speed)))
            due = first + int((time.monotonic() - begun) * self.speed)
            if due > self.week + most:
                begun, first = time.monotonic(), self.week + most
                due = first
            if due > self.week:
                self.to_week(min(due, self.last), order)
                self.show()
        with self.change:
            if self.orders == order:
                self.playing, self.goal = False, HERE

    def to_week(self, goal: int, order: int) -> None:
        """On to a week, unless something else is asked for meanwhile."""
        while self.orders == order and any(world.week < goal for world in self.worlds):
            self.some_weeks(goal)

    def show(self) -> None:
        """Tell that there is news, and wait until it has been drawn."""
        self.drawn.clear()
        self.notify()
        self.drawn.wait(DRAWN_SECONDS)

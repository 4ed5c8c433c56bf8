"""Indicators of the length of a run, which a condition (`stop`) may have ended before its weeks were over."""

from mentorsim.indicators.run import Run, indicators_of

indicator = indicators_of("Length of the run")


@indicator("weeks", None)
def weeks_run(run: Run) -> float:
    """Weeks that the run lasted: all that were planned, or those up to the first in which its stop held.

    #(rows of weekly).
    """
    return run.weeks


@indicator("share", None)
def stopped(run: Run) -> float:
    """1 if the run came to its stop, else 0; its mean over runs is a share.

    1 where the condition of `stop` held in the last simulated week; 0 without a condition. With weeks_run it makes the
    pair (time, event) of a survival analysis over runs.
    """
    return run.stopped

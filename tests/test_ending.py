"""What happens to a request to end that comes at a bad moment."""

import os
import signal

import pytest

from mentorsim.cli import ending


class Asks:
    """Sends a signal to this process when it goes, where Python drops what the handler raises."""

    def __init__(self, number):
        self.number = number

    def __del__(self):
        os.kill(os.getpid(), self.number)
        sum(range(1000))  # the handler runs before the next step


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_request_that_comes_within_a_destructor_is_not_lost(number, code):
    with ending.on_request() as request:
        request.look()  # nothing yet
        Asks(number)  # goes at once
        with pytest.raises(KeyboardInterrupt) as error:
            request.look()
    assert ending.exit_code(error.value) == code
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL

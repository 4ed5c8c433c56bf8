"""What a file that a visitor drops in may name."""

import pytest

from mentorsim.dashboard.logic import choice as choices
from mentorsim.errors import BadInput


def test_an_experiment_that_is_dropped_in_takes_plausible_worlds_by_name_and_reads_no_file_for_them(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("a secret,in a first line\n")
    text = '[experiment]\nworlds = "{}"\n'
    for named in (str(secret), f"{secret}:3", "plausible.csv"):
        with pytest.raises(BadInput, match="expected plausible") as refused:
            choices.read_upload("mine.toml", text.format(named).encode())
        assert "first line" not in str(refused.value)
    assert len(choices.read_upload("mine.toml", text.format("plausible:3").encode()).worlds) == 3

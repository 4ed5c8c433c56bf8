"""What is said beside R_M, in the terminal: which of its forms has its threshold at 1 for which question."""

import pyarrow.parquet as pq
import pytest
from shell import call, good

from mentorsim.analysis import reproduction
from mentorsim.indicators import INDICATORS

SHORT = ("--set", "weeks=20", "--set", "people.mentees=20", "--set", "people.mentors=8", "--set",
         "departures.mentor_exit=0.02", "--replications", "2", "--workers", "1")  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A short sweep of two settings, with what it prints."""
    folder = tmp_path_factory.mktemp("renewal")
    file = folder / "renewal.toml"
    file.write_text('[design.factors]\nsetting = ["organisation", "network"]\n[analysis]\noutcomes = ["r_mentoring"]\n')
    return folder / "out", good("sweep", file, *SHORT, "--out", folder / "out")


def words(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


def test_every_command_that_prints_r_m_says_what_it_counts(results, here):
    folder, swept = results
    compared = good("compare", folder, "--factor", "setting", "--outcome", "r_mentoring")
    for text in (swept, compared, good("run", "--set", "people.mentees=20", "--weeks", "12")):
        assert reproduction.NOTE in words(text)
        assert "all new mentors" in text


def test_where_nobody_asks_for_r_m_nothing_is_said_of_it(results):
    text = good("compare", results[0], "--factor", "setting", "--outcome", "satisfaction")
    assert "r_mentoring" not in text


def test_results_that_lack_the_newer_indicator_are_compared_all_the_same(results, tmp_path):
    folder = results[0]
    table = pq.read_table(folder / "outcomes.parquet")
    for file in folder.glob("*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    pq.write_table(
        table.drop_columns([name for name in table.column_names if name.startswith("r_mentoring_all")]),
        tmp_path / "outcomes.parquet",
    )
    result = call("compare", tmp_path, "--factor", "setting", "--outcome", "r_mentoring")
    assert result.exit_code == 0, result.output
    assert "by mentoring" in result.stdout
    assert "all new mentors" not in result.stdout


def test_definitions_say_which_threshold_is_for_what():
    own, everybody = (INDICATORS[name] for name in ("r_mentoring", "r_mentoring_all"))
    assert "Above 1 mentoring reproduces itself" in own.formula
    assert "below 1 the stock may grow all the same" in own.formula
    assert "above 1 there are more mentors at the end of the run than at its start" in everybody.formula


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (["delivered"], ["delivered"]),
        (["r_mentoring", "delivered"], ["r_mentoring", "r_mentoring_all", "delivered"]),
        (["r_mentoring_all", "r_mentoring"], ["r_mentoring_all", "r_mentoring"]),
    ],
)
def test_both_stand_side_by_side_where_one_is_asked_for(asked, shown):
    assert reproduction.with_forms(asked, INDICATORS) == shown
    assert reproduction.with_forms(asked, ()) == asked

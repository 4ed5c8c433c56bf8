"""One verdict per comparison, whoever tells it: terminal (tables, words, JSON), report, dashboard."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from shell import good
from test_report import Page, folder

import mentorsim as ms
from mentorsim import printing, report
from mentorsim.analysis import contrasts, ranking, words
from mentorsim.analysis.outcomes import outcomes_of
from mentorsim.cli import comparison, show
from mentorsim.dashboard.logic import evidence, replications, results
from mentorsim.experiment import config
from mentorsim.indicators import INDICATORS
from mentorsim.store import results as store

N = 20
SAID = {
    "better": "network",
    "worse": "organisation",
    "differs": "they differ",
    "unclear": "cannot tell",
    "same": "the same",
    "undefined": "no value",
}
MADE = {  # outcome: (values of organisation, values of network), what is to be said
    "satisfaction": (lambda r, luck: 0.5 + luck, lambda r, luck: 0.6 + luck + r / 1000, "better"),
    "premature_share": (lambda r, luck: 0.3 + luck, lambda r, luck: 0.4 + luck + r / 1000, "worse"),
    "hours_total": (lambda r, luck: 6551 + 100 * luck, lambda r, luck: 2721 + r, "differs"),
    "quality": (lambda r, luck: 0.5 + luck, lambda r, luck: 0.5 - luck, "unclear"),
    "extinct": (lambda r, luck: 0, lambda r, luck: 0, "same"),  # never
    "never_matched": (lambda r, luck: 0, lambda r, luck: 0, "same"),  # a share of people that is 0 in every run
    "confidence": (lambda r, luck: 0.4 + luck, lambda r, luck: 0.4 + luck, "same"),  # other in each run, alike in both
    "delivered": (lambda r, luck: r < 2, lambda r, luck: r < 12, "better"),  # 0 or 1 in every run
    "lurker_share": (lambda r, luck: r < 2, lambda r, luck: r < 4, "unclear"),
    "survival_104": (lambda r, luck: np.nan, lambda r, luck: np.nan, "undefined"),
    "halving_mentors": (lambda r, luck: 3.0, lambda r, luck: np.nan, "undefined"),  # at one level alone
}  # fmt: skip
TEXT = f"""
[experiment]
name = "toy"
seed = 1
replications = {N}
weeks = 60
[design.factors]
setting = ["organisation", "network"]
[analysis]
outcomes = {json.dumps(list(MADE))}
"""


def outcomes_made(job) -> dict:
    """The indicators of a run: those of MADE by their rules."""
    luck = np.random.default_rng(job.replication).normal(0, 0.02)
    network = job.arm.parameters.setting.preset == "network"
    found = dict.fromkeys(INDICATORS, 0.5)
    return found | {name: float(rules[network](job.replication, luck)) for name, rules in MADE.items()}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A results folder with made-up runs, below a root."""
    root = tmp_path_factory.mktemp("root")
    folder(root / "toy", TEXT, outcomes=outcomes_made)
    return root


@pytest.fixture(scope="module")
def html(place):
    """The report of that folder."""
    return report.render(store.Results(place / "toy"))


@pytest.fixture
def wanted():
    """{outcome: verdict}."""
    return {name: verdict for name, (*_, verdict) in MADE.items()}


OPTIONS = [part for name in MADE for part in ("--outcome", name)]


def test_the_analysis_says_what_was_made(place, wanted):
    table = ms.compare(place / "toy", "setting", list(MADE))
    assert dict(zip(table["outcome"], table["verdict"], strict=True)) == wanted


def test_json_says_it(place, wanted):
    rows = json.loads(good("compare", place / "toy", "--factor", "setting", *OPTIONS, "--json"))
    assert {row["outcome"]: row["verdict"] for row in rows} == wanted


def by_outcome(text: str) -> dict:
    """{outcome: what the terminal says of it}, from the paragraphs of `compare`."""
    parts = re.split(r"^(\w+) \(", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_terminal_says_it_in_tables_and_in_words(place, wanted):
    shown = by_outcome(good("compare", place / "toy", "--factor", "setting", *OPTIONS))
    assert {
        name: next(word for word in SAID.values() if re.search(rf"^  network +{word}\b", text, re.MULTILINE))
        for name, text in shown.items()
    } == {name: SAID[verdict] for name, verdict in wanted.items()}
    sentences = {
        name: re.search(rf"^  ({name}: .*?\.)\n +mean of", text, re.MULTILINE | re.DOTALL)[1]
        for name, text in shown.items()
    }
    assert {name: verdict_in(sentence) for name, sentence in sentences.items()} == wanted


def verdict_in(sentence: str) -> str:
    """The verdict that a sentence tells, of network against organisation."""
    sentence = " ".join(sentence.split())
    signs = {"network is better than": "better", "organisation is better than": "worse", "is lower than": "differs",
             "cannot tell": "unclear", "the same in every run": "same", "no pair of runs": "undefined"}  # fmt: skip
    return next(verdict for sign, verdict in signs.items() if sign in sentence)


def test_a_sweep_says_it_in_short(place, wanted, capsys):
    opened = store.open_results(place / "toy")
    comparison.compare(show.console(), config.read(TEXT, "toy.toml"), opened)
    text = capsys.readouterr().out
    assert "In short: network against organisation (20 replications)" in text
    for name, verdict in wanted.items():
        assert SAID[verdict] in re.search(rf"^  {name} .*$", text, re.MULTILINE)[0]


@pytest.mark.slow
def test_the_report_says_it_in_its_table_in_its_summary_and_in_sentences(html, wanted):
    del wanted["survival_104"]  # what no run has is left out
    rows = re.findall(r'<tr><th scope="row">(\w+)</th><td>network</td>(.*?)</tr>', html)
    entries = {name: re.sub(r"<.*?>", " ", cells).split("  ")[-1].strip(" *") for name, cells in rows}
    assert entries == {name: words.VERDICTS[verdict] for name, verdict in wanted.items()}
    text = Page(html).text
    first = html.partition("Outcome by outcome")[2].partition("</table>")[0]
    said = dict(re.findall(r"<code>(\w+)</code>\)?</th><td>(.*?)</td>", first))
    signs = {"better by": "better", "worse by": "worse", "lower by": "differs", "cannot tell": "unclear",
             "the same in every run": "same", "no value": "undefined"}  # fmt: skip
    assert {name: next(signs[sign] for sign in signs if sign in cell) for name, cell in said.items()} == wanted
    summary = re.search(r"Network against organisation \(setting\): (.*?)\. [A-Z]", text)[1]
    parts = dict(
        part.split(" in ", 1) if " in every run in " not in part else part.split(" in every run in ", 1)
        for part in summary.split("; ")
    )
    assert list(parts) == ["better", "worse", "different", "cannot be told apart", "the same", "without a value"]
    assert len(re.split(", | and ", parts["the same"])) == 3


def test_the_dashboard_says_it_among_the_evidence_and_beside_two_worlds(place, wanted):
    opened = results.open_folder(place, "toy")
    table = evidence.contrasts_of(opened)
    assert dict(zip(table["outcome"], table["verdict"], strict=True)) == wanted
    assert [verdict_in(said) for said in evidence.answers(opened)] == list(wanted.values())
    worlds = opened.runs.assign(world=opened.runs["setting"].map({"organisation": "A", "network": "B"}))
    effects = replications.effects(worlds[["replication", "world", *MADE]], list(MADE))
    said = [row[-1] for row in replications.effect_rows(effects)]
    assert said == [replications.VERDICTS[verdict] for verdict in wanted.values()]


@pytest.mark.slow
def test_what_never_happened_is_told_with_its_bound(place, html):
    """Of 20 runs without one, a chance of more than 1 − .025^(1/20) = .168 is excluded."""
    compared = " ".join(good("compare", place / "toy", "--factor", "setting", "--outcome", "extinct").split())
    said = "network and organisation are the same in every run, in none of 20 runs (at most 17 %)"
    assert f"extinct: {said}." in compared
    assert said.removeprefix("network and organisation are ") in Page(html).text
    answers = evidence.answers(results.open_folder(place, "toy"))
    assert any(said in one for one in answers)
    of_extinct = compared[compared.index("extinct (") :]  # behind the hours, which stand in 0.50s
    for text in (of_extinct, *answers):
        if "extinct" in text or "none of 20" in text:
            assert "0.50" not in text
            assert "cannot tell network" not in text
    mean = contrasts.arm_means(outcomes_of(place / "toy"), ["setting"], "extinct").to_dict("records")[0]
    assert words.mean_sentence(mean) == "in none of 20 runs (at most 17 %)"
    assert comparison.estimate(mean["mean"], mean["low"], mean["high"]) == "0.00 [0.00, 0.17]"


def test_what_no_run_has_is_told_as_such_wherever_there_is_a_sentence(place):
    runs = outcomes_of(place / "toy")
    nowhere = contrasts.arm_means(runs, ["setting"], "survival_104").to_dict("records")[0]
    assert words.mean_sentence(nowhere) == "no run has a value"
    assert words.no_association_sentence(runs, "survival_104") == "no run has a value"
    ranked = ranking.ranking(runs, "setting", "survival_104")
    assert words.best_sentence(ranked, "setting", "x") == "x: no replication has a value at each level of setting."
    told = good("compare", place / "toy", "--factor", "setting", "--outcome", "survival_104")
    assert "cannot tell" not in told.partition("survival_104 (")[2].partition("by its own interval")[0]


def test_what_happens_or_does_not_is_counted(place):
    """2 and 12 of 20 runs, the two among the twelve: Newcombe's interval of a difference of .5."""
    one = ms.compare(place / "toy", "setting", "delivered").iloc[0].to_dict()
    assert (one["difference"], one["method"], one["event"]) == (0.5, "Newcombe's for paired shares", True)
    assert 0 < one["low"] < 0.5 < one["high"] < 1
    said = words.sentence(one, "delivered")
    assert said.startswith("delivered: network is better than organisation by 0.50, 95 % [")
    assert "network in 12 of 20 runs (95 % [36 %, 81 %]); organisation in 2 of 20 runs (95 % [1 %, 32 %])" in said


def test_means_stand_beside_the_difference_of_their_own_pairs():
    """Where runs lack a value, means over all runs can lie the other way than the pairs do: .10 and .35 of all, and
    within the pairs .40 and .35.
    """
    rows = [("organisation", r, 0.0 if r > 4 else 0.4 + r / 100) for r in range(20)]
    rows += [("network", r, np.nan if r > 4 else 0.35 + r / 100) for r in range(20)]
    runs = pd.DataFrame(rows, columns=["setting", "replication", "delivered"])
    one = contrasts.paired_contrasts(runs, "setting", "delivered").iloc[0]
    means = contrasts.arm_means(runs, ["setting"], "delivered")["mean"].to_list()
    assert means[0] < means[1]
    assert one["difference"] < 0
    assert one["mean_level"] - one["mean_reference"] == pytest.approx(one["difference"])
    shown = comparison.numbers_of(show.console(), [one.to_dict()])
    first, second, difference = (texts[0] for texts in list(shown.values())[:3])
    assert (first, second, difference.split()[0]) == ("0.420", "0.370", "−0.050")
    worlds = runs.assign(world=runs["setting"].map({"organisation": "A", "network": "B"}))
    row = replications.effect_rows(replications.effects(worlds.drop(columns="setting"), ["delivered"]))[0]
    assert [printing.number(float(row[2])), printing.number(float(row[3]))] == ["0.42", "0.37"]
    assert row[4].startswith("−0.05")

"""Plug-ins: loaded when named, listed like the rest, fingerprinted, held to the contract; never loaded by a config."""

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from plugged import PLUGIN
from shell import call, good
from sweeps import experiment_text

import mentorsim as ms
from mentorsim import plugins, policies, testing
from mentorsim.errors import BadInput
from mentorsim.experiment import config, identity, reproduce
from mentorsim.registry import REGISTRIES
from mentorsim.settings import resolve

EXPERIMENT = experiment_text(
    (8, 4), 5, {"matching.policy": ["random", "least_open"]}, {"outcomes": ["matches_made"]}, name="plugged"
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a plug-in and an experiment, which is the present one; what is loaded is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    Path("closed.py").write_text(PLUGIN)
    Path("plugged.toml").write_text(EXPERIMENT)
    policies.discover()
    kept = {kind: dict(REGISTRIES[kind]) for kind in plugins.PLUGGED}
    known, modules = (dict(plugins.NAMED), dict(plugins.INSTALLED)), set(sys.modules)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield tmp_path
    for kind, entries in kept.items():
        REGISTRIES[kind].clear()
        REGISTRIES[kind].update(entries)
    for names, before in zip((plugins.NAMED, plugins.INSTALLED), known, strict=True):
        names.clear()
        names.update(before)
    for name in set(sys.modules) - modules:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]
    identity.code_of_plugin.cache_clear()


def listed(*arguments):
    """Rows of a list as JSON."""
    return json.loads(good("list", *arguments, "--json"))


# --- loading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["closed", "closed.py"])
def test_a_plugin_is_listed_like_the_rest(folder, name):
    before = {kind: listed(kind) for kind in ("matching", "indicators", "tables")}
    (row,) = listed("matching", "least_open", "--plugin", name)
    assert row["summary"] == "Mentors who are the least open come first."
    assert row["plugin"] == "closed"
    assert [row["name"] for row in listed("indicators")][-1] == "matches_made"
    assert listed("tables", "outcomes.matches_made")[0]["unit"] == "matches"
    assert [row for row in listed("matching") if row["name"] != "least_open"] == before["matching"]
    assert not any("plugin" in row for row in before["matching"] + before["indicators"])


def test_a_config_alone_never_runs_code(folder):
    with pytest.raises(BadInput, match=r"matching.policy: found 'least_open', expected one of"):
        config.load("plugged.toml")
    for place in ('plugin = "closed"', 'plugins = ["closed"]'):
        Path("asks.toml").write_text(EXPERIMENT.replace("[experiment]", f"[experiment]\n{place}"))
        with pytest.raises(BadInput, match=r"asks.toml:2: experiment.plugins?: unknown key"):
            config.load("asks.toml")
        Path("asks.toml").write_text(f"{place}\n{EXPERIMENT}")
        with pytest.raises(BadInput, match=r"asks.toml:1: plugins?: unknown key"):
            config.load("asks.toml")
    Path("asks.toml").write_text(EXPERIMENT.replace('"least_open"', '"closed:LeastOpen"'))
    with pytest.raises(BadInput, match="found 'closed:LeastOpen', expected one of"):
        config.load("asks.toml")
    assert "closed" not in sys.modules


WRONG = {
    "no file": ("nothing.py", "", "found no such file"),
    "no module": ("nothing_of_the_kind", "", "found no such module"),
    "no name": ("not a name", "", "expected the name of a module"),
    "nothing in it": ("other.py", "x = 1\n", "found no policy and no indicator in it"),
    "raises": ("other.py", "\n\nraise KeyError('x')\n", r"other.py:3: KeyError: 'x'"),
    "raises in the end": ("other.py", PLUGIN + "\nraise KeyError('x')\n", r"other.py:\d+: KeyError: 'x'"),
    "broken": ("other.py", "def\n", r"SyntaxError.*other.py, line 1"),
    "taken": ("other.py", PLUGIN.replace("least_open", "similar"), "matching 'similar': registered twice"),
    "module of the same name": ("json.py", PLUGIN, "another module has this name already"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_plugin_that_cannot_be_is_refused_and_leaves_nothing(folder, case):
    name, text, message = WRONG[case]
    if text:
        Path(name).write_text(text)
    before = {kind: list(REGISTRIES[kind]) for kind in plugins.PLUGGED}
    with pytest.raises(BadInput, match=message):
        plugins.load([name])
    assert {kind: list(REGISTRIES[kind]) for kind in plugins.PLUGGED} == before
    result = call("list", "matching", "--plugin", name)
    assert result.exit_code == 2
    assert "--plugin" in result.output


def test_plugins_of_installed_packages_are_there_by_themselves(folder, monkeypatch):
    entry = metadata.EntryPoint("mine", "closed", "mentorsim.policies")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(metadata, "entry_points", lambda group: [entry] if group == entry.group else [])
    policies.discover.cache_clear()
    assert listed("matching", "least_open")[0]["plugin"] == "closed"
    assert identity.code()["plug-in closed"]
    assert plugins.named() == ()


# --- what they are part of -------------------------------------------------------------------------------------------


def test_the_source_of_a_plugin_is_part_of_the_fingerprint(folder):
    without = identity.fingerprint()
    plugins.load(["closed"])
    prints = [without, identity.fingerprint()]
    for text in (PLUGIN.replace("-mentors", "2.0 * -mentors"), PLUGIN + "\n# a remark\n"):
        Path("closed.py").write_text(text)
        identity.code_of_plugin.cache_clear()
        prints.append(identity.fingerprint())
    assert len(set(prints)) == 3
    assert prints[1] == prints[3]


def test_a_plugin_moves_no_identity_of_other_runs(folder):
    before = identity.run_id(resolve({"matching.policy": "random"}), 10, 1, 0)
    Path("closed.py").write_text(
        PLUGIN.replace("    def rank", '    uses = ("matching.reach", "channel.cost")\n\n    def rank')
    )
    plugins.load(["closed"])
    identity.world_text.cache_clear()
    assert identity.run_id(resolve({"matching.policy": "random"}), 10, 1, 0) == before


def test_what_a_plugin_adds_is_no_difference_to_results_made_without(folder):
    Path("plain.toml").write_text(EXPERIMENT.replace(', "least_open"', "").replace("matches_made", "satisfaction"))
    ms.sweep("plain.toml", workers=1, out="results")
    plugins.load(["closed"])
    assert reproduce.reproduce(ms.open("results")).identical


def test_runs_with_a_plugin_say_so_and_need_it_again(folder):
    results = ms.sweep("plugged.toml", workers=1, out="results", plugins=["closed"])
    assert results.status()["failed"] == 0
    assert (results.outcomes["matches_made"] > 0).all()
    manifest = results.manifest
    assert manifest["calls"][0]["plugins"] == {"closed": manifest["code"]["plug-in closed"]}
    assert reproduce.reproduce(ms.open("results")).identical
    plugins.NAMED.clear()
    with pytest.raises(BadInput, match=r"plug-ins that are not loaded: closed.*--plugin closed"):
        reproduce.jobs_of(ms.open("results"))
    one = ms.run("plugged.toml", seed=0, plugins=["closed.py"], matching="least_open")
    own = results.outcomes[results.outcomes["matching.policy"] == "least_open"]
    assert one.ids["run_id"] == own[own["replication"] == 0]["run_id"].item()


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["local", "dask"])
def test_workers_load_plugins_too(folder, executor):
    command = [sys.executable, "-m", "mentorsim", "sweep", "plugged.toml", "--plugin", "closed.py", "--workers", "2"]
    done = subprocess.run([*command, "--executor", executor, "--out", "results"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    plugins.load(["closed"])
    assert reproduce.reproduce(ms.open("results")).identical


# --- the contract ----------------------------------------------------------------------------------------------------

CHECKS = {"matching": "check_matching_policy", "withdrawal": "check_withdrawal_policy", "goals": "check_goal_policy"}


@pytest.mark.parametrize("kind", CHECKS)
def test_a_new_policy_works_as_it_is_written(folder, kind):
    good("new", "policy", "own_rule", "--kind", kind)
    text, test = Path("own_rule.py").read_text(), Path("test_own_rule.py").read_text()
    assert len([line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]) <= 25
    assert max(map(len, (text + test).splitlines())) <= 120
    plugins.load(["own_rule.py"])
    compile(test, "test_own_rule.py", "exec")
    assert f'testing.{CHECKS[kind]}("own_rule")' in test
    getattr(testing, CHECKS[kind])("own_rule")
    again = call("new", "policy", "own_rule", "--kind", kind)
    assert again.exit_code == 2
    assert Path("own_rule.py").read_text() == text


@pytest.mark.parametrize("name", ["random", "json", "Own", "own-rule", "class"])
def test_a_name_that_is_taken_or_none_is_refused(folder, name):
    result = call("new", "policy", name)
    assert result.exit_code == 2
    assert "new policy: found" in result.output
    assert not Path(f"{name}.py").exists()


def test_an_indicator_is_checked(folder):
    plugins.load(["closed"])
    testing.check_indicator("matches_made")
    testing.check_matching_policy("least_open")


BAD = {
    "draws by place": ("-mentors.openness", "np.arange(len(mentors)) * 1.0", "place of people in the arrays"),
    "not finite": ("-mentors.openness", "mentors.openness * np.inf", "not finite"),
    "shape": ("-mentors.openness", "mentors.openness[:1]", "rank_mentors: expected one number per mentor"),
    "undeclared": ("-mentors.openness", "mentors.openness - (mentors.parameters.matching.reach > 3) * mentors.literacy",
                   "does not declare in `uses`"),
    "state": ("@dataclass(frozen=True)", "@dataclass", "it can be changed: make it a frozen dataclass"),
    "undescribed": ("Mentors who are the least open come first.", "?", "first line should say what the policy does"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_the_contract_finds_what_is_wrong(folder, case):
    found, instead, message = BAD[case]
    Path("closed.py").write_text(
        PLUGIN.replace(found, instead).replace("from dataclasses", "import numpy as np\nfrom dataclasses")
    )
    plugins.load(["closed"])
    with pytest.raises(AssertionError, match=message):
        testing.check_matching_policy("least_open")

"""A graph that networkx writes, in whatever format, is the same ties as an edge list of it."""

from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorsim.roster import load as roster
from mentorsim.roster.sheets import csv_text

WRITERS = {"graphml": nx.write_graphml, "gexf": nx.write_gexf, "gml": nx.write_gml, "net": nx.write_pajek}
LETTERS = "ab01 .-_'\"\\&<>;#%*[]éßЖ中"
NAMES = st.text(LETTERS, min_size=1, max_size=6).map(str.strip).filter(bool)
WEIGHTS = st.integers(1, 9) | st.floats(0.001, 1e6)


@st.composite
def graphs(draw):
    """(names of a roster, a graph of some of them)."""
    names = draw(st.lists(NAMES, min_size=2, max_size=8, unique=True))
    graph = draw(st.sampled_from([nx.Graph, nx.DiGraph]))()
    graph.add_nodes_from(draw(st.permutations(names))[: draw(st.integers(2, len(names)))])
    people = list(graph)
    pairs = [(one, two) for one in people for two in people if one != two]
    weighted = draw(st.booleans())
    for one, two in draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=12, unique=True)):
        graph.add_edge(one, two, **({"weight": draw(WEIGHTS)} if weighted else {}))
    return names, graph


@pytest.mark.parametrize("ending", WRITERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graphs())
def test_every_format_is_the_same_ties_as_the_edge_list(tmp_path, ending, made):
    names, graph = made
    people = csv_text(("id", "role"), [(name, "mentee") for name in names])
    (tmp_path / "r.csv").write_text(people, "utf-8")
    weights = [("weight",)] if nx.get_edge_attributes(graph, "weight") else [()]
    rows = [(one, two, *data.values()) for one, two, data in graph.edges(data=True)]
    (tmp_path / "t.csv").write_text(csv_text(("source", "target", *weights[0]), rows), "utf-8")
    WRITERS[ending](graph, tmp_path / f"t.{ending}")
    listed = roster.load("r.csv", "t.csv", directed=graph.is_directed(), folders=(tmp_path,))
    found = roster.load("r.csv", f"t.{ending}", folders=(tmp_path,))
    assert found == listed
    assert Path(tmp_path / f"t.{ending}").is_file()

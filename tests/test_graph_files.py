"""Graphs of real people from files: whose node is whose, each tie once, and nothing that is left out unsaid."""

import json
from pathlib import Path

import numpy as np
import pytest
from shell import call, good

import mentorsim as ms
from mentorsim.errors import BadInput
from mentorsim.roster import load as roster

FOUR = "id,role\nAnna,mentee\nBo,mentee\nCy,mentor\nDee,mentor\n"
NUMBERED = "id,role\n1,mentee\n2,mentee\n3,mentor\n4,mentor\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder to write files in, which is the present one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def given(text, name="t.graphml", people=FOUR, **more):
    """The people with the ties of a text, written into the present folder."""
    Path("r.csv").write_text(people)
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return roster.load("r.csv", name, **more)


def arcs(found):
    """{(source, target): strength} of given ties."""
    parts = (found.ties[name].tolist() for name in ("one", "two", "there", "back"))
    both = {}
    for one, two, there, back in zip(*parts, strict=True):
        both |= {(found.ids[one], found.ids[two]): there, (found.ids[two], found.ids[one]): back}
    return {ends: strength for ends, strength in both.items() if strength}


def undirected(ties):
    """The arcs of ties that go both ways."""
    return ties | {(two, one): strength for (one, two), strength in ties.items()}


def refusal(text, name="t.graphml", people=FOUR, **more):
    """The message about these ties."""
    with pytest.raises(BadInput) as error:
        given(text, name, people, **more)
    return str(error.value)


def graphml(body, keys="", directed=None, edgedefault='edgedefault="undirected"'):
    """A GraphML file, a line for each line of the body; the body begins in line 5."""
    default = f'edgedefault="{"directed" if directed else "undirected"}"' if directed is not None else edgedefault
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        f"{keys}\n<graph {default}>\n{body}\n</graph>\n</graphml>\n"
    )


def nodes(*ids):
    """Nodes without data."""
    return "".join(f'<node id="{one}"/>' for one in ids)


def labelled(key="n", **names):
    """Nodes with a name each."""
    return "".join(f'<node id="{one}"><data key="{key}">{name}</data></node>' for one, name in names.items())


def edge(source, target, more="", inside=""):
    """An edge."""
    return f'<edge source="{source}" target="{target}" {more}>{inside}</edge>'


NAME = '<key id="n" for="node" attr.name="name" attr.type="string"/>'
WEIGHT = '<key id="w" for="edge" attr.name="weight" attr.type="double"/>'
VALUE = '<key id="v" for="edge" attr.name="value" attr.type="double"/>'

# --- who is who ------------------------------------------------------------------------------------------------------


def test_all_nodes_of_a_file_are_called_in_one_way():
    names = labelled(**{"_0": "1", "_1": "2", "_2": "3", "_3": "4"}).replace("_", "")
    found = given(graphml(f"{names}\n{edge(0, 2)}\n{edge(1, 3)}", NAME), people=NUMBERED)
    assert arcs(found) == undirected({("1", "3"): 1.0, ("2", "4"): 1.0})


def test_nodes_of_which_some_are_called_by_id_and_some_by_name_are_refused():
    mixed = nodes("Anna") + labelled(n1="Cy")
    message = refusal(graphml(f"{mixed}\n{edge('Anna', 'n1')}", NAME))
    assert "t.graphml:5: found some nodes called by id ('Anna') and others by data name ('Cy')" in message
    assert len(message.splitlines()) == 1


def test_two_ways_of_naming_that_fit_must_say_the_same():
    swapped = labelled(_1="2", _2="1", _3="3").replace("_", "")
    message = refusal(graphml(f"{swapped}\n{edge(1, 3)}", NAME), people=NUMBERED)
    assert "t.graphml:5: found node '1', who is '1' by id and '2' by data name" in message
    same = labelled(_1="1", _2="2", _3="3").replace("_", "")
    assert arcs(given(graphml(f"{same}\n{edge(1, 3)}", NAME), people=NUMBERED)) == undirected({("1", "3"): 1.0})


@pytest.mark.parametrize("body", [labelled(a="Anna", b="Anna", c="Cy"), labelled(a="Anna", c="Cy", b="Anna")])
def test_two_nodes_that_are_one_person_are_refused(body):
    message = refusal(graphml(f"{body}\n{edge('a', 'c')}", NAME))
    assert "t.graphml:5: node 'b': found data name 'Anna' again, expected one node for each person" in message


def test_two_nodes_of_one_id_are_refused_in_every_format():
    twice = {
        "t.graphml": graphml(f"{nodes('Anna', 'Cy')}\n{nodes('Anna')}\n{edge('Anna', 'Cy')}"),
        "t.gexf": gexf('<node id="Anna" label=""/>\n<node id="Anna" label=""/>', ""),
        "t.gml": 'graph [\nnode [ id 1 label "Anna" ]\nnode [ id 1 label "Cy" ]\nedge [ source 1 target 1 ]\n]',
        "t.net": '*vertices 2\n1 "Anna"\n1 "Cy"\n*edges\n1 2\n',
    }
    for name, text in twice.items():
        assert "again, expected another than in line" in refusal(text, name), name


def test_a_file_without_anybody_of_the_roster_says_where_names_may_stand():
    message = refusal(graphml(f"{nodes('n0', 'n1')}\n{edge('n0', 'n1')}"))
    assert message == (
        "t.graphml:5: found no node that is in the roster, but 'n0', 'n1'; nodes are called by id, or by data label, "
        "name, id, or by yEd's label"
    )


def test_a_misspelt_label_is_named_once_with_its_line_and_the_nearest_name():
    body = f"{labelled(a='Anna')}\n{labelled(c='Cyy')}\n{edge('a', 'c')}\n{edge('c', 'a')}"
    message = refusal(graphml(body, NAME, directed=True))
    assert message.splitlines() == [
        "t.graphml:6: node 'c': found data name 'Cyy', expected the id of somebody in the roster (did you mean 'Cy'?)"
    ]


def test_an_edge_to_a_node_that_is_not_there_is_refused():
    message = refusal(graphml(f"{nodes('Anna', 'Cy')}\n{edge('Anna', 'Bo')}"))
    assert message == "t.graphml:6: target: found 'Bo', expected the id of a node of this file"


def test_the_label_that_yed_writes_is_a_name():
    text = (
        '<?xml version="1.0"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://yworks">\n'
        '<key for="node" id="d6" yfiles.type="nodegraphics"/><key for="edge" id="d9" yfiles.type="edgegraphics"/>\n'
        '<graph edgedefault="directed" id="G">\n'
        '<node id="n0"><data key="d6"><y:ShapeNode><y:Geometry height="3"/><y:NodeLabel> Anna\n</y:NodeLabel>'
        "</y:ShapeNode></data></node>\n"
        '<node id="n1"><data key="d6"><y:GenericNode><y:NodeLabel>Cy<y:LabelModel/></y:NodeLabel></y:GenericNode>'
        "</data></node>\n"
        '<edge source="n0" target="n1"><data key="d9"><y:PolyLineEdge><y:EdgeLabel>3</y:EdgeLabel></y:PolyLineEdge>'
        "</data></edge>\n</graph></graphml>"
    )
    found = given(text)
    assert arcs(found) == {("Anna", "Cy"): 1.0}
    assert found.left_out == {"ties": ("'y:EdgeLabel'",)}


def test_labels_are_compared_as_names_in_a_sheet_are():
    text = graphml(f"{labelled(a='Rene\u0301  B.', c=' Cy')}\n{edge('a', 'c')}", NAME)
    people = "id,role\nRen\u00e9 B.,mentee\nCy,mentor\n"
    assert arcs(given(text, people=people)) == undirected({("Ren\u00e9 B.", "Cy"): 1.0})


def test_only_the_weight_of_a_graph_may_be_called_by_another_name():
    text = graphml(f"{nodes('Anna', 'Cy')}\n{edge('Anna', 'Cy')}")
    assert "columns.from: found 'source', expected weight alone" in refusal(text, columns={"from": "source"})


def test_edges_that_yed_draws_without_an_arrow_are_told():
    drawn = '<data key="d"><y:PolyLineEdge><y:Arrows source="none" target="{}"/></y:PolyLineEdge></data>'
    ties = [("Anna", "Cy", "none"), ("Bo", "Cy", "standard"), ("Bo", "Dee", "none")]
    body = "\n".join(edge(one, two, inside=drawn.format(target)) for one, two, target in ties)
    text = graphml(f"{nodes('Anna', 'Bo', 'Cy', 'Dee')}\n{body}", directed=True)
    found = given(text)
    assert len(arcs(found)) == 3
    assert any("2 of 3 edges are drawn without an arrow" in note for note in found.notes)
    both = given(text, directed=False)
    assert len(arcs(both)) == 6
    assert not any("drawn" in note for note in both.notes)


def test_nodes_that_are_nobody_and_tied_to_nobody_are_told():
    found = given(graphml(f"{nodes('Anna', 'Cy', 'Zoe', 'Xan')}\n{edge('Anna', 'Cy')}"))
    assert any("2 nodes without a tie are nobody in the roster" in note for note in found.notes)


# --- what GraphML means ----------------------------------------------------------------------------------------------


def test_a_default_stands_where_an_edge_or_a_node_has_no_data():
    keys = '<key id="w" for="edge" attr.name="weight"><default>3</default></key>' + NAME.replace(
        "/>", "><default>Cy</default></key>"
    )
    body = labelled(a="Anna", b="Bo") + nodes("c")
    ties = f"{edge('a', 'c')}\n{edge('b', 'c', inside='<data key="w">6</data>')}"
    assert arcs(given(graphml(f"{body}\n{ties}", keys))) == undirected({("Anna", "Cy"): 0.5, ("Bo", "Cy"): 1.0})
    weightless = graphml(
        f"{nodes('Anna', 'Bo', 'Cy')}\n{ties}".replace('"a"', '"Anna"').replace('"b"', '"Bo"').replace('"c"', '"Cy"'),
        WEIGHT,
    )
    assert "t.graphml:6: weight: found nothing, expected a number above 0" in refusal(weightless)


def test_a_default_of_nodes_is_none_of_edges():
    keys = '<key id="w" for="node" attr.name="weight"><default>3</default></key>'
    found = given(graphml(f"{nodes('Anna', 'Bo', 'Cy')}\n{edge('Anna', 'Cy')}\n{edge('Bo', 'Cy')}", keys))
    assert set(arcs(found).values()) == {1.0}


def test_every_edge_may_say_its_own_direction():
    body = f"{nodes('Anna', 'Bo', 'Cy')}\n{edge('Anna', 'Cy')}\n{edge('Bo', 'Cy', 'directed="false"')}"
    assert arcs(given(graphml(body, directed=True))) == {("Anna", "Cy"): 1.0} | undirected({("Bo", "Cy"): 1.0})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (f"{nodes('Anna', 'Cy')}\n<hyperedge><endpoint node='Anna'/></hyperedge>", ":6: found a hyperedge"),
        ("<node id='Anna'><port name='in'/></node>", ":5: found a port"),
        (f"{nodes('Anna', 'Cy')}\n{edge('Anna', 'Cy', 'sourceport="in"')}", ":6: found a port"),
        ("<node id='Anna'>\n<graph edgedefault='directed'/></node>", ":6: found a graph inside a graph"),
        (f"{nodes('Anna')}</graph>\n<graph edgedefault='directed'>", ":6: found a second graph"),
        (edge("Anna", "Cy"), "found no node"),
        (f"{nodes('Anna', 'Cy')}", "found no tie"),
    ],
)
def test_what_is_no_plain_graph_is_refused_by_its_name(body, message):
    assert message in refusal(graphml(body))


def test_a_direction_that_the_file_does_not_say_must_be_sentence():
    body = f"{nodes('Anna', 'Cy')}\n{edge('Anna', 'Cy')}"
    for default in ("", 'edgedefault="both"'):
        message = refusal(graphml(body, edgedefault=default))
        assert "t.graphml:4: edgedefault: found" in message
        assert "expected directed or undirected" in message
        assert arcs(given(graphml(body, edgedefault=default), directed=True)) == {("Anna", "Cy"): 1.0}


# --- XML that is no graph, or a trap ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["t.graphml", "t.gexf", "t.xml", "t.csv"])
def test_xml_of_another_kind_is_named(name):
    page = '<!DOCTYPE html>\n<!-- <graphml> -->\n<html><body><node id="Anna"/></body></html>'
    assert f"{name}:3: found a web page (root element 'html'), expected graphml or gexf" in refusal(page, name)
    message = refusal('<foo><node id="Anna"/></foo>', name)
    assert f"{name}:1: found XML with root element 'foo', expected graphml or gexf" in message


LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE r [<!ENTITY c SYSTEM "file:///etc/hostname">]>'
ATTRIBUTES = '<!DOCTYPE r [<!ATTLIST edge directed CDATA "true">]>'


@pytest.mark.parametrize("trap", [LAUGHS, OUTSIDE, ATTRIBUTES, '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">', ""])
@pytest.mark.parametrize("root", ["graphml", "gexf"])
def test_no_document_brings_declarations_or_entities_along(trap, root):
    if trap == ATTRIBUTES:
        inside = "<graph edgedefault='undirected'/>"
    else:
        inside = "<graph edgedefault='undirected'><node id='&c;'/>&c;</graph>"
    message = refusal(f"<?xml version='1.0'?>\n{trap}\n<{root}>{inside}</{root}>", f"t.{root}")
    assert f"t.{root}:" in message
    assert "declarations" in message or "entity" in message


def test_xml_that_is_broken_or_very_deep_is_refused_with_its_line():
    assert "t.graphml:3: broken XML" in refusal("<graphml>\n<graph edgedefault='directed'>\n")
    deep = "<graphml>\n" + "<a>" * 100_000 + "</a>" * 100_000 + "</graphml>"
    assert "t.graphml:2: found elements within each other" in refusal(deep)


# --- data of edges ---------------------------------------------------------------------------------------------------


def test_edge_data_that_is_not_used_is_told_of_graphs_as_of_csv():
    one, two = edge("Anna", "Cy", inside='<data key="v">5</data>'), edge("Bo", "Cy", inside='<data key="v">1</data>')
    files = {
        "t.graphml": graphml(f"{nodes('Anna', 'Bo', 'Cy')}\n{one}\n{two}", VALUE),
        "t.csv": "source,target,value\nAnna,Cy,5\nBo,Cy,1\n",
        "t.gml": 'graph [ node [ id 1 label "Anna" ] node [ id 2 label "Bo" ] node [ id 3 label "Cy" ]\n'
        "edge [ source 1 target 3 value 5 ]\nedge [ source 2 target 3 value 1 ]\n]",
        "t.gexf": gexf(
            named("Anna", "Bo", "Cy"),
            '<edge source="0" target="2"><attvalues><attvalue for="v" value="5"/></attvalues></edge>\n'
            '<edge source="1" target="2"><attvalues><attvalue for="v" value="1"/></attvalues></edge>',
            '<attributes class="edge"><attribute id="v" title="value" type="float"/></attributes>',
        ),
    }
    for name, text in files.items():
        found = given(text, name)
        assert set(arcs(found).values()) == {1.0}, name
        assert found.left_out == {"ties": ("'value'",)}, name
        assert any("all count alike; if 'value' is how strong they are" in note for note in found.notes), name
        called = given(text, name, columns={"Value": "weight"})
        assert arcs(called) == undirected({("Anna", "Cy"): 1.0, ("Bo", "Cy"): 0.2}), name
        assert called.left_out == {}, name
        message = refusal(text, name, columns={"valeu": "weight"})
        assert message.startswith("columns.valeu: found no such"), name
        assert "did you mean 'value'" in message, name


def test_a_misspelt_weight_is_refused_of_graphs_as_of_csv():
    misspelt = VALUE.replace("value", "weigth")
    graph = graphml(f"{nodes('Anna', 'Cy')}\n{edge('Anna', 'Cy', inside='<data key="v">5</data>')}", misspelt)
    for name, text in {"t.graphml": graph, "t.csv": "source,target,weigth\nAnna,Cy,5\n"}.items():
        message = refusal(text, name)
        assert "'weigth'" in message, name
        assert "did you mean 'weight'" in message, name


@pytest.mark.slow
def test_what_is_not_used_is_told_by_check_run_report_and_the_results_folder():
    given("source,target,kind\nAnna,Cy,friend\nBo,Cy,boss\n", "t.csv")
    Path("c.toml").write_text(
        '[experiment]\nname = "case"\nreplications = 2\nweeks = 4\n[people]\nroster = "r.csv"\nties = "t.csv"\n'
    )
    for command in ("check", "run"):
        assert "of the ties: 'kind'" in " ".join(good(command, "c.toml").split()), command
    ms.sweep("c.toml", workers=1, out="results")
    resolved = json.loads(Path("results/resolved.json").read_text())
    assert resolved["people"]["left_out"] == {"ties": ["'kind'"]}
    assert "all count alike" in resolved["people"]["notes"][0]
    good("report", "results")
    assert "all count alike" in Path("results/report.html").read_text()


# --- each tie once ---------------------------------------------------------------------------------------------------


def csv(*rows):
    """An edge list with weights."""
    return "\n".join(["source,target,weight", *rows]) + "\n"


def as_graphml(*rows, directed=False):
    """The same ties as GraphML; edges begin in line 6."""
    parts = (row.split(",") for row in rows)
    edges = "\n".join(edge(one, two, inside=f'<data key="w">{weight}</data>') for one, two, weight in parts)
    return graphml(f"{nodes('Anna', 'Bo', 'Cy')}\n{edges}", WEIGHT, directed=directed)


def as_gml(*rows, directed=False):
    """The same ties as GML, an edge a line from line 5 on."""
    number = {"Anna": 7, "Bo": 8, "Cy": 9}
    edges = "\n".join(
        f"edge [ source {number[one]} target {number[two]} weight {weight} ]"
        for one, two, weight in (row.split(",") for row in rows)
    )
    people = "\n".join(f'node [ id {at} label "{name}" ]' for name, at in number.items())
    return f"graph [ directed {int(directed)}\n{people}\n{edges}\n]\n"


def as_pajek(*rows, directed=False):
    """The same ties for Pajek, an edge a line from line 6 on."""
    number = {"Anna": 1, "Bo": 2, "Cy": 3}
    edges = "\n".join(f"{number[one]} {number[two]} {weight}" for one, two, weight in (row.split(",") for row in rows))
    people = "\n".join(f'{at} "{name}"' for name, at in number.items())
    return f"*Vertices 3\n{people}\n*{'Arcs' if directed else 'Edges'}\n{edges}\n"


def as_gexf(*rows, directed=False):
    """The same ties as GEXF."""
    number = {"Anna": 0, "Bo": 1, "Cy": 2}
    edges = "\n".join(
        f'<edge id="0" source="{number[one]}" target="{number[two]}" weight="{weight}"/>'
        for one, two, weight in (row.split(",") for row in rows)
    )
    return gexf(named("Anna", "Bo", "Cy"), edges, directed=directed)


def gexf(people, edges, attributes="", directed=False, more=""):
    """A GEXF file; nodes begin in line 4."""
    kind = "directed" if directed else "undirected"
    return (
        f'<?xml version="1.0"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
        f'<graph defaultedgetype="{kind}" {more}>{attributes}<nodes>\n{people}\n</nodes><edges>\n{edges}\n'
        "</edges></graph></gexf>\n"
    )


def named(*labels):
    """Nodes of GEXF, numbered from 0."""
    return "".join(f'<node id="{at}" label="{label}"/>' for at, label in enumerate(labels))


FORMATS = {"graphml": as_graphml, "gml": as_gml, "net": as_pajek, "gexf": as_gexf}


def in_format(ending, *rows, directed=False, **more):
    """(text, file name, options) of these ties in a format."""
    if ending == "csv":
        return (csv(*rows), "t.csv"), {"directed": directed or None} | more
    return (FORMATS[ending](*rows, directed=directed), f"t.{ending}"), more


EVERY = pytest.mark.parametrize("ending", ["csv", *FORMATS])


@EVERY
@pytest.mark.parametrize("directed", [False, True])
def test_a_line_that_stands_twice_is_refused(ending, directed):
    for rows in (("Anna,Cy,2", "Anna,Cy,2"), ("Anna,Cy,2", "Bo,Cy,1", "Anna,Cy,1")):
        texts, more = in_format(ending, *rows, directed=directed)
        message = refusal(*texts, **more)
        assert "found 'Anna', 'Cy' again, expected it once" in message
        assert "repeated" in message
        assert len(message.splitlines()) == 1


@EVERY
def test_without_direction_both_ways_may_be_written_with_one_weight_only(ending):
    texts, more = in_format(ending, "Anna,Cy,2", "Bo,Cy,4", "Cy,Anna,2")
    found = given(*texts, **more)
    assert arcs(found) == undirected({("Anna", "Cy"): 0.5, ("Bo", "Cy"): 1.0})
    assert any("1 tie is written both ways" in note for note in found.notes)
    texts, more = in_format(ending, "Anna,Cy,2", "Cy,Anna,3")
    message = refusal(*texts, **more)
    assert "found 'Cy', 'Anna' with weight 3, but 'Anna', 'Cy' with weight 2" in message
    assert "directed = true" in message


@EVERY
def test_with_direction_each_way_has_its_own_weight(ending):
    texts, more = in_format(ending, "Anna,Cy,2", "Cy,Anna,4", directed=True)
    assert arcs(given(*texts, **more)) == {("Anna", "Cy"): 0.5, ("Cy", "Anna"): 1.0}


@EVERY
@pytest.mark.parametrize(("rule", "strengths"), [("largest", (3.0, 4.0)), ("sum", (6.0, 4.0)), ("count", (3.0, 1.0))])
def test_repeated_ties_are_joined_by_the_rule_that_is_asked_for(ending, rule, strengths):
    texts, more = in_format(ending, "Anna,Cy,2", "Cy,Anna,3", "Anna,Cy,1", "Bo,Cy,4", repeated=rule)
    found = given(*texts, **more)
    both = {("Anna", "Cy"): strengths[0], ("Bo", "Cy"): strengths[1]}
    assert arcs(found) == undirected({ends: value / max(strengths) for ends, value in both.items()})
    assert any(f"2 repeated lines are joined: {rule}" in note for note in found.notes)


def test_an_edge_with_and_one_without_direction_between_two_people_are_refused():
    body = f"{nodes('Anna', 'Cy')}\n{edge('Anna', 'Cy')}\n{edge('Cy', 'Anna', 'directed="true"')}"
    assert "t.graphml:7: found 'Cy', 'Anna' again" in refusal(graphml(body))


def test_the_rule_for_repeats_stands_in_a_config_and_no_other_word_does():
    given(csv("Anna,Cy,2", "Cy,Anna,3", "Anna,Cy,1"), "t.csv", repeated="sum")
    text = '[experiment]\nname = "case"\nweeks = 4\n[people]\nroster = "r.csv"\nties = "t.csv"\nrepeated = "sum"\n'
    Path("c.toml").write_text(text)
    good("check", "c.toml")
    Path("c.toml").write_text(text.replace('"sum"', '"summ"'))
    out = call("check", "c.toml")
    assert out.exit_code == 2
    assert "c.toml:7: people.repeated: found 'summ', expected one of largest, sum, count" in out.output
    model = ms.MentoringModel(given={"roster": "r.csv", "ties": "t.csv", "repeated": "largest"}, rng=1)
    assert len(model.world.parameters.given.ties["one"]) == 1


def test_gephis_edge_list_says_its_direction_in_a_column():
    rows = "Anna,Cy,Directed\nBo,Cy,Undirected\n"
    found = given(f"source,target,type\n{rows}", "t.csv")
    assert arcs(found) == {("Anna", "Cy"): 1.0} | undirected({("Bo", "Cy"): 1.0})
    other = given("source,target,type\nAnna,Cy,friend\n", "t.csv")
    assert other.left_out == {"ties": ("'type'",)}


# --- GEXF ------------------------------------------------------------------------------------------------------------


def test_gexf_weights_are_1_by_default_and_edges_may_be_mutual():
    edges = '<edge source="0" target="2" weight="2"/>\n<edge source="1" target="2" type="mutual"/>'
    found = given(gexf(named("Anna", "Bo", "Cy"), edges, directed=True), "t.gexf")
    assert arcs(found) == {("Anna", "Cy"): 1.0} | undirected({("Bo", "Cy"): 0.5})


def test_gexf_attributes_have_defaults_and_names():
    attributes = (
        '<attributes class="node"><attribute id="a" title="name" type="string"><default>Cy</default></attribute>'
        '</attributes><attributes class="edge"><attribute id="a" title="weight" type="float"><default>3</default>'
        "</attribute></attributes>"
    )
    people = '<node id="x"><attvalues><attvalue for="a" value="Anna"/></attvalues></node>\n<node id="y"/>'
    edges = '<edge source="x" target="y"/>'
    assert arcs(given(gexf(people, edges, attributes), "t.gexf")) == undirected({("Anna", "Cy"): 1.0})
    more = '<node id="z"><attvalues><attvalue for="a" value="Bo"/></attvalues></node>'
    edges += '\n<edge source="x" target="z"><attvalues><attvalue for="a" value="6"/></attvalues></edge>'
    found = given(gexf(people + more, edges, attributes), "t.gexf")
    assert arcs(found) == undirected({("Anna", "Cy"): 0.5, ("Anna", "Bo"): 1.0})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (gexf(named("Anna", "Cy"), "", more='mode="dynamic"'), "t.gexf:3: found a graph over time"),
        (gexf('<node id="0" label="Anna"><nodes><node id="1" label="Cy"/></nodes></node>', ""), "a graph inside a"),
        (gexf('<node id="0" label="Anna"/><node id="1" label="Cy" pid="0"/>', ""), "a graph inside a graph"),
        (gexf(named("Anna", "Cy"), '<edge source="0" target="1" type="both"/>'), "t.gexf:6: type: found 'both'"),
        (gexf(named("Anna", "Cy"), '<edge source="0" target="1" weight="x"/>'), "t.gexf:6: weight: found 'x'"),
        (gexf(named("Anna", "Cy"), '<edge source="0" target="5"/>'), "t.gexf:6: target: found '5'"),
        ('<gexf xmlns="http://gexf.net/1.3"/>', "t.gexf:1: found no node"),
    ],
)
def test_gexf_that_is_no_plain_graph_is_refused(text, message):
    assert message in refusal(text, "t.gexf")


# --- GML -------------------------------------------------------------------------------------------------------------


def test_gml_as_programs_write_it():
    text = (
        'Creator "yFiles"\nVersion "2.2"\n# a 5" nail\ngraph\n[\n  hierarchic 1\n  directed 1\n  node\n  [\n    id 0\n'
        '    label "Ren&#233; [x]"\n    graphics\n    [\n      w 30.0\n      type "rectangle"\n    ]\n  ]\n'
        '  node [ id 1 label "Cy" ]\n  edge\n  [\n    source 0\n    target 1\n    weight 2.5E0\n'
        '    graphics [ fill "#000000" ]\n  ]\n]\n'
    )
    found = given(text, "t.gml", "id,role\nRené [x],mentee\nCy,mentor\n")
    assert arcs(found) == {("René [x]", "Cy"): 1.0}


def test_gml_without_labels_calls_people_by_number():
    text = "graph [ node [ id 1 ] node [ id 3 ] edge [ source 1 target 3 ] ]"
    assert arcs(given(text, "t.gml", NUMBERED)) == undirected({("1", "3"): 1.0})


def test_numbers_that_only_the_format_gives_are_nobody_where_labels_are():
    text = (
        'graph [\nnode [ id 1 label "2" ] node [ id 2 label "3" ] node [ id 3 label "4" ]\nedge [ source 1 target 2 ] ]'
    )
    assert arcs(given(text, "t.gml", NUMBERED)) == undirected({("2", "3"): 1.0})
    pajek = '*Vertices 3\n1 "2"\n2 "3"\n3 "four"\n*Edges\n1 2\n1 3\n'
    message = refusal(pajek, "t.net", NUMBERED)
    assert "t.net:4: node '3': found label 'four', expected the id of somebody in the roster" in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("graph [\nnode [ id 1", "t.gml:2: found the end, expected ] for the [ of line 2"),
        ("graph [\nnode [ id 1 ] ]\n]", "t.gml:3: found ], expected"),
        ("graph [\nnode [ id ] ]", "t.gml:2: found ], expected a value of id"),
        ('graph [\nnode [ id 1 label "Anna ] ]', "t.gml:2: found a quote without an end"),
        ("graph [\nnode [ label 3 ] ]", "t.gml:2: found a node without id"),
        ("graph [ node [ id 1 ] ]\ngraph [ node [ id 2 ] ]", "t.gml:2: found a second graph"),
        ("graph [\nnode [ id 1 ]\n" + "a [ " * 3000 + "]" * 3002, "t.gml:3: found brackets within each other"),
        ('graph [\nnode [ id 1 label "Anna" ] node [ id 2 label "Cy" ]\nedge [ source 1 ] ]', "t.gml:3: target: found"),
        (f"graph [\nnode [ id {'9' * 5000} ] ]", "t.gml:"),
    ],
)
def test_broken_gml_is_refused_with_its_line(text, message):
    assert message in refusal(text, "t.gml")


# --- Pajek -----------------------------------------------------------------------------------------------------------


def test_pajek_with_arcs_and_edges_comments_and_vertices_that_are_left_out():
    text = (
        '% made by hand\n*Network "ours"\n*Vertices 4\n1 "Anna" 0.1 0.2 0.5 ic Blue\n2 Bo\n3 "Cy"\n4 "Dee"\n'
        "*Arcs\n1 3 2\n*Edges\n% a comment\n2 3 4\n3 4\n"
    )
    found = given(text, "t.net")
    assert arcs(found) == {("Anna", "Cy"): 0.5} | undirected({("Bo", "Cy"): 1.0, ("Cy", "Dee"): 0.25})
    bare = "*Vertices 4\n*Edges\n1 3\n"
    assert arcs(given(bare, "t.net", NUMBERED)) == undirected({("1", "3"): 1.0})


def test_pajek_lists_and_matrices():
    people = '*Vertices 3\n1 "Anna"\n2 "Bo"\n3 "Cy"\n'
    assert arcs(given(f"{people}*Arcslist\n1 2 3\n2 3\n", "t.net")) == dict.fromkeys(
        [("Anna", "Bo"), ("Anna", "Cy"), ("Bo", "Cy")], 1.0
    )
    edges = given(f"{people}*Edgeslist\n1 2 3\n", "t.net")
    assert arcs(edges) == undirected({("Anna", "Bo"): 1.0, ("Anna", "Cy"): 1.0})
    matrix = given(f"{people}*Matrix\n0 2 0\n0 0 1\n4 0 0\n", "t.net")
    assert arcs(matrix) == {("Anna", "Bo"): 0.5, ("Bo", "Cy"): 0.25, ("Cy", "Anna"): 1.0}


def test_partitions_of_a_pajek_project_are_told_and_are_no_ties():
    text = as_pajek("Anna,Cy,1") + "*Partition sex\n*Vertices 3\n1\n2\n1\n"
    found = given(text, "t.paj")
    assert arcs(found) == undirected({("Anna", "Cy"): 1.0})
    assert any("not used: *Partition sex" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("*Vertices 5 3\n1 Anna\n", "t.net:1: found a two-mode network"),
        ("*Vertices x\n", "t.net:1: found '*Vertices x', expected"),
        ("*Edges\n1 2\n", "t.net:1: found *Edges, expected *Vertices before"),
        (as_pajek("Anna,Cy,1") + "1 9\n", "t.net:7: target: found '9'"),
        (as_pajek("Anna,Cy,1") + "1\n", "t.net:7: found 1 value, expected"),
        (as_pajek("Anna,Cy,0"), "t.net:6: weight: found 0, expected a number above 0"),
        (as_pajek("Anna,Cy,1 [1-3]"), "t.net:6: found a network over time"),
        (as_pajek("Anna,Cy,1") + '*Edges :2 "boss"\n1 2 1\n', "t.net:7: found a second relation"),
        (as_pajek("Anna,Cy,1") + as_pajek("Anna,Bo,1"), "t.net:7: found a second network"),
        ('*Vertices 2\n1 "Anna\n', "t.net:2: found a quote without an end"),
        ("*Vertices 2\n1 Anna\n2 Cy\n*Matrix\n0 1 1\n", "t.net:5: found 3 values, expected 2"),
        ("*Vertices 2\n1 Anna\n2 Cy\n*Events\n", "t.net:4: found *Events, expected"),
        ("*Vertices 999999999999\n*Edges\n1 2\n", "t.net:1: found"),
    ],
)
def test_broken_pajek_is_refused_with_its_line(text, message):
    assert message in refusal(text, "t.net")


# --- files of another kind -------------------------------------------------------------------------------------------

TWO_MODE = {
    "t.csv": "source,target\nAnna,choir\nBo,choir\nCy,rowing\nDee,chess\n",
    "t.graphml": graphml(
        nodes("Anna", "Bo", "Cy", "choir", "chess", "rowing")
        + "".join(edge(*ends) for ends in [("Anna", "choir"), ("Bo", "choir"), ("rowing", "Cy"), ("Anna", "chess")])
    ),
    "t.gml": 'graph [ node [ id 0 label "Anna" ] node [ id 1 label "Cy" ] node [ id 2 label "choir" ] '
    'node [ id 3 label "rowing" ] edge [ source 0 target 2 ] edge [ source 1 target 2 ] edge [ source 1 target 3 ] ]',
}


@pytest.mark.parametrize("name", TWO_MODE)
def test_a_two_mode_graph_is_called_so(name):
    message = refusal(TWO_MODE[name], name)
    assert "found a two-mode graph, people tied to what is not in the roster ('choir'" in message
    assert "expected ties among people" in message
    assert len(message.splitlines()) == 1


OTHERS = {
    "dot": ("strict digraph G { Anna -> Cy; }", "t.dot: found a graph for Graphviz (DOT)"),
    "txt": ("// ours\ngraph {\n Anna -- Cy\n}", "t.txt:2: found a graph for Graphviz (DOT)"),
    "dl": ("dl n=3 format=edgelist1\ndata:\n1 2\n", "t.dl: found a UCINET DL file"),
    "DAT": ("DL N = 3\nDATA:\n0 1 1\n", "t.DAT:1: found a UCINET DL file"),
    "##h": (b"\x00\xff", "t.##h: found a UCINET dataset"),
    "vna": ("*node data\nid\nAnna\n*tie data\nfrom to\n", "t.vna: found a NetDraw VNA file"),
    "json": ('{"nodes": [], "links": []}', "t.json: found JSON"),
    "list": ('{"nodes": [], "links": []}', "t.list:1: found JSON"),
    "gephi": (b"PK\x03\x04\xff", "t.gephi: found a Gephi project"),
    "gz": (b"\x1f\x8b\xff", "t.gz: found a compressed file"),
    "csv": (",Anna,Bo,Cy\nAnna,0,1,1\nBo,1,0,0\nCy,1,0,0\n", "t.csv:1: found an adjacency matrix"),
    "tsv": ("name\tAnna\tBo\nAnna\t0\t1\nBo\t1\t0\n", "t.tsv:1: found an adjacency matrix"),
    "mat": ("0;1;1\n1;0;0\n1;0;0\n", "t.mat:1: found an adjacency matrix"),
    "two": (",choir,chess\nAnna,0,1\nBo,1,0\nCy,1,1\n", "t.two:1: found a two-mode matrix"),
    "graphml": ("source,target\nAnna,Cy\n", "t.graphml:1: found no XML, expected GraphML, as the file's name says"),
    "gexf": ("", "t.gexf:1: found no XML, expected GEXF"),
    "gml": ("source,target\nAnna,Cy\n", "t.gml:1: found no graph [ … ], expected GML"),
    "net": ("source,target\nAnna,Cy\n", "t.net:1: found no *Vertices, expected Pajek"),
}


@pytest.mark.parametrize("ending", OTHERS)
def test_what_is_read_as_no_graph_is_refused_by_its_name(ending):
    text, message = OTHERS[ending]
    found = refusal(text, f"t.{ending}")
    assert message in found
    assert len(found.splitlines()) == 1


@EVERY
def test_a_graph_is_known_by_what_is_in_it(ending):
    (text, _), more = in_format(ending, "Anna,Cy,2", "Bo,Cy,1")
    for name in ("t.txt", "t.csv"):
        assert arcs(given(text, name, **more)) == undirected({("Anna", "Cy"): 1.0, ("Bo", "Cy"): 0.5})


def test_bytes_that_are_no_text_and_files_that_are_too_large_are_named(monkeypatch):
    latin = graphml(f"{labelled(a='René', c='Cy')}\n{edge('a', 'c')}", NAME).encode("latin-1")
    assert "t.graphml:5: found bytes that are not UTF-8" in refusal(latin)
    monkeypatch.setattr("mentorsim.roster.graphfiles.formats.MOST_BYTES", 100)
    message = refusal(as_graphml("Anna,Cy,1"))
    assert "t.graphml: found a file of" in message
    assert "expected at most" in message


@pytest.mark.slow
def test_a_graph_of_100_000_edges_is_read_in_seconds():
    import time

    draw = np.random.default_rng(1)
    ends = np.unique(draw.integers(0, 5_000, (110_000, 2)), axis=0)
    ends = ends[ends[:, 0] != ends[:, 1]][:100_000].tolist()
    people = "id,role\n" + "".join(f"p{n},mentee\n" for n in range(5_000))
    body = nodes(*(f"p{n}" for n in range(5_000))) + "\n".join(edge(f"p{one}", f"p{two}") for one, two in ends)
    begun = time.process_time()
    found = given(graphml(body, directed=True), people=people)
    assert time.process_time() - begun < 5.0
    assert len(arcs(found)) == len(ends)

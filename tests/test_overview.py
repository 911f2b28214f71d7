"""The picture of the whole graph: what it shows of small and large datasets, and where."""

import json

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from publisher.namespaces import OWL, RDF
from publisher.overview import overview_of
from publisher.overview.layout import HEIGHT, MARGIN_X, MARGIN_Y, WIDTH, places
from publisher.overview.survey import CLASSES, THINGS, TIES, WITH_WORDS

EX = "https://example.org/"
TYPE = NamedNode(RDF + "type")


def iri(name: str) -> NamedNode:
    return NamedNode(EX + name)


def typed(total: int, classes: int) -> list[Quad]:
    """Return things of classes in turn, each tied to the next."""
    quads = [Quad(iri(f"t{n}"), TYPE, iri(f"C{n % classes}")) for n in range(total)]
    return quads + [Quad(iri(f"t{n}"), iri("next"), iri(f"t{(n + 1) % total}")) for n in range(total)]


def test_all_things_of_a_small_dataset_are_shown_each_of_its_smallest_class() -> None:
    text = f"@prefix : <{EX}> . :a a :Agent, :Person ; :knows :b . :b a :Agent ; :knows :a, :gone . [] a :Agent ."
    members = {EX + "Agent": 3, EX + "Person": 1, OWL + "Class": 9}
    found = overview_of(list(parse(text.encode(), RdfFormat.TURTLE)), members, ())
    assert found["of"] == "things"
    assert [(one["iri"], one["class"]) for one in found["nodes"]] == [
        (EX + "a", EX + "Person"),
        (EX + "b", EX + "Agent"),
    ]
    assert [(one["source"], one["target"], one["total"]) for one in found["ties"]] == [(0, 1, 1), (1, 0, 1)]
    assert found["ties"][0]["properties"] == [EX + "knows"]


def test_of_a_large_dataset_its_commonest_classes_are_shown_with_their_counts_and_ties() -> None:
    quads = typed(THINGS + 100, 3)
    members = {f"{EX}C{n}": 1000 + n for n in range(3)}
    found = overview_of([*quads, *quads], members, ())
    assert (found["of"], found["left"]) == ("classes", 0)
    assert [one["total"] for one in found["nodes"]] == [1000, 1001, 1002]
    assert sum(one["total"] for one in found["ties"]) >= THINGS + 100


def test_a_triple_in_two_graphs_is_one_tie() -> None:
    quads = [Quad(one.subject, one.predicate, one.object, iri(g)) for one in typed(2, 1) for g in ("g", "h")]
    found = overview_of(sorted(quads, key=str), {EX + "C0": 2}, ())
    assert [one["total"] for one in found["ties"]] == [1, 1]


def test_what_serves_others_is_left_out() -> None:
    members = {EX + "C0": 5, EX + "C1": 5}
    found = overview_of(typed(10, 2), members, {EX + "C1"})
    assert {one["class"] for one in found["nodes"]} == {EX + "C0"}


def test_a_picture_of_very_many_classes_is_bounded_and_stays_in_its_frame() -> None:
    classes = 5000
    found = overview_of(typed(2 * classes, classes), {f"{EX}C{n}": 2 for n in range(classes)}, ())
    assert (len(found["nodes"]), found["left"]) == (CLASSES, classes - CLASSES)
    assert len(found["ties"]) <= TIES
    assert len(json.dumps(found)) < 20_000
    assert all(MARGIN_X <= one["x"] <= WIDTH - MARGIN_X for one in found["nodes"])
    assert all(MARGIN_Y <= one["y"] <= HEIGHT - MARGIN_Y for one in found["nodes"])


def test_nothing_lies_over_another_and_the_same_graph_has_the_same_places() -> None:
    ties = [(0, n) for n in range(1, CLASSES - 2)]
    found = places(CLASSES, ties, WITH_WORDS)
    assert found == places(CLASSES, ties, WITH_WORDS)
    for number, (x, y) in enumerate(found):
        for x2, y2 in found[:number]:
            assert abs(x - x2) > WITH_WORDS[0] / 2 or abs(y - y2) > WITH_WORDS[1] / 2


def test_pictures_of_nothing_and_of_one_thing_have_their_places() -> None:
    assert places(0, [], WITH_WORDS) == []
    assert len(places(1, [], WITH_WORDS)) == 1
    assert overview_of([], {}, ())["nodes"] == []


def test_a_few_things_stand_near_each_other_in_a_low_picture() -> None:
    (left, top), (right, bottom) = sorted(places(2, [(0, 1)], WITH_WORDS))
    assert max(top, bottom) + MARGIN_Y < HEIGHT / 2
    assert right - left < WIDTH * 0.6
    assert abs(left + right - WIDTH) <= 1
    assert max(y for _, y in places(30, [(0, 1)], WITH_WORDS)) > HEIGHT * 0.8

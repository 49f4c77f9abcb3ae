"""The genogram's layout: nobody meets anybody, every relation is one line, the same family gives the same drawing."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from fam.rules.genogram import Figure, Scene, rows_of
from fam.rules.genogram_lines import Drawing, draw, segments
from fam.rules.plan_terms import COUPLES, RelationKind
from fam.rules.relations import Tie, tie_problems
from fam.rules.terms import MemberRole

KINDS = list(RelationKind)


@st.composite
def scenes(drawn: st.DrawFn) -> Scene:
    """Any family of up to twelve, in up to three households, with any relations that the forms let through."""
    count = drawn(st.integers(1, 12))
    homes = drawn(st.integers(0, 3))
    people = tuple(
        Figure(number, f"P{number}", drawn(st.sampled_from(list(MemberRole))), date(1950 + 4 * number, 1, 1),
               households=tuple(drawn(st.lists(st.integers(1, homes), unique=True, max_size=3)) if homes else ()))
        for number in range(1, count + 1)
    )  # fmt: skip
    ties: list[Tie] = []
    for first, second, kind in drawn(
        st.lists(st.tuples(st.integers(1, count), st.integers(1, count), st.sampled_from(KINDS)), max_size=20)
    ):
        new = Tie(first, second, kind)
        if not tie_problems(new, ties, {}):
            ties.append(new)
    return Scene(people, tuple(ties), tuple((home, f"Haushalt {home}") for home in range(1, homes + 1)))


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes have no point in common."""
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def check(scene: Scene, drawing: Drawing) -> None:
    """What must hold of every drawing."""
    boxes = {one.figure.id: one.box for one in drawing.symbols}
    assert sorted(boxes) == sorted(one.id for one in scene.people)
    everyone = list(boxes.items())
    for number, (_one, box) in enumerate(everyone):
        assert all(apart(box, other) for _other, other in everyone[number + 1 :])
        assert box[0] >= 0
        assert box[2] <= drawing.width
        assert box[3] <= drawing.height
    assert sorted(number for strand in drawing.strands for number in strand.ties) == list(range(len(scene.ties)))
    for strand in drawing.strands:
        for (x1, y1), (x2, y2) in segments(strand):
            assert x1 == x2 or y1 == y2
            for box in boxes.values():
                inside = max(min(x1, x2), box[0]) < min(max(x1, x2), box[2]) or box[0] < x1 == x2 < box[2]
                assert not (inside and max(min(y1, y2), box[1]) < min(max(y1, y2), box[3])), strand
    for around in drawing.enclosures:
        home = next(number for number, label in scene.households if label == around.label)
        for one in drawing.symbols:
            if home not in one.figure.households:
                assert apart(one.box, (around.left, around.top, around.right, around.bottom)), around


@given(scenes())
@settings(max_examples=150, deadline=None)
def test_nothing_overlaps_and_every_relation_is_drawn_once(scene: Scene) -> None:
    """Symbols lie apart, lines run between them, an enclosure holds nobody who lives elsewhere; twice the same."""
    drawing = draw(scene)
    check(scene, drawing)
    assert drawing == draw(scene)


def test_generations_are_rows() -> None:
    """Grandmother above, her daughter with two partners, below the children by age: the eldest first."""
    people = (
        Figure(1, "Sabine", MemberRole.MOTHER, date(1975, 1, 1), households=(1,)),
        Figure(2, "Nora", MemberRole.CHILD, date(2010, 1, 1), households=(1,)),
        Figure(3, "Ben", MemberRole.CHILD, date(2004, 1, 1), households=(1, 2)),
        Figure(4, "Ilona", MemberRole.GRANDPARENT, date(1950, 1, 1)),
        Figure(5, "Goran", MemberRole.FATHER, date(1974, 1, 1), households=(2,)),
        Figure(6, "Ali", MemberRole.PARTNER, date(1970, 1, 1), households=(1,)),
    )
    ties = (
        Tie(4, 1, RelationKind.PARENT), Tie(1, 2, RelationKind.PARENT), Tie(1, 3, RelationKind.PARENT),
        Tie(5, 3, RelationKind.PARENT), Tie(1, 5, RelationKind.DIVORCED), Tie(1, 6, RelationKind.PARTNER),
        Tie(6, 3, RelationKind.STEP_PARENT), Tie(4, 3, RelationKind.GRANDPARENT),
    )  # fmt: skip
    scene = Scene(people, ties, ((1, "Haushalt A"), (2, "Haushalt B")), {(1, 3): "G", (5, 3): "G", (1, 2): "A"})
    assert rows_of(scene) == {4: 0, 1: 1, 5: 1, 6: 1, 2: 2, 3: 2}
    drawing = draw(scene)
    check(scene, drawing)
    both = next(one for one in drawing.symbols if one.figure.id == 3)
    assert sum(around.left < both.x < around.right for around in drawing.enclosures) == 2
    assert sorted(text for strand in drawing.strands for _x, _y, text in strand.marks) == ["A", "G"]
    assert sum(strand.kind in COUPLES for strand in drawing.strands) == 2


def test_a_circle_ends() -> None:
    """Data that no form lets through (an old import) still give a drawing."""
    people = (Figure(1, "A", MemberRole.OTHER), Figure(2, "B", MemberRole.OTHER))
    scene = Scene(people, (Tie(1, 2, RelationKind.PARENT), Tie(2, 1, RelationKind.PARENT)))
    assert len(draw(scene).symbols) == 2

"""What differs by kind of waste is decided in manifests/profiles; everything else asks there."""

import ast

from manifests.profiles import PROFILES
from tests.test_architecture import TREES, nodes

ASKING = {name for name in TREES if name.startswith(("manifests/", "transport/")) and "/profiles/" not in name}
KINDS = {profile.id for profile in PROFILES}
CLASSES = {name for profile in PROFILES for name in profile.classes}
# The catalogue's own word on one waste, which is a fact and no kind of document; each place says what it is about.
ABOUT_ONE_WASTE = {
    ("manifests/actions/export.py", "an export of hazardous waste is told to the authority"),
    ("manifests/actions/reading_inbound.py", "what comes from elsewhere under a national number is hazardous"),
    ("manifests/actions/regroup.py", "the law that is named when two wastes must not be mixed"),
    ("manifests/forms/drawing.py", "the exemption list names hazardous wastes only"),
    ("manifests/ledger/gaps.py", "hazardous and general waste have ledgers of their own"),
    ("manifests/ledger/span.py", "hazardous and general waste have ledgers of their own"),
    ("manifests/clocks/declarations.py", "declarations are about hazardous waste (HJ 1259)"),
    ("manifests/clocks/plans.py", "plans are about hazardous waste (HJ 1259)"),
    ("manifests/waiting/papers.py", "plans are about hazardous waste (HJ 1259)"),
    ("transport/carriage.py", "the list of incompatible wastes names hazardous ones"),
    ("manifests/ledger/record_book.py", "hazardous and general waste have books of their own"),
    ("manifests/actions/draw_codes.py", "label codes are about hazardous waste (HJ 1276)"),
    ("manifests/views/serial_blocks.py", "label codes are about hazardous waste (HJ 1276)"),
    ("manifests/signs.py", "signs are about hazardous waste (HJ 1276)"),
    *(
        (f"manifests/assessment/{name}.py", "the assessment is of how hazardous waste is managed")
        for name in ("exempted", "labels", "receiving", "stores", "streams")
    ),
    ("manifests/rules/exempting.py", "the exemption list names hazardous wastes only"),
    ("manifests/rules/labels.py", "a wrong code on a label holds hazardous waste back"),
    ("manifests/rules/parties.py", "whether all hazardous waste of the load is exempt on the road"),
    ("manifests/rules/permit.py", "whether all hazardous waste of the load is exempt at the receiver"),
    ("manifests/rules/plan.py", "whether all hazardous waste of the load is exempt at every stage"),
    ("manifests/rules/together.py", "the list of incompatible wastes names hazardous ones"),
}


def compared(name: str) -> list[str]:
    """What the two sides of every comparison in a file spell out."""
    found = []
    for node in nodes(name, ast.Compare):
        found += [ast.unparse(side) for side in (node.left, *node.comparators)]
    for node in nodes(name, ast.MatchValue):
        found.append(ast.unparse(node.value))
    return found


def test_there_is_something_to_read():
    assert len(ASKING) > 150


def test_no_comparison_with_a_profile_stands_outside():
    by_profile = [
        (name, text)
        for name in sorted(ASKING)
        for text in compared(name)
        if text.endswith((".profile", "['profile']", "profile.id", "form.id")) or text == "profile"
    ]
    assert by_profile == []


def test_no_profile_and_no_class_is_spelt_outside():
    spelt = [
        (name, node.value)
        for name in sorted(ASKING)
        for node in nodes(name, ast.Constant)
        if isinstance(node.value, str) and (node.value in CLASSES or node.value in KINDS - {"hazardous", "general"})
    ]
    assert spelt == []


def test_whether_a_waste_is_hazardous_is_asked_where_it_is_a_fact_about_that_waste():
    asked = {
        name
        for name in ASKING
        for node in nodes(name, ast.Attribute)
        if node.attr == "hazardous" and ast.unparse(node.value) != "profile"
    }
    asked |= {name for name in ASKING for node in nodes(name, ast.keyword) if (node.arg or "").endswith("__hazardous")}
    assert asked == {name for name, _reason in ABOUT_ONE_WASTE}

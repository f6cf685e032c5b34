"""No field without a seal, and no action that writes another's field."""

import pytest

from manifests.models import Manifest, ManifestLine
from manifests.sealing import LINE, MANIFEST, SealBroken, check_seals
from manifests.states import BY_ACTION


@pytest.mark.parametrize(("model", "seals"), [(Manifest, MANIFEST), (ManifestLine, LINE)])
def test_every_field_has_a_row_and_every_row_a_field(model, seals):
    assert {field.name for field in model._meta.concrete_fields} == set(seals)


@pytest.mark.parametrize("seals", [MANIFEST, LINE])
def test_every_seal_names_actions_of_the_table(seals):
    actions = {action for subject, action in BY_ACTION if subject == "manifest"} | {"*", "never"}
    assert {name for seal in seals.values() for name in (*seal.written_by, seal.sealed_by)} <= actions


def test_an_action_that_writes_another_actions_field_is_stopped():
    check_seals("issue", {"number", "issued_at"})
    with pytest.raises(SealBroken, match="issue may not write received_kg"):
        check_seals("issue", {"number", "received_kg"})


@pytest.mark.parametrize("field", ["consignor", "consignee", "declared_kg", "number"])
def test_what_issuing_froze_no_later_action_writes(field):
    later = {"depart", "hand_over", "arrive", "receive", "close", "freeze", "release", "void"}
    assert not later & set(MANIFEST[field].written_by)

"""Who may change what: every model is in one list, and what is evidence is guarded by the database itself."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from facilities import clock
from facilities.actions.classify import classify
from facilities.actions.revise_firm import revise_site
from facilities.models import StorageArea
from manifests.actions.confirm_declaration import confirm_declaration
from manifests.actions.draw_codes import draw_codes
from manifests.actions.number_ledger import number_ledger
from manifests.actions.print_labels import Asked, print_labels
from manifests.actions.propose_amendment import propose
from manifests.actions.record_sign import record_sign
from manifests.actions.seal import seal
from manifests.actions.state_practice import state_practice
from manifests.declarations.figures import content_of, digest_of
from manifests.declarations.period import read_stretch
from manifests.documents.signs import DOOR_SIZES
from manifests.models import Subtree
from manifests.signs import store_unit
from tests.city import filed_plan
from tests.crossings import handed_in_crossing
from tests.files import attached
from tests.kinds import APPEND_ONLY, BY_ACTION, KINDS
from tests.world import kept

EVIDENCE = [apps.get_model(label) for label in APPEND_ONLY]


def test_every_model_is_in_exactly_one_list():
    known = [label for labels in KINDS.values() for label in labels]
    assert sorted(known) == sorted(model._meta.label for model in apps.get_models())
    assert all(reason for labels in KINDS.values() for reason in labels.values())


def triggers(table: str) -> set[tuple]:
    """{(event, function)} of the enabled triggers that fire for each row before the change."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT event_manipulation, action_statement FROM information_schema.triggers
            WHERE event_object_table = %s AND action_timing = 'BEFORE' AND action_orientation = 'ROW'
              AND trigger_name IN (SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O')
            """,
            [table, table],
        )
        return set(cursor.fetchall())


@pytest.mark.parametrize("model", EVIDENCE, ids=lambda model: model.__name__)
def test_evidence_is_guarded_by_the_database(db, model):
    refuse = f"EXECUTE FUNCTION {model._meta.app_label}_refuse_change()"
    assert {("UPDATE", refuse), ("DELETE", refuse)} <= triggers(model._meta.db_table)


@pytest.mark.parametrize("model", EVIDENCE, ids=lambda model: model.__name__)
def test_evidence_that_is_there_stays_as_it_is(walk, people, city, model):
    manifest = walk.judged("part")
    classify()
    filed_plan(people.clerk, city.generator, clock.today().year + 1)
    change = [{"field": "/lines/1/significant_difference", "value": "less"}]
    propose(manifest, by=walk.people.receiver, changes=change, reason="forgotten")
    handed_in_crossing(people.clerk, city.generator)
    revise_site(city.carrier, by=people.city_regulator, reason="renamed", name="Haulage")
    seal()
    number_ledger()
    block = draw_codes(by=people.clerk, stream=city.oil, day=clock.today(), count=1, litres="50")
    codes = [row.pk for row in block.serials.all()]
    print_labels(by=people.clerk, facility=city.generator, codes=codes, asked=Asked())
    last = read_stretch(f"{clock.today().replace(day=1) - timedelta(days=1):%Y-%m}")
    digest = digest_of(content_of(walk.city.generator, last))
    why = "asked for by the district"  # the site's class owes no months
    confirm_declaration(by=people.clerk, facility=city.generator, stretch=last, digest=digest, reason=why)
    kept(walk)
    state_practice(by=people.clerk, facility=city.generator, point="drill", text="held", day=clock.today())
    area = StorageArea.objects.select_related("facility__enterprise").get(facility=city.generator)
    record_sign(store_unit(area.facility, area), DOOR_SIZES["300"], by=people.clerk)
    attached(people.clerk, city.generator.enterprise, "manifest", manifest)
    Subtree.objects.create(level=1, place=0, root=bytes(32))  # which takes 256 events
    rows = model.objects.filter(pk=model.objects.order_by("pk").values("pk")[:1])
    assert rows.exists()
    kinds = models.DecimalField | models.IntegerField
    number = next((field.name for field in model._meta.fields if isinstance(field, kinds)), "recorded_at")
    value = clock.now() if number == "recorded_at" else 1
    for change in (lambda: models.QuerySet.update(rows, **{number: value}), lambda: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="evidence"), transaction.atomic():
            change()


@pytest.mark.parametrize("table", ["manifests_manifest", "manifests_wastebatch"])
def test_a_state_is_guarded_by_the_database(db, table):
    events = {event for event, statement in triggers(table)}
    assert {"INSERT", "UPDATE"} <= events


def evidence_and_what_it_stands_on() -> set:
    """Evidence, and what actions change: nothing of it may vanish because something else is deleted."""
    return {apps.get_model(label) for label in (*APPEND_ONLY, *BY_ACTION)}


# A role has no worth without its person.
MAY_VANISH = {"facilities.Membership.person"}


def test_nothing_that_counts_vanishes_with_something_else():
    for model in evidence_and_what_it_stands_on():
        for field in model._meta.fields:
            if isinstance(field, models.ForeignKey) and str(field) not in MAY_VANISH:
                on_delete = field.remote_field.on_delete
                assert on_delete in (models.PROTECT, models.RESTRICT), f"{field} goes by {on_delete.__name__}"

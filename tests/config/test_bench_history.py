"""The history that the benchmark loads is one that the verifiers accept: rows as the actions leave them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate

from config.bench.lanes import build_lanes
from config.bench.size.history import History
from config.bench.size.samples import plain, sample_lives
from facilities import clock
from facilities.models import PermitUsage, PlanLine
from manifests.actions.new_key import new_key
from manifests.actions.seal import seal
from manifests.actions.update_fate import update_fate
from manifests.models import (
    BatchLink,
    CustodyEvent,
    Fate,
    FateDue,
    Flow,
    Manifest,
    ManifestLine,
    Series,
    Stock,
    WasteBatch,
)
from manifests.proofs.bundle import export
from manifests.proofs.verifying import breaks
from tests.city import furnish

COPIES = 40


@pytest.fixture
def keyed(db, settings, tmp_path):
    furnish()
    settings.SIGNING_KEYS = tmp_path / "keys"
    new_key()


@pytest.fixture
def lanes(db, keyed):
    return build_lanes(2)


@pytest.fixture
def lives(lanes):
    return sample_lives(lanes)


def test_the_verifiers_accept_what_was_loaded(lives):
    before = {model: model.objects.count() for model in (Manifest, WasteBatch, CustodyEvent, BatchLink)}
    History(lives, COPIES).load(0, COPIES)
    assert Manifest.objects.count() == before[Manifest] + COPIES
    assert BatchLink.objects.count() > before[BatchLink]
    assert CustodyEvent.objects.count() >= before[CustodyEvent] + 12 * COPIES
    seal()
    assert breaks() == []
    call_command("verify_mass", stdout=StringIO())


def test_nothing_is_left_to_be_worked_out_again(lives):
    """Fates came along, as `update_fate` would have written them; no copy waits for it."""
    History(lives, COPIES).load(0, COPIES)
    assert not FateDue.objects.exists()
    stored = Fate.objects.count()
    assert update_fate(everything=True).changed == 0
    assert Fate.objects.count() == stored > COPIES
    assert {row.kg for row in Stock.objects.filter(batch__state="stored")} == {6}


def test_copies_share_no_number_and_no_day_with_their_sample(lives):
    History(lives, COPIES).load(0, COPIES)
    manifests = list(Manifest.objects.order_by("id"))
    assert len({manifest.number for manifest in manifests}) == len(manifests) > COPIES
    assert len({manifest.issued_at.date() for manifest in manifests}) == COPIES + 1
    for manifest in manifests:
        (issued,) = manifest.events.filter(action="issue")
        assert issued.particulars["number"] == manifest.number
        assert issued.recorded_at == manifest.issued_at  # what is issued is judged and dated now


def test_what_comes_after_goes_on_from_there(lanes, lives):
    """Sums and counters stand where the actions would have left them, and the next number is a new one."""
    History(lives, COPIES).load(0, COPIES)
    assert sum(flow.line_count for flow in Flow.objects.all()) == ManifestLine.objects.count()
    manifests = Manifest.objects.all()
    assert sum(use.received_kg for use in PermitUsage.objects.all()) == sum(row.received_kg for row in manifests)
    this_year = [row.declared_kg for row in manifests if localdate(row.issued_at).year == clock.today().year]
    assert sum(line.issued_kg for line in PlanLine.objects.all()) == sum(this_year)
    last = {series.key: series.last for series in Series.objects.all()}
    for batch in WasteBatch.objects.exclude(number__contains="-"):
        day, serial = batch.number[4:12], int(batch.number[12:])
        assert last[f"batch:{batch.generator_id}:{day}"] >= serial
    manifest, _batches = plain(lanes[0])
    assert Manifest.objects.filter(number=manifest.number).count() == 1


def test_a_copy_is_proven_as_any_manifest_is(lives):
    History(lives, COPIES).load(0, COPIES)
    seal()
    oldest = Manifest.objects.order_by("id").first()
    found = export(oldest)
    assert found["leaf"]["path"]
    assert len(found["events"]) == oldest.event_count


def test_the_last_copies_of_a_very_long_history_fit_as_the_first_do(lives):
    total = 5_000_000
    History(lives, total).load(total - COPIES, total)
    before = Manifest.objects.filter(recorded_at__date__lt=clock.today())
    assert before.count() == COPIES
    seal()
    assert breaks() == []


@pytest.mark.django_db(transaction=True)
def test_processes_of_their_own_load_the_same(keyed):
    lives = sample_lives(build_lanes(1))
    before = Manifest.objects.count()
    History(lives, COPIES).load(0, COPIES, workers=2)
    assert Manifest.objects.count() == before + COPIES
    seal()
    assert breaks() == []
    call_command("verify_mass", stdout=StringIO())

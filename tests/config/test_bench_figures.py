"""What the benchmark at size measures and how it says so, on very little."""

import pytest

from config.bench import printing
from config.bench.keys import own_key
from config.bench.lanes import build_lanes
from config.bench.size import measured
from config.bench.size.family import raise_family
from config.bench.size.figure import HEAD, Figure
from config.bench.size.history import History
from config.bench.size.samples import sample_lives
from manifests.custody import perform
from manifests.lineage import ancestors, descendants
from manifests.models import CustodyEvent, Manifest, PrintRun, PublicKey, Seal


@pytest.mark.parametrize(
    ("figure", "holds", "line"),
    [
        (Figure("traced", 41.057, "ms", 100), True, "traced 41.06 ms ≤ 100"),
        (Figure("as a multiple", 1.313, "×", 1.3), False, "as a multiple 1.31 × ≤ 1.3 missed"),
        (Figure("verified", 23030.4, "events/s", 20_000, at_least=True), True, "verified 23,030 events/s ≥ 20,000"),
        (
            Figure("verified", 19999, "events/s", 20_000, at_least=True),
            False,
            "verified 19,999 events/s ≥ 20,000 missed",
        ),
        (Figure("loaded", 1.5, "s"), True, "loaded 1.50 s"),
    ],
)
def test_a_figure_stands_beside_what_is_asked(figure, holds, line):
    assert figure.holds is holds
    assert " ".join(str(figure).split()) == line


def test_the_columns_stand_under_their_head():
    line = str(Figure("verified", 23030, "events/s", 20_000, at_least=True))
    assert len(HEAD) == len(line)
    assert line.endswith("≥ 20,000")


def test_a_family_is_one_at_both_ends(db):
    family = raise_family(build_lanes(1)[0], parts=6)
    assert family.size == 16
    assert len(descendants([family.first.pk]).nodes) == len(ancestors([family.last.pk]).nodes) == family.size
    forward, back = measured.lineage(family)
    assert forward.asked == back.asked == 100
    assert 0 < forward.value < 1000


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_a_print_run_is_measured_and_leaves_nothing(db, settings, form):
    settings.PRINT_PROCESSES = 0
    with own_key():
        lane = build_lanes(1)[0]
        manifest = perform(lane.draft(), "issue", by=lane.clerk).subject
        run = printing.measure(lane.clerk, PrintRun.Subject.MANIFESTS, [manifest.pk], form, papers=2)
    assert run.papers == 2
    assert 0 < run.cpu < 60 and 0 < run.seconds < 60 and 0 < run.size_mb < 5
    assert run.peak_mb > 20
    assert not settings.SHEETS_ROOT.exists()


def test_seals_proofs_and_verifying_are_measured(db):
    with own_key():
        samples = sample_lives(build_lanes(1))
        History(samples, 10).load(0, 10)
        sealed = measured.sealing(CustodyEvent.objects.count())
        assert sealed.asked == pytest.approx(CustodyEvent.objects.count() / 10_000)
        assert Seal.objects.get().size == CustodyEvent.objects.count()
        assert measured.proof(Manifest.objects.all()[:3]).value > 0
        verified = measured.verifying(1)
        assert verified.name == f"{CustodyEvent.objects.count():,} events verified, 1 process"
        assert verified.asked == 20_000


def test_a_history_that_does_not_verify_is_no_measurement(db):
    """Events that came after the seal by another road than the list of those that wait."""
    with own_key():
        samples = sample_lives(build_lanes(1))
        measured.sealing(CustodyEvent.objects.count())
        History(samples, 10).load(0, 10)
        with pytest.raises(RuntimeError, match="does not verify"):
            measured.verifying(1)


def test_the_key_of_a_benchmark_is_its_own(db, settings):
    real = settings.SIGNING_KEYS
    with own_key():
        assert real != settings.SIGNING_KEYS
        assert (settings.SIGNING_KEYS / f"{PublicKey.objects.get().name}.pem").exists()
    assert real == settings.SIGNING_KEYS

"""Labels: waste that arises is filled into containers with codes, and says the same as the manifest."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from manifests.assessment.asked import Asked
from manifests.assessment.events import taken_back, told
from manifests.assessment.found import Counted, Row
from manifests.assessment.transfers import sent, shown
from manifests.models import Container, Movement
from manifests.profiles import PROFILES, belongs_to

LABELS = ("label_count_differs", "label_code_differs", "label_weight_differs")


def containers_labelled(asked: Asked) -> Counted:
    """Batches that arose here: each was filled into containers when it was declared, or has been since."""
    arisen = Movement.objects.filter(
        to_facility=asked.site,
        happened_at__gte=asked.start_at,
        happened_at__lt=asked.end_at,
        from_account="source",
        event__action="declare",
        to_batch__waste_code__hazardous=True,
    ).exclude(taken_back("to_batch"))
    for profile in PROFILES:
        if profile.hazardous and not profile.has_digital_ids:
            arisen = arisen.exclude(belongs_to(profile, "to_batch__waste_code"))
    at_once = Q(event__particulars__containers__0__isnull=False)
    since = Exists(Container.objects.filter(batch=OuterRef("to_batch")))
    return Counted(arisen, ~(at_once | since), _batch, joined=("to_batch",))


def _batch(movement: Movement) -> Row:
    batch = movement.to_batch
    return Row(batch.number, url=reverse("manifests:batch", args=[batch.pk]), day=movement.happened_at)


def labels_agree(asked: Asked) -> Counted:
    """Manifests issued: what the labels said was what the lines said."""
    return Counted(sent(asked), told(LABELS, "issue", "depart"), shown)

"""Keep what a driver's phone read, as it read it, and say which load it is."""

from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput, NotThere, Refusal
from manifests.models import Manifest
from manifests.printed import Mistyped, NotOurs, read_printed
from transport.models import Scan
from transport.scanned import find_load

KEPT = Scan._meta.get_field("text").max_length
LONGEST = 2000  # read, not kept: an address with its token is longer than what we keep of it


def record_scan(*, by, text: str, device: str = "", happened_at=None) -> Manifest:
    """Record the scan, found or not, and return the driver's manifest.

    Raises BadInput (`code_foreign`, `code_mistyped`) or NotThere (`load_not_yours`): a manifest of somebody else's
    trip and one that does not exist look the same.
    """
    text = text.replace("\x00", "").strip()[:LONGEST]
    manifest, problem = _resolve(by, text)
    now = clock.now()
    Scan.objects.create(
        person=by,
        text=text[:KEPT],
        manifest=manifest,
        device=device[:60],
        happened_at=happened_at or now,
        recorded_at=now,
    )
    if problem is not None:
        raise problem
    return manifest


def _resolve(by, text: str) -> tuple[Manifest | None, Refusal | None]:
    try:
        manifest = find_load(by, read_printed(text))
    except Mistyped:
        return None, BadInput(
            _("The number does not add up. Compare it with the paper, character by character."),
            code="code_mistyped",
            field="/code",
            value=text,
        )
    except NotOurs:
        return None, BadInput(_("This is not a Liandan code."), code="code_foreign", field="/code", value=text)
    if manifest is None:
        return None, NotThere(_("This is not on your trips."), code="load_not_yours", field="/code", value=text)
    return manifest, None

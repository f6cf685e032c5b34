"""Photographs and scans that come with an action: the event keeps their digests, so that its proof covers them."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from facilities.actions.attach_evidence import keep_uses, unknown, withdrawn
from facilities.errors import BadInput
from facilities.models import Evidence
from manifests.custody.deed import Deed
from manifests.models import Manifest

MOST = 20
FIELD = "/evidence"


def bring_evidence(deed: Deed) -> None:
    """Read `evidence` of the data, ids of what the signer's firm has put here. One statement, and none without it.

    The row that says to what a file belongs is written with the deed. Batches take none: their papers are the
    manifest's.
    """
    asked = deed.data.pop("evidence", None)
    if not asked:
        return
    keys = _keys(asked)
    if not isinstance(deed.subject, Manifest):
        raise BadInput(_("Attach files to a manifest, not to a batch."), code="evidence_not_here", field=FIELD)
    own = Evidence.objects.filter(pk__in=keys, enterprise__in=deed.by.standing.enterprise_ids)
    found = {row.pk: row for row in own}
    if len(found) < len(keys):
        raise unknown()
    files = [found[key] for key in keys]
    if any(file.withdrawn_at for file in files):
        raise withdrawn()
    deed.facts["evidence"] = files
    deed.evidence = [file.sha256 for file in files]
    deed.after.append(lambda: keep_uses(deed.by, "manifest", deed.subject.pk, files, deed.row.action))


def _keys(asked) -> list[UUID]:
    """Each once, in the order given."""
    if not isinstance(asked, list | tuple) or len(asked) > MOST:
        raise BadInput(_("Name at most 20 files."), code="evidence_invalid", field=FIELD)
    try:
        return list(dict.fromkeys(UUID(str(key)) for key in asked))
    except ValueError:
        raise BadInput(_("This is not the key of a file."), code="evidence_invalid", field=FIELD) from None

"""Read the exemptions a consignor claims: rows of the exemption list, each with a note that says why it holds."""

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from facilities.models import Exemption
from manifests.actions.reading import read_text
from manifests.rules.exempting import Claim

MOST = 5


def read_claims(sent) -> list[dict]:
    """[{exemption: id, note}] as records to keep: as the list reads today, so that a later edition changes nothing."""
    if not sent:
        return []
    if not isinstance(sent, list | tuple) or len(sent) > MOST:
        raise BadInput(_("Claim at most 5 exemptions."), code="exemptions_invalid", field="/exemptions")
    claims = []
    for i, claim in enumerate(sent):
        where = f"/exemptions/{i}"
        row = _row(claim.get("exemption") if isinstance(claim, dict) else None)
        if row is None:
            raise BadInput(_("Choose one from the list."), code="unknown_choice", field=f"{where}/exemption")
        note = read_text(claim.get("note"), f"{where}/note")
        if not note:
            raise BadInput(_("Say why the condition of the exemption holds."), code="required", field=f"{where}/note")
        if any(before["exemption"] == row.pk for before in claims):
            raise BadInput(_("This exemption is claimed already."), code="row_twice", field=f"{where}/exemption")
        claims.append(Claim.of(row, note).as_record())
    return claims


def _row(key) -> Exemption | None:
    try:
        key = int(getattr(key, "pk", key))
    except (TypeError, ValueError, OverflowError):
        return None
    return Exemption.objects.filter(pk=key).first() if 0 < key < 2**63 else None

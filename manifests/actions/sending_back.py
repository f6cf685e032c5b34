"""What came from elsewhere goes back there: a refused load, an entry that was struck out, a manifest that was voided.

No manifest of this house goes with it. The way back is the other platform's to document; here its mass goes out of the
books as it had come in.
"""

from manifests.actions.taking import permit_returned
from manifests.custody.deed import OUTSIDE, Deed, place_of
from manifests.models import CustodyEvent, Manifest, WasteBatch


def send_back(deed: Deed, batch: WasteBatch) -> None:
    """All of the batch leaves the books."""
    deed.move(batch.kg, place_of(batch), OUTSIDE, from_batch=batch)
    deed.step(batch, "send_back", manifest=deed.subject.number, kg=batch.kg)
    batch.area = None


def give_back_numbers(deed: Deed) -> dict[str, str]:
    """An entry that does not stand gives its numbers back, so that they can be entered anew; what they were."""
    manifest: Manifest = deed.subject
    numbers = {"national_no": manifest.national_no, "provincial_no": manifest.provincial_no}
    deed.set(national_no="", provincial_no="")
    return numbers


def entry_of(manifest: Manifest) -> CustodyEvent:
    """The event that entered it and counted it against permit and decision."""
    return CustodyEvent.objects.get(manifest=manifest, action="transfer_in")


def promised(event: CustodyEvent) -> list[tuple]:
    """Of the receiver's permit what entering had promised, to be taken back (`taking.add_permit_use`)."""
    return permit_returned(event.particulars["permit_use"])

"""Strike out what was entered from elsewhere by mistake, before the gate has judged: it leaves the books again."""

from collections.abc import Iterable

from facilities.actions.note_outside import hold_firms
from manifests.access import with_desk_of_entry
from manifests.actions.inbound_approvals import uncount_decision
from manifests.actions.reading import read_reason
from manifests.actions.sending_back import entry_of, give_back_numbers, promised, send_back
from manifests.actions.taking import add_permit_use
from manifests.custody.deed import Deed
from manifests.models import WasteBatch
from manifests.rules.finding import Finding, block
from manifests.states import Party
from manifests.verbs import Action, action


@action("manifest", "strike_out")
class StrikeOut(Action):
    """Data: `reason`. Afterwards the other platform's number may be entered anew."""

    def offered(self, manifest) -> bool:
        return manifest.is_inbound

    def capacities(self, person, subject, held: frozenset[Party]) -> frozenset[Party]:
        """Whoever may enter it takes its own mistake back."""
        return with_desk_of_entry(person, subject, held)

    def check(self, deed: Deed) -> Iterable[Finding]:
        if not deed.subject.is_inbound:
            yield block("not_from_elsewhere")

    def apply(self, deed: Deed) -> None:
        manifest = deed.subject
        reason = read_reason(deed.data)
        entry = entry_of(manifest)
        hold_firms(manifest.consignor.enterprise.registration_no)
        add_permit_use(promised(entry))  # the permit before the decision, as whoever takes
        uncount_decision(entry)
        batches = WasteBatch.objects.filter(lines__manifest=manifest).select_for_update(of=("self",)).order_by("pk")
        for batch in batches:
            send_back(deed, batch)
        deed.particulars = {"reason": reason, "kg": manifest.declared_kg, **give_back_numbers(deed)}
        deed.set(laid_over_at=None, laid_over_place="")

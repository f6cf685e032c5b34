"""A stored batch leaves the country under an export approval notice (出口核准通知单, Order 47 of 2008)."""

from collections.abc import Iterable

from django.utils.timezone import localdate

from manifests.actions.as_seen import check_as_seen
from manifests.actions.reading import read_needed
from manifests.custody.deed import EXPORT, Deed, place_of
from manifests.rules.finding import Finding, notify, warn
from manifests.rules.plan import plan_lines
from manifests.verbs import Action, action


@action("batch", "export")
class Export(Action):
    """Data: `notice`, the number of the approval notice; `country` and `receiver` to which the waste goes.

    Optionally `booked_kg`, what the books said when it was confirmed. Of hazardous waste the authority is told, since
    nobody here sees the notice itself; and that the year's plan does not name it, where that is so (table A.7).
    """

    def check(self, deed: Deed) -> Iterable[Finding]:
        said = {
            "notice": read_needed(deed.data, "notice", 40),
            "country": read_needed(deed.data, "country", 60),
            "receiver": read_needed(deed.data, "receiver", 120),
        }
        deed.facts["said"] = said
        batch = deed.subject
        check_as_seen(batch, deed.data)
        code, year = batch.waste_code, localdate(deed.recorded_at).year
        if not code.hazardous:
            return
        yield notify("exported", "/notice", batch=batch.number, code=code.code, kg=batch.kg, **said)
        if code.code not in (plan_lines(batch.holder, year) or {}):
            yield warn("export_not_planned", "/notice", code=code.code, year=year)

    def apply(self, deed: Deed) -> None:
        batch = deed.subject
        deed.move(batch.kg, place_of(batch), EXPORT, from_batch=batch)
        deed.particulars = {"kg": batch.kg, **deed.facts["said"], "site": batch.holder.name}

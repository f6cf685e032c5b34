"""Confirm what a site declares for a period, or correct it later with a reason (HJ 1259-2022, annex C).

What is confirmed is frozen with its digest and a receipt number. The ledger may go on changing; the declaration does
not: a correction is a version of its own, and the one before stays.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.deadlines import DECLARED
from facilities.duties import LAW
from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from facilities.models import Delegation, Facility
from facilities.roles import Role
from manifests.clocks import meet
from manifests.declarations.due import due_day, is_owed
from manifests.declarations.figures import content_of, digest_of
from manifests.declarations.period import Stretch
from manifests.declarations.sites import may_confirm, sites_of
from manifests.models import Declaration, DeclarationDraft, Series

LONGEST_REASON = 200


def confirm_declaration(*, by, facility: Facility, stretch: Stretch, digest: str, reason: str = "") -> Declaration:
    """The declaration, with its receipt number. `digest` is of the figures that the person has seen.

    Confirming the same figures again answers with what is confirmed already. Refusals: `period_not_over`,
    `figures_changed` (the ledger has moved on since they looked), and `period_not_owed`: what the site's class does not
    ask for is declared with a reason and marked as voluntary. `reason` is required from version 2 on, too.
    """
    if not sites_of(by).filter(pk=facility.pk).exists():
        raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
    if by.standing.is_regulator or not may_confirm(by, facility):
        raise NotPermitted(_("Your role does not allow this."), code="not_permitted")
    if clock.today() < stretch.end:
        raise Refusal(
            _("This period ends on %(day)s. It can be declared from the day after.") % {"day": stretch.last_day},
            code="period_not_over",
            law=LAW,
        )
    with transaction.atomic():
        # One confirmation a site at a time. Not a lock of the key: manifests that name the site go on.
        site = Facility.objects.select_for_update(of=("self",), no_key=True).select_related("enterprise", "region")
        site = site.get(pk=facility.pk)
        content = content_of(site, stretch)
        found = digest_of(content)
        last = _last(site, stretch)
        if last is not None and last.content["wastes"] == content["wastes"]:
            return last
        if digest != found:
            raise Refusal(
                _("The ledger has changed since you looked. Look at the figures again."),
                code="figures_changed",
                field="/digest",
            )
        voluntary = last.voluntary if last else not is_owed(site, stretch, clock.today())
        declaration = Declaration.objects.create(
            facility=site,
            period=stretch.period,
            start=stretch.start,
            version=last.version + 1 if last else 1,
            management_class=site.management_class,
            receipt_no=_receipt_no(site, stretch),
            content=content,
            digest=found,
            reason=_read_reason(reason, corrects=last is not None, voluntary=voluntary),
            voluntary=voluntary,
            due_on=due_day(stretch, site),
            confirmed_by=by,
            confirmed_by_name=str(by),
            on_behalf_of=site.enterprise.name,
            delegation=_consent(by, site),
            confirmed_at=clock.now(),
        )
        DeclarationDraft.objects.filter(facility=site, period=stretch.period, start=stretch.start).delete()
        meet(declaration.confirmed_at, DECLARED[stretch.period], facility=site, period=stretch.label)
    return declaration


def _last(site: Facility, stretch: Stretch) -> Declaration | None:
    rows = Declaration.objects.filter(facility=site, period=stretch.period, start=stretch.start)
    return rows.order_by("-version").first()


def _receipt_no(site: Facility, stretch: Stretch) -> str:
    """Our own: D, the period, the district, a serial of the district and period (D2026-11-320412-0007)."""
    prefix = f"D{stretch.label}-{site.region_id}"
    (serial,) = Series.take(f"declaration:{prefix}")
    return f"{prefix}-{serial:04d}"


def _read_reason(reason: str, *, corrects: bool, voluntary: bool) -> str:
    text = (reason or "").strip()
    if not corrects and not voluntary:
        return ""
    if not text and not corrects:
        raise BadInput(
            _("The site does not owe this period. Say why it is declared all the same."),
            code="period_not_owed",
            field="/reason",
            law=LAW,
        )
    if not text:
        raise BadInput(_("Say why the declaration is corrected."), code="required", field="/reason", law=LAW)
    if len(text) > LONGEST_REASON or "\x00" in text:
        raise BadInput(_("Give a reason of at most 200 characters."), code="text_invalid", field="/reason")
    return text


def _consent(by, site: Facility) -> Delegation | None:
    """The consent under which somebody from another firm confirms; locked, so that nobody takes it back meanwhile."""
    if site.enterprise_id in by.standing.enterprises_where(Role.CLERK):
        return None
    consents = Delegation.objects.in_force().filter(
        facility=site, may_declare=True, delegate__in=by.standing.enterprises_where(Role.CLERK)
    )
    consent = consents.select_for_update(of=("self",), no_key=True).first()
    if consent is None:
        raise NotPermitted(_("The consent has ended."), code="not_permitted")
    return consent

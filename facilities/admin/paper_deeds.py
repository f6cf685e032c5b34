"""What officials do with permits and transport licences: enter, renew, change a line, suspend, revoke."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from facilities import clock
from facilities.actions.change_item import change_item
from facilities.actions.end_paper import holds_again, revoke_paper, suspend_licence
from facilities.actions.enter_licence import enter_licence, resume_licence
from facilities.actions.grant_permit import grant_permit
from facilities.actions.registering import in_charge
from facilities.admin.asking import RegisterAdmin, is_housekeeper
from facilities.admin.facts import list_url, page_url
from facilities.forms.firm import DayReasonForm
from facilities.forms.paper import LINES, ItemForm, LicenceForm, PermitForm
from facilities.forms.refusals import data_of
from facilities.models import CarrierLicence, Facility, Permit
from facilities.models.credential import Registered


class PaperDeeds(RegisterAdmin):
    """Papers of one site that its authority keeps."""

    deeds: tuple[str, ...] = ("renew", "revoke")

    def get_urls(self):
        return [
            *(
                path(
                    f"<uuid:pk>/{name}/",
                    self.admin_site.admin_view(getattr(self, f"{name}_view")),
                    name=f"facilities_{self.opts.model_name}_{name}",
                )
                for name in self.deeds
            ),
            *super().get_urls(),
        ]

    def owned(self, request, pk):
        """The paper, for those in charge of its site; 404 unseen, 403 otherwise."""
        record = self.fetch(request, str(pk))
        if not in_charge(request.user, record.facility.region_id):
            raise PermissionDenied
        return record

    def link(self, record, deed: str, label, kind: str = "quiet") -> dict:
        url = reverse(f"admin:facilities_{self.opts.model_name}_{deed}", args=[record.pk])
        return {"url": url, "label": label, "kind": kind}

    def offered(self, person, record) -> list[dict]:
        """Links to what may be done now."""
        if not in_charge(person, record.facility.region_id):
            return []
        if record.last_day < clock.today():
            return [self.link(record, "renew", _("Enter the one that follows"))]
        return [self.link(record, "renew", _("Renew")), self.link(record, "revoke", pgettext("credential", "Revoke"))]

    def sites(self, request):
        """Where such a paper may be: open sites in the official's charge."""
        rows = Facility.objects.all() if is_housekeeper(request.user) else Facility.objects.visible_to(request.user)
        return rows.open().order_by("name")

    def ask_day(self, request, pk, act, *, head: str, **said):
        """Ask for a day and a reason, and do `act` with the paper from that day on; `head` names its %(number)s."""
        record = self.owned(request, pk)
        return self.ask(
            request,
            DayReasonForm(data_of(request), initial={"day": clock.today()}),
            lambda form: act(record, by=request.user, **form.particulars),
            back=page_url(record),
            head=head % {"number": record.number},
            record=record,
            **said,
        )

    def revoke_view(self, request, pk):
        return self.ask_day(
            request,
            pk,
            revoke_paper,
            done=_("Revoked. What was in force until then stays so."),
            head=_("Revoke %(number)s"),
            question=_("Revoke it?"),
            text=_("From that day on no load may leave on it. What is on its way is finished. This cannot be undone."),
            submit=_("Revoke it"),
            kind="danger",
        )


class PermitDeeds(PaperDeeds):
    deeds = ("renew", "revoke", "item")

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        sites = self.sites(request).filter(is_collector=True) | self.sites(request).filter(is_disposal_site=True)
        initial = {"issuer": request.user.standing.label, "facility": request.GET.get("site", "")}
        return self.ask(
            request,
            PermitForm(data_of(request), sites=sites, initial=initial),
            lambda form: grant_permit(by=request.user, **form.particulars),
            back=list_url(Permit),
            done=_("The permit is entered."),
            head=_("Enter a permit"),
            question=_("What does the permit say?"),
            text=_(
                "Copy it as it is printed; a term that began in the past is entered as it is. Up to 8 lines, each with "
                "all the codes that share methods and a scale."
            ),
            submit=_("Enter the permit"),
        )

    def renew_view(self, request, pk):
        """The one that follows, filled in from this one."""
        record = self.owned(request, pk)
        initial = {name: getattr(record, name) for name in ("number", "issuer", "kind")}
        for place, item in enumerate(record.items.order_by("pk")[:LINES]):
            initial |= {f"{name}_{place}": getattr(item, name) for name in ("codes", "methods", "annual_kg")}
        return self.ask(
            request,
            PermitForm(data_of(request), sites=None, initial=initial),
            lambda form: grant_permit(by=request.user, facility=record.facility, replaces=record, **form.particulars),
            back=page_url(record),
            done=_("The new permit is entered."),
            head=_("Renew permit %(number)s") % {"number": record.number},
            record=record,
            question=_("What does the new permit say?"),
            text=_(
                "The older one ends on the eve of the new one's first day, where it would run on. "
                "The yearly scale of the new one is counted from nothing."
            ),
            submit=_("Enter the new permit"),
        )

    def item_view(self, request, pk):
        """Change one line of the permit: `?line=` is its key."""
        record = self.owned(request, pk)
        asked = request.GET.get("line", "")
        item = next((row for row in record.items.select_related("permit__facility") if str(row.pk) == asked), None)
        if item is None:
            raise Http404
        initial = {name: getattr(item, name) for name in ("codes", "methods", "annual_kg")}

        def change(form):
            change_item(item, by=request.user, to=form.allowed, reason=form.cleaned_data["reason"])
            return record

        return self.ask(
            request,
            ItemForm(data_of(request), initial=initial),
            change,
            back=page_url(record),
            done=_("The line is changed from today on."),
            head=_("A line of permit %(number)s") % {"number": record.number},
            record=record,
            question=_("Change this line?"),
            text=_(
                "The yearly scale counts from today. Other wastes or methods are changed only while no load was "
                "counted by the line; after that they need a new permit (Order 408, Art. 14)."
            ),
            submit=_("Change the line"),
        )


class LicenceDeeds(PaperDeeds):
    deeds = ("renew", "revoke", "suspend", "resume")

    def offered(self, person, record) -> list[dict]:
        found = super().offered(person, record)
        if not found:
            return []
        if holds_again(record):
            return []  # all that may be done is done with the later row
        if record.ended_as == Registered.Ending.SUSPENDED and record.valid_to >= clock.today():
            return [
                self.link(record, "resume", _("Lift the suspension"), ""),
                self.link(record, "revoke", pgettext("credential", "Revoke")),
            ]
        if record.last_day >= clock.today():
            return [*found, self.link(record, "suspend", _("Suspend"))]
        return found

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.ask(
            request,
            LicenceForm(
                data_of(request),
                sites=self.sites(request).filter(is_transporter=True),
                initial={"facility": request.GET.get("site", "")},
            ),
            lambda form: enter_licence(by=request.user, **form.particulars),
            back=list_url(CarrierLicence),
            done=_("The licence is entered."),
            head=_("Enter a transport licence"),
            question=_("What does the licence say?"),
            text=_("Copy it as it is printed. It is the transport authority's paper; here it decides who may carry."),
            submit=_("Enter the licence"),
        )

    def renew_view(self, request, pk):
        record = self.owned(request, pk)
        initial = {name: getattr(record, name) for name in ("number", "issuer", "scope")}
        return self.ask(
            request,
            LicenceForm(data_of(request), sites=None, initial=initial),
            lambda form: enter_licence(by=request.user, facility=record.facility, replaces=record, **form.particulars),
            back=page_url(record),
            done=_("The new licence is entered."),
            head=_("Renew licence %(number)s") % {"number": record.number},
            record=record,
            question=_("What does the new licence say?"),
            text=_("The older one ends on the eve of the new one's first day, where it would run on."),
            submit=_("Enter the new licence"),
        )

    def suspend_view(self, request, pk):
        return self.ask_day(
            request,
            pk,
            suspend_licence,
            done=_("Suspended. Lift the suspension on this page when it is over."),
            head=_("Suspend %(number)s"),
            question=_("Suspend it?"),
            text=_("From that day on no load may leave with this carrier, until the suspension is lifted."),
            submit=_("Suspend it"),
            kind="danger",
        )

    def resume_view(self, request, pk):
        return self.ask_day(
            request,
            pk,
            resume_licence,
            done=_("The licence holds again."),
            head=_("Lift the suspension of %(number)s"),
            question=_("Let it hold again?"),
            text=_("It holds from that day to its old last day. The days between stay without a licence."),
            submit=_("Lift the suspension"),
        )

"""What officials do with a firm and its sites, beside reading them: the pages that ask, above facilities/actions."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from facilities import clock
from facilities.actions.appoint_manager import appoint_manager, has_manager
from facilities.actions.close_firm import close_firm, reopen_firm
from facilities.actions.register_firm import register_enterprise, register_site
from facilities.actions.registering import in_charge, in_charge_of_all
from facilities.actions.revise_firm import OF_FIRM, OF_SITE, regions_of, revise_enterprise, revise_site
from facilities.admin.asking import RegisterAdmin
from facilities.admin.facts import list_url, page_url
from facilities.admin.sections import Head
from facilities.errors import BadInput
from facilities.forms.firm import (
    DayReasonForm,
    FirmForm,
    ManagerForm,
    NewSiteForm,
    ReasonForm,
    ReviseFirmForm,
    ReviseSiteForm,
)
from facilities.forms.refusals import data_of
from facilities.models import Enterprise


class Closing(RegisterAdmin):
    """Firms and sites close and open alike. `noun` names the addresses."""

    revising: type[forms.Form]
    revised: tuple[str, ...]

    def get_urls(self):
        pages = [(name, getattr(self, f"{name}_view")) for name in self.deeds]
        return [
            *(
                path(f"<uuid:pk>/{name}/", self.admin_site.admin_view(view), name=self.name_of(name))
                for name, view in pages
            ),
            *super().get_urls(),
        ]

    deeds: tuple[str, ...] = ("revise", "close", "reopen")

    def name_of(self, deed: str) -> str:
        return f"facilities_{self.opts.model_name}_{deed}"

    def owned(self, request, pk):
        """The record, for those in charge of all its places; 404 unseen, 403 otherwise."""
        record = self.fetch(request, str(pk))
        if not self.may(request.user, record):
            raise PermissionDenied
        return record

    def may(self, person, record) -> bool:
        raise NotImplementedError

    def offered(self, person, record) -> list[dict]:
        """Links to what may be done now."""
        if not self.may(person, record):
            return []
        words = {"revise": _("Change particulars"), "close": _("Close it"), "reopen": _("Open it again")}
        now = ["revise", "reopen" if record.closed_on else "close"]
        return [{"url": deed_url(record, deed), "label": words[deed], "kind": "quiet"} for deed in now]

    def revise_view(self, request, pk):
        record = self.owned(request, pk)
        form = self.revising(data_of(request), initial={name: getattr(record, name) for name in self.revised})
        return self.ask(
            request,
            form,
            lambda form: self.revise(record, request.user, form.particulars),
            back=page_url(record),
            done=_("The register says so now; what it said before stays in the history."),
            head=_("Particulars of %(name)s") % {"name": record},
            record=record,
            question=_("Change what the register says?"),
            text=_("For corrections and for what has changed. Each change is kept with its reason and its author."),
            submit=_("Change it"),
        )

    def close_view(self, request, pk):
        record = self.owned(request, pk)
        form = DayReasonForm(data_of(request), initial={"day": clock.today()})
        return self.ask(
            request,
            form,
            lambda form: close_firm(record, by=request.user, **form.particulars),
            back=page_url(record),
            done=_("It is closed."),
            head=_("Close %(name)s") % {"name": record},
            record=record,
            question=_("Close it?"),
            text=_(
                "It sends and takes nothing new from now on. What is on its way is finished. It can be opened again."
            ),
            submit=_("Close it"),
            kind="danger",
        )

    def reopen_view(self, request, pk):
        record = self.owned(request, pk)
        return self.ask(
            request,
            ReasonForm(data_of(request)),
            lambda form: reopen_firm(record, by=request.user, **form.particulars),
            back=page_url(record),
            done=_("It is open again."),
            head=_("Open %(name)s again") % {"name": record},
            record=record,
            question=_("Open it again?"),
            text=_("From today on it may send and take waste again."),
            submit=_("Open it again"),
        )


def deed_url(record, deed: str) -> str:
    """The page of a deed; a site seen in one role is done as the site it is."""
    return reverse(f"admin:facilities_{record._meta.concrete_model._meta.model_name}_{deed}", args=[record.pk])


class FirmDeeds(Closing):
    revising, revised = ReviseFirmForm, OF_FIRM
    deeds = ("revise", "close", "reopen", "appoint")

    def may(self, person, record) -> bool:
        return in_charge_of_all(person, regions_of(record))

    def revise(self, record, by, new: dict):
        return revise_enterprise(record, by=by, **new)

    def offered(self, person, record) -> list[dict]:
        add = {
            "url": f"{reverse('admin:facilities_facility_add')}?firm={record.registration_no}",
            "label": _("Add a site"),
            "kind": "quiet",
        }
        appoint = {"url": deed_url(record, "appoint"), "label": _("Appoint the first manager"), "kind": ""}
        if record.closed_on:
            return super().offered(person, record)
        first = [] if has_manager(record) else [appoint]
        return [*first, add, *super().offered(person, record)]

    def add_view(self, request, form_url="", extra_context=None):
        """A firm with its first site."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.ask(
            request,
            FirmForm(data_of(request), person=request.user),
            lambda form: register_enterprise(
                by=request.user, site=form.site | {"name": form.cleaned_data["site_name"]}, **form.firm
            ),
            back=list_url(Enterprise),
            done=_("Registered. Appoint its first manager now: whoever that is adds the others."),
            head=_("Register a firm"),
            question=_("Who is it, and where is its first site?"),
            text=_("A firm that is registered already, here or in another district, gets a further site instead."),
            submit=_("Register it"),
        )

    def appoint_view(self, request, pk):
        record = self.fetch(request, str(pk))
        return never_cache(self._appoint)(request, record)

    def _appoint(self, request, record):
        def appoint(form):
            person, password = appoint_manager(by=request.user, enterprise=record, **form.particulars)
            context = {
                "head": Head(title=_("The manager's account is there")),
                "original": record,
                "added": person,
                "password": password,
                "back_url": page_url(record),
            }
            return self.page(request, "admin/manager_appointed.html", context)

        return self.ask(
            request,
            ManagerForm(data_of(request)),
            appoint,
            back=page_url(record),
            done="",
            head=_("First manager of %(name)s") % {"name": record},
            record=record,
            question=_("Who manages this firm here?"),
            text=_("The manager signs in with a password that is shown once, and adds the firm's other people."),
            submit=_("Make the account"),
        )


class SiteDeeds(Closing):
    revising, revised = ReviseSiteForm, OF_SITE

    def may(self, person, record) -> bool:
        return in_charge(person, record.region_id)

    def revise(self, record, by, new: dict):
        return revise_site(record, by=by, **new)

    def offered(self, person, record) -> list[dict]:
        if not self.may(person, record):
            return []
        papers = []
        if not record.closed_on:
            if record.receives:
                papers.append(("permit", _("Enter a permit")))
            if record.is_transporter:
                papers.append(("carrierlicence", _("Enter a transport licence")))
        links = [
            {"url": f"{reverse(f'admin:facilities_{model}_add')}?site={record.pk}", "label": label, "kind": "quiet"}
            for model, label in papers
        ]
        return [*links, *super().offered(person, record)]

    def add_view(self, request, form_url="", extra_context=None):
        """A further site of a firm that is known by its credit code."""
        if not self.has_add_permission(request):
            raise PermissionDenied

        def add(form):
            number = "".join(form.cleaned_data["registration_no"].split()).upper()
            firm = Enterprise.objects.filter(country="CN", registration_no=number).first()
            if firm is None:
                raise BadInput(
                    _("No firm with this credit code is registered. Register it first."),
                    code="enterprise_unknown",
                    field="/registration_no",
                )
            return register_site(by=request.user, enterprise=firm, name=form.cleaned_data["name"], **form.site)

        form = NewSiteForm(
            data_of(request), person=request.user, initial={"registration_no": request.GET.get("firm", "")}
        )
        return self.ask(
            request,
            form,
            add,
            back=list_url(self.model),
            done=_("The site is registered."),
            head=_("Add a site"),
            question=_("Where is it, and what is done there?"),
            text=_("A new firm is registered under Enterprises, together with its first site."),
            submit=_("Add the site"),
        )

"""Permits, licences, insurances, contracts and approvals: what holds, and what soon will not."""

from dataclasses import replace

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities import clock
from facilities.actions.registering import in_charge
from facilities.admin.asking import history
from facilities.admin.facts import link, percent, plain_facts, sees
from facilities.admin.filters import DistrictField, ListFilters, choices, in_district
from facilities.admin.paper_deeds import LicenceDeeds, PermitDeeds
from facilities.admin.permit_use import permit_items
from facilities.admin.reading import ReadOnlyAdmin
from facilities.admin.sections import Facts, Head, Table
from facilities.models import Approval, CarrierLicence, Contract, Insurance, Permit
from facilities.outlook import ending_soon
from facilities.templatetags.quantities import kg, stamp
from facilities.term_words import term_badge


class CredentialFilters(ListFilters):
    """`holder` is set by the admin: the paths to the facilities whose paper it is."""

    q = forms.CharField(label=gettext_lazy("Number or name begins with"), required=False, max_length=60)
    term = forms.ChoiceField(
        label=gettext_lazy("Term"),
        required=False,
        choices=choices(
            ("valid", gettext_lazy("valid")),
            ("expiring", gettext_lazy("expiring soon")),
            ("expired", gettext_lazy("expired")),
            ("revoked", gettext_lazy("revoked")),
        ),
    )
    district = DistrictField(label=gettext_lazy("District"))
    holders: tuple[str, ...] = ("facility",)
    own_name = False

    def narrow(self, rows):
        asked = self.cleaned_data
        if asked["q"]:
            named = Q(number__startswith=asked["q"])
            for holder in self.holders:
                named |= Q(**{f"{holder}__name__startswith": asked["q"]})
            rows = rows.filter(named | Q(**{f"{self.own_name}__startswith": asked["q"]}) if self.own_name else named)
        if asked["term"]:
            rows = rows.filter(in_term(asked["term"], rows.model))
        if asked["district"]:
            placed = Q(pk__in=[])
            for holder in self.holders:
                placed |= in_district(asked["district"], f"{holder}__region", self.person.standing)
            rows = rows.filter(placed)
        return rows


def in_term(term: str, model: type) -> Q:
    """Credentials that today are valid, expiring (valid, and warned of), expired or revoked."""
    today = clock.today()
    gone = Q(revoked_on__lte=today)
    match term:
        case "expiring":
            return ending_soon(model, today) & ~gone
        case "expired":
            return Q(valid_to__lt=today)
        case "revoked":
            return gone
    return Q(valid_from__lte=today, valid_to__gte=today) & ~gone


class CredentialAdmin(ReadOnlyAdmin):
    """Newest end first, so that the list opens on what still matters."""

    filters = CredentialFilters
    ordering = ("-valid_to", "-pk")
    list_display = ("number", "holder", "issuer", "from_day", "to_day", "term")
    list_select_related = ("facility",)
    holders = ("facility",)
    empty_text = gettext_lazy("No such paper is recorded, or none fits these filters.")

    @admin.display(description=gettext_lazy("holder"))
    def holder(self, row):
        return " → ".join(str(getattr(row, name)) for name in self.holders)

    @admin.display(description=gettext_lazy("valid from"))
    def from_day(self, row):
        return stamp(row.valid_from)

    @admin.display(description=gettext_lazy("valid to"))
    def to_day(self, row):
        return stamp(row.valid_to)

    @admin.display(description=gettext_lazy("term"))
    def term(self, row):
        return term_badge(row)

    def detail_queryset(self, request):
        return self.get_queryset(request).select_related(*self.list_select_related)

    def head(self, request, record) -> Head:
        return Head(title=capfirst(f"{record._meta.verbose_name} {record.number}"), lead=term_badge(record))

    def sections(self, request, record) -> list:
        facts = plain_facts(record, *self.holders)
        named = [
            (capfirst(record._meta.get_field(name).verbose_name), self.holder_link(request, record, name))
            for name in self.holders
        ]
        return [Facts("", [*named, *facts]), *([history(record)] if hasattr(record, "entries") else [])]

    def holder_link(self, request, record, name: str) -> str:
        site = getattr(record, name)
        return link(site, seen=sees(request.user, site.region_id))


@admin.register(Permit)
class PermitAdmin(PermitDeeds, CredentialAdmin):
    listing = "admin-permits"

    def head(self, request, record) -> Head:
        return replace(super().head(request, record), actions=self.offered(request.user, record))

    def sections(self, request, record) -> list:
        facts = [(label, value) for label, value in plain_facts(record, "facility")]
        return [
            Facts("", [(_("Facility"), link(record.facility)), *facts]),
            permit_items(
                [record.facility_id],
                clock.today().year,
                permit=record.pk,
                change_url=self.item_url(request.user, record),
            ),
            history(record),
        ]

    def item_url(self, person, record) -> str:
        """Where a line is changed; empty where it is not the reader's to do, or the permit has ended."""
        is_over = record.revoked_on is not None or record.last_day < clock.today()
        may = in_charge(person, record.facility.region_id) and not is_over
        return reverse("admin:facilities_permit_item", args=[record.pk]) if may else ""


@admin.register(CarrierLicence)
class CarrierLicenceAdmin(LicenceDeeds, CredentialAdmin):
    reach = ("facility__region",)

    def head(self, request, record) -> Head:
        return replace(super().head(request, record), actions=self.offered(request.user, record))


@admin.register(Insurance)
class InsuranceAdmin(CredentialAdmin):
    reach = ("facility__region",)


class PairFilters(CredentialFilters):
    holders = ("consignor", "consignee")


@admin.register(Contract)
class ContractAdmin(CredentialAdmin):
    filters = PairFilters
    reach = ("consignor__region", "consignee__region")
    holders = list_select_related = ("consignor", "consignee")


@admin.register(Approval)
class ApprovalAdmin(ContractAdmin):
    list_display = ("number", "holder", "code", "method", "approved", "used", "from_day", "to_day", "term")

    @admin.display(description=gettext_lazy("approved"))
    def approved(self, row):
        return kg(row.approved_kg)

    @admin.display(description=gettext_lazy("used"))
    def used(self, row):
        return percent(row.used_kg, row.approved_kg)


def papers(facility) -> Table:
    """A facility's licences and insurances, in one table."""
    found = [
        *CarrierLicence.objects.filter(facility=facility).select_related("facility"),
        *Insurance.objects.filter(facility=facility).select_related("facility"),
    ]
    return Table(
        _("Licences and insurance"),
        [_("Number"), _("Kind"), _("Issued by"), _("Valid from"), _("Valid to"), _("Term")],
        [
            (
                "",
                [
                    link(row, row.number),
                    row._meta.verbose_name,
                    row.issuer,
                    stamp(row.valid_from),
                    stamp(row.valid_to),
                    term_badge(row),
                ],
            )
            for row in found
        ],
        empty=_("No licence and no insurance is recorded."),
    )

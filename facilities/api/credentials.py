"""Contracts, insurance and transport licences: what holds for the own sites; contracts and insurance are entered here,
by the actions of the pages. Operating permits have an address of their own."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from facilities.actions.end_paper import end_paper
from facilities.actions.enter_contract import confirm_contract, dispute_contract, enter_contract
from facilities.actions.enter_insurance import enter_insurance
from facilities.api.envelope import idempotency_key
from facilities.api.fields import Form, Kg, Record
from facilities.api.reading import Shown
from facilities.errors import BadInput
from facilities.models import CarrierLicence, Contract, Facility, Insurance

TERM = ["number", "valid_from", "valid_to", "revoked_on", "ended_as"]
SITE = "0195f3c2-0000-7000-8000-000000000000"


class ContractRecord(Record):
    """It counts from `valid_from` to `valid_to`, and no more from `revoked_on` on; `ended_as` says how that came."""

    consignor = serializers.UUIDField(source="consignor_id")
    consignee = serializers.UUIDField(source="consignee_id")
    agreed_kg = Kg(allow_null=True, help_text="For the whole term; null where the contract names none.")

    class Meta:
        model = Contract
        fields = ["id", "consignor", "consignee", *TERM, "codes", "agreed_kg", "confirmed_on"]


class InsuranceRecord(Record):
    """Environmental liability insurance of one site."""

    facility = serializers.UUIDField(source="facility_id")

    class Meta:
        model = Insurance
        fields = ["id", "facility", "issuer", *TERM, "insured_yuan", "covers"]


class LicenceRecord(Record):
    """A carrier's road transport licence; its authority enters it."""

    facility = serializers.UUIDField(source="facility_id")

    class Meta:
        model = CarrierLicence
        fields = ["id", "facility", "issuer", *TERM, "scope"]


class TermForm(Form):
    number = serializers.CharField(max_length=60)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(help_text="The last day on which it counts.")


class ContractForm(TermForm):
    consignor = serializers.UUIDField(help_text="An own site.")
    consignee = serializers.UUIDField(help_text="A receiver of the directory.")
    codes = serializers.ListField(
        child=serializers.CharField(max_length=11), max_length=100, required=False, help_text="Codes, or HW08."
    )
    agreed_kg = Kg(required=False, allow_null=True)


class InsuranceForm(TermForm):
    facility = serializers.UUIDField(help_text="An own site.")
    issuer = serializers.CharField(max_length=80, help_text="The insurer.")
    insured_yuan = serializers.DecimalField(max_digits=15, decimal_places=2, required=False, allow_null=True)
    covers = serializers.CharField(max_length=200, required=False, allow_blank=True)


class EndForm(Form):
    day = serializers.DateField(help_text="From this day on it counts no more; today at the earliest.")
    reason = serializers.CharField(max_length=200)


class DisputeForm(Form):
    reason = serializers.CharField(max_length=200)


class Nothing(Form):
    """Nothing need be said."""


class OfSiteFilter(filters.FilterSet):
    facility = filters.UUIDFilter()
    valid_on = filters.DateFilter(method="valid", label="Valid on this day.")

    def valid(self, rows, _name, day):
        return rows.valid_on(day)


class ContractFilter(filters.FilterSet):
    consignor = filters.UUIDFilter()
    consignee = filters.UUIDFilter()
    valid_on = filters.DateFilter(method="valid", label="Valid on this day.")

    def valid(self, rows, _name, day):
        return rows.valid_on(day)


EXAMPLES = {
    EndForm: {"day": "2026-12-01", "reason": "as agreed"},
    DisputeForm: {"reason": "never signed"},
}


def acted(name: str, summary: str, text: str, form: type[Form], record: type[Record], do: Callable):
    """A POST address /{id}/<name>/."""

    def step(self, request, pk):
        row = self.get_object()
        idempotency_key(request)  # none is needed: what is done already answers so
        sent = form(data=request.data)
        sent.is_valid(raise_exception=True)
        return Response(record(do(row, by=request.user, **sent.validated_data)).data)

    step.__name__ = name
    described = extend_schema(
        summary=summary,
        description=text,
        request=None if form is Nothing else form,
        examples=[OpenApiExample("Example", EXAMPLES[form], request_only=True)] if form in EXAMPLES else [],
        responses=record,
    )
    return described(action(detail=True, methods=["post"])(step))


ENDS = (
    "From `day` on no load leaves on it; what held until then stays so. `day_past`: today at the earliest. "
    "`paper_over`: it ends before in any case."
)
ENTERS = (
    " `number_taken`: the number is entered for another holder, or for some of the same days. "
    "The same body again is answered with what was entered before, and enters nothing."
)


@extend_schema_view(
    list=extend_schema(summary="Contracts of the own sites, both ways"), retrieve=extend_schema(summary="One contract")
)
class Contracts(Shown):
    queryset = Contract.objects.select_related("consignor", "consignee")
    serializer_class = ContractRecord
    filterset_class = ContractFilter

    @extend_schema(
        summary="Enter a contract",
        description="By the firm that hands over. It counts at once; the receiver may confirm or dispute it." + ENTERS,
        request=ContractForm,
        responses={201: OpenApiResponse(ContractRecord, "Entered; also when it had been entered before.")},
        examples=[
            OpenApiExample(
                "Example",
                {
                    "consignor": SITE,
                    "consignee": "0195f3c2-0000-7000-8000-000000000001",
                    "number": "HT-2026-17",
                    "valid_from": "2026-01-01",
                    "valid_to": "2026-12-31",
                    "codes": ["900-249-08"],
                    "agreed_kg": "50000.000",
                },
                request_only=True,
            )
        ],
    )
    def create(self, request):
        idempotency_key(request)
        sent = ContractForm(data=request.data)
        sent.is_valid(raise_exception=True)
        said = dict(sent.validated_data)
        own = Facility.objects.visible_to(request.user).select_related("enterprise")
        said["consignor"] = _chosen(own, said["consignor"], "/consignor")
        receivers = Facility.objects.directory().exclude(is_collector=False, is_disposal_site=False)
        said["consignee"] = _chosen(receivers, said["consignee"], "/consignee")
        row = enter_contract(by=request.user, **said)
        return Response(ContractRecord(row).data, status=status.HTTP_201_CREATED)

    end = acted("end", "End a contract early", "By either firm. " + ENDS, EndForm, ContractRecord, end_paper)
    confirm = acted(
        "confirm",
        "Confirm a contract",
        "By the receiver: it was signed as it stands here. To say so twice is once.",
        Nothing,
        ContractRecord,
        confirm_contract,
    )
    dispute = acted(
        "dispute",
        "Dispute a contract",
        "By the receiver: there is no such contract. From today on it holds no load. `contract_confirmed`: it was "
        "confirmed before; then it is ended.",
        DisputeForm,
        ContractRecord,
        dispute_contract,
    )


@extend_schema_view(
    list=extend_schema(summary="Insurance of the own sites"), retrieve=extend_schema(summary="One insurance")
)
class Insurances(Shown):
    queryset = Insurance.objects.select_related("facility")
    serializer_class = InsuranceRecord
    filterset_class = OfSiteFilter

    @extend_schema(
        summary="Enter an insurance",
        description="By a clerk, or a carrier's dispatcher." + ENTERS,
        request=InsuranceForm,
        responses={201: OpenApiResponse(InsuranceRecord, "Entered; also when it had been entered before.")},
        examples=[
            OpenApiExample(
                "Example",
                {
                    "facility": SITE,
                    "issuer": "PICC",
                    "number": "PEL-2026-5",
                    "valid_from": "2026-01-01",
                    "valid_to": "2026-12-31",
                    "insured_yuan": "5000000.00",
                    "covers": "苏D12345",
                },
                request_only=True,
            )
        ],
    )
    def create(self, request):
        idempotency_key(request)
        sent = InsuranceForm(data=request.data)
        sent.is_valid(raise_exception=True)
        said = dict(sent.validated_data)
        own = Facility.objects.visible_to(request.user).select_related("enterprise")
        said["facility"] = _chosen(own, said["facility"], "/facility")
        row = enter_insurance(by=request.user, **said)
        return Response(InsuranceRecord(row).data, status=status.HTTP_201_CREATED)

    end = acted("end", "End an insurance early", ENDS, EndForm, InsuranceRecord, end_paper)


@extend_schema_view(
    list=extend_schema(summary="Transport licences of the own sites"), retrieve=extend_schema(summary="One licence")
)
class Licences(Shown):
    """Read only: the carrier's authority enters, suspends and revokes them."""

    queryset = CarrierLicence.objects.all()
    serializer_class = LicenceRecord
    filterset_class = OfSiteFilter


def _chosen(rows, key, field: str):
    """The row; what is chosen in the body and not seen is a wrong choice (422), not a missing address."""
    row = rows.filter(pk=key).first()
    if row is None:
        raise BadInput(_("Choose one from the list."), code="unknown_choice", field=field, value=key)
    return row

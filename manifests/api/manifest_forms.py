"""The form of what is sent to a manifest's actions. Only the form: whether it may be done, the actions judge."""

from rest_framework import serializers

from facilities.api.envelope import Act
from facilities.api.fields import Form, Kg, Moment
from manifests.actions.back_filling import KINDS, MOST_PAGES
from manifests.custody.evidence import MOST as MOST_FILES
from manifests.misfits import Misfit
from manifests.models import ManifestLine
from manifests.profiles import DETAILS

ID = "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a1"
REVISE = {
    "consignee": f"{ID}2",
    "carrier": f"{ID}3",
    "method": "D10",
    "lines": [{"batch": f"{ID}4"}, {"batch": f"{ID}5", "kg": "120.500"}],
    "remarks": "",
}
DRAW_UP = {"consignor": f"{ID}1", **REVISE}
ISSUE = {
    "happened_at": "2026-03-01T08:30:00+08:00",
    "back_fill": {
        "kind": "emergency",
        "paper_number": "LD3204260000123X",
        "reason": "The platform was down all day.",
        "transfer_ended_at": "2026-03-01T16:10:00+08:00",
    },
}
ATTACH = {"evidence": [f"{ID}6"]}
RECORD_NUMBERS = {"national_no": "20263204000123"}
TRANSFER_IN = {
    "consignee": f"{ID}2",
    "national_no": "20263301000017",
    "happened_at": "2026-03-01T08:30:00+08:00",
    "consignor": {"name": "West Lake Pharma Ltd", "registration_no": "91330106MA00000016", "address": "1 Wensan Road"},
    "carrier": {"name": "Qiantang Trucks Ltd", "registration_no": "91330106MA00000029", "licence": "330100009"},
    "carriage": {"plate": "浙A 12345", "driver": "Qian"},
    "method": "D10",
    "lines": [{"code": "900-249-08", "physical_state": "L", "kg": "800.000", "approved_kg": "20000.000"}],
    "approval": {"number": "2026-17", "valid_from": "2026-01-01", "valid_to": "2026-12-31"},
}
REASON = {"reason": "Entered twice."}
REDIRECT = {"consignee": f"{ID}8", "method": "D10", "reason": "Their permit covers it."}
LAY_OVER = {
    "place": "Service area 12, G42",
    "reason": "The truck broke down.",
    "happened_at": "2026-03-01T08:30:00+08:00",
}
CHANGE_VEHICLE = {"vehicle": f"{ID}9", "driver": f"{ID}a", "reason": "The truck broke down."}
NOTE = {"happened_at": "2026-03-01T08:30:00+08:00", "longitude": "119.973990", "latitude": "31.811230"}
DEPART = {**NOTE, "weighing": {"gross_kg": "6480.000", "tare_kg": "6000.000", "scale": "North gate", "ticket": "4711"}}
RECEIVE = {
    "lines": [
        {"line": f"{ID}6", "opinion": "accept", "weighed_kg": "358.000", "residue_kg": "2.500"},
        {
            "line": f"{ID}7",
            "opinion": "part",
            "weighed_kg": "120.500",
            "accepted_kg": "100.000",
            "reason": "Water in the last drum.",
            "misfits": ["form"],
        },
    ],
    "weighing": {"gross_kg": "6478.500", "tare_kg": "6000.000", "scale": "Weighbridge 1", "ticket": "20261130-017"},
}


class PickForm(Form):
    """A stored batch of the consignor: all of it, so many kilograms, or these containers; a part is split off."""

    batch = serializers.UUIDField()
    kg = Kg(required=False)
    containers = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=999, help_text="Ids of the containers that go."
    )


class ClaimForm(Form):
    """A row of the exemption list that the consignor claims, and why its condition holds."""

    exemption = serializers.IntegerField(min_value=1, max_value=2**31)
    note = serializers.CharField(max_length=200)


DetailsForm = type(
    "DetailsForm",
    (Form,),
    {
        "__doc__": "Particulars that only some profiles know; each profile takes its own and refuses the others.",
        **{
            name: serializers.CharField(
                required=False, allow_blank=True, max_length=detail.longest, help_text=detail.paper[1]
            )
            for name, detail in DETAILS.items()
        },
    },
)


def evidence_field(**options) -> serializers.ListField:
    """Ids of photographs and scans that the own firm has put here; POST /api/evidence/ puts one."""
    return serializers.ListField(child=serializers.UUIDField(), max_length=MOST_FILES, **options)


class Revise(Act):
    """The whole draft anew, without its consignor."""

    consignee = serializers.UUIDField(help_text="A receiver from the directory.")
    carrier = serializers.UUIDField(help_text="A carrier from the directory.")
    method = serializers.CharField(max_length=4, help_text="A method's code, such as D10.")
    lines = PickForm(many=True, help_text="1 to 50.")
    remarks = serializers.CharField(max_length=200, required=False, allow_blank=True)
    exemptions = ClaimForm(many=True, required=False, help_text="5 at most.")
    evidence = evidence_field(
        required=False, help_text="Statements that the exemptions' conditions hold, from POST /api/evidence/."
    )
    details = DetailsForm(required=False, help_text="What the wastes' profile asks for: see /api/profiles/.")


class RecordNumbers(Act):
    """One of them or both; a number that stands is changed by a correction only."""

    national_no = serializers.CharField(max_length=40, required=False, allow_blank=True, help_text="14 digits.")
    provincial_no = serializers.CharField(max_length=40, required=False, allow_blank=True)


class DrawUp(Revise):
    """A draft. What is picked is set aside at once; whether the load may leave is judged when it is issued."""

    consignor = serializers.UUIDField(help_text="One of the own sites.")


class BackFillForm(Form):
    """What a paper manifest said that is entered after the fact (Order 23, Art. 20)."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in KINDS])
    paper_number = serializers.CharField(max_length=40, help_text="A number printed ahead becomes the manifest's own.")
    issued_by = serializers.CharField(
        max_length=80, required=False, allow_blank=True, help_text="Who printed a number that is not of this house."
    )
    page = serializers.IntegerField(min_value=1, max_value=MOST_PAGES, required=False)
    reason = serializers.CharField(max_length=200)
    national_no = serializers.CharField(max_length=40, required=False, allow_blank=True, help_text="As on the paper.")
    provincial_no = serializers.CharField(max_length=40, required=False, allow_blank=True)
    transfer_ended_at = Moment(help_text="When the waste arrived; the term to enter it runs from then.")


class WeighingForm(Form):
    """One passage over a scale. At the gate gross less tare must be what stands as weighed, unless `note` says why it
    is not; at departure a difference to what is declared is recorded and told."""

    gross_kg, tare_kg = Kg(required=False), Kg(required=False)
    scale = serializers.CharField(max_length=40, required=False, allow_blank=True, help_text="Its name at the site.")
    ticket = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="The number of the scale's own slip."
    )
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class Issue(Act):
    """Nothing for what is about to leave; `back_fill`, with `happened_at` as on the paper, for what has left."""

    back_fill = BackFillForm(required=False)
    weighing = WeighingForm(required=False, help_text="The consignor's own weighing, where it was done by now.")
    evidence = evidence_field(required=False, help_text="Photographs of the paper, from POST /api/evidence/.")


class Attach(Act):
    evidence = evidence_field(allow_empty=False, help_text="Ids from POST /api/evidence/.")


class OutsideForm(Form):
    """A firm of elsewhere, as the other platform's manifest names it."""

    name = serializers.CharField(max_length=120)
    registration_no = serializers.CharField(max_length=40, help_text="Credit code, 18 characters.")
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    contact = serializers.CharField(max_length=60, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)


class ConsignorForm(OutsideForm):
    province = serializers.CharField(
        max_length=6, required=False, allow_blank=True, help_text="Its code; held against digits 5 to 8 of the number."
    )


class CarrierForm(OutsideForm):
    licence = serializers.CharField(max_length=60, required=False, allow_blank=True)


class CarriageForm(Form):
    plate = serializers.CharField(max_length=20)
    driver = serializers.CharField(max_length=60)
    driver_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    escort = serializers.CharField(max_length=60, required=False, allow_blank=True)


class ApprovalForm(Form):
    """The cross-province decision. Both days are needed when it is new here."""

    number = serializers.CharField(max_length=60)
    valid_from, valid_to = serializers.DateField(required=False), serializers.DateField(required=False)


class InboundLineForm(Form):
    code = serializers.CharField(max_length=20, help_text="A hazardous waste code, such as 900-249-08.")
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    physical_state = serializers.CharField(max_length=2, help_text="As of /api/waste-streams/: S, SS, L, G.")
    packaging = serializers.CharField(max_length=10, required=False, allow_blank=True, help_text="Its code.")
    containers = serializers.IntegerField(min_value=0, max_value=9999, required=False)
    kg = Kg()
    approved_kg = Kg(required=False, help_text="What the decision allows of it, when it is new here.")
    left_kg = Kg(required=False, help_text="What was left of that before this load.")


class TransferIn(Act):
    """Another platform's manifest; `happened_at` is when the load left there."""

    consignee = serializers.UUIDField(help_text="One of the own sites.")
    national_no = serializers.CharField(max_length=40, help_text="14 digits.")
    provincial_no = serializers.CharField(max_length=40, required=False, allow_blank=True)
    issued_at = Moment(required=False, help_text="When it was issued there; when it left unless told.")
    consignor, carrier, carriage = ConsignorForm(), CarrierForm(), CarriageForm()
    method = serializers.CharField(max_length=4, help_text="A method's code, such as D10.")
    lines = InboundLineForm(many=True, help_text="1 to 50.")
    approval = ApprovalForm(required=False)
    remarks = serializers.CharField(max_length=200, required=False, allow_blank=True)


class Reason(Act):
    reason = serializers.CharField(max_length=200)


class Note(Act):
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class Depart(Note):
    """The load as it leaves."""

    weighing = WeighingForm(required=False, help_text="What the consignor's weighbridge said of the loaded truck.")


class Redirect(Act):
    """To whom the rest of a load goes now; the consignor's own id takes it home."""

    consignee = serializers.UUIDField(help_text="A receiver from the directory, or the consignor.")
    method = serializers.CharField(max_length=4, help_text="A method's code, such as D10.")
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class LayOver(Note):
    """Where the load stands: a site of the directory, a place in words, or both."""

    facility = serializers.UUIDField(required=False, help_text="A site from the directory.")
    place = serializers.CharField(max_length=200, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=200)


class ChangeVehicle(Note):
    """Vehicle and crew are the carrier's own."""

    vehicle = serializers.UUIDField()
    driver = serializers.UUIDField()
    escort = serializers.UUIDField(required=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class JudgementForm(Form):
    """One line at the gate. accept: weighed_kg; part: weighed_kg, accepted_kg, reason; refuse: reason.

    Where an accepted load could not be emptied wholly, residue_kg says what stays."""

    line = serializers.UUIDField()
    opinion = serializers.ChoiceField(choices=ManifestLine.Opinion.choices)
    weighed_kg = Kg(required=False)
    accepted_kg = Kg(required=False)
    residue_kg = Kg(
        required=False, help_text="Stays in the tank or drum and goes on: what was weighed less this is accepted."
    )
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    significant_difference = serializers.CharField(max_length=200, required=False, allow_blank=True)
    misfits = serializers.ListField(
        child=serializers.ChoiceField(Misfit.choices),
        required=False,
        help_text="What is otherwise than the manifest says (Order 23, Art. 18).",
    )
    weighing = WeighingForm(required=False, help_text="How the line was weighed; its net stands for weighed_kg.")
    method = serializers.CharField(
        max_length=4, required=False, allow_blank=True, help_text="The manifest's own method unless told."
    )


class Receive(Act):
    lines = JudgementForm(many=True, help_text="Every line of the manifest, each once.")
    weighing = WeighingForm(required=False, help_text="The load on the scale as one.")
    evidence = evidence_field(required=False, help_text="Photographs of what was found, from POST /api/evidence/.")

"""The form of what is sent to a batch's actions. Only the form: whether it may be done, the actions judge."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from facilities.api.envelope import Act
from facilities.api.fields import LARGEST_INT, Form, Kg

MOST_BATCHES, MOST_CONTAINERS = 200, 999

DECLARE = {
    "stream": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a10",
    "kg": "360.000",
    "container_count": 2,
    "container_litres": "200.0",
}
INTO_AREA = {"area": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a11"}
SPLIT = {"containers": ["0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a13"]}
REGROUP = {"batches": ["0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a12"]}
COUNT = {"counted_kg": "355.500", "booked_kg": "360.000", "reason": "yearly stock-taking"}
LOSE = {"kg": "1.500", "reason": "evaporated while the tank was cleaned"}
RETRACT = {"reason": "typed twice"}
EXPORT = {"notice": "EX-2026-0007", "country": "Germany", "receiver": "Example Recycling GmbH"}
REPACK = {"container_count": 4, "container_litres": "50.0"}
TRANSFORM = {
    "method": "D10",
    "batches": ["0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a12"],
    "products": [
        {"stream": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a14", "kg": "31.500", "container_count": 1,
         "container_litres": "1000.0"},
        {"stream": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a15", "kg": "180.000"},
    ],
    "additives_kg": "11.500",
    "burn_off_kg": "800.000",
}  # fmt: skip
TREAT = {"method": "D10", "happened_at": "2026-03-01T08:30:00+08:00"}


class ContainerForm(Form):
    litres = Kg(help_text="Volume in litres, at most one decimal.")
    kg = Kg()


class Packing(Form):
    """Containers one by one, or a count of equal ones; neither when the waste is not in containers."""

    container_count = serializers.IntegerField(required=False, min_value=0, max_value=LARGEST_INT)
    container_litres = Kg(required=False, help_text="Volume of each in litres, at most one decimal.")
    containers = ContainerForm(many=True, required=False, help_text="Their kilograms add up to the batch's.")
    label_codes = serializers.ListField(
        child=serializers.CharField(max_length=200),
        required=False,
        max_length=MOST_CONTAINERS,
        help_text="Codes drawn ahead, one for each container in their order: the 37 characters, what a scanner read,"
        " or serials of the batch's waste and day such as 1-12.",
    )


class Declare(Packing, Act):
    """Give containers one by one, or a count of equal ones; neither when the waste is not in containers."""

    stream = serializers.UUIDField(help_text="One of the own waste streams.")
    kg = Kg()
    original_quantity = Kg(required=False, help_text="The count as taken, when not in kilograms.")
    original_unit = serializers.CharField(max_length=12, required=False)
    kg_per_unit = serializers.DecimalField(max_digits=15, decimal_places=6, required=False)


class IntoArea(Act):
    area = serializers.UUIDField(help_text="An open storage area of the site where the batch lies.")


class EitherOr(Act):
    """Says one thing or another; saying nothing is no request."""

    default_error_messages = {"required": _("Fill this in.")}
    either: tuple[str, ...] = ()

    def validate(self, data):
        if not any(data.get(name) for name in self.either):
            missing = serializers.ErrorDetail(self.error_messages["required"], code="required")
            raise serializers.ValidationError({self.either[0]: [missing]})
        return data


class Split(EitherOr):
    """The first part, by its containers or by its weight; the second is the rest."""

    either = ("kg", "containers")
    kg = Kg(required=False, help_text="By weight. The containers stay with the rest.")
    containers = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=MOST_CONTAINERS,
        help_text="Containers that go with the first part, by their ids; it weighs what they hold.",
    )


class Regroup(Act):
    batches = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_BATCHES, help_text="The others, of the same code and area."
    )


class Repack(Packing, EitherOr):
    """New containers for all of the batch, one by one, or a count of equal ones."""

    either = ("container_count", "containers", "label_codes")


class ProductForm(Packing):
    """New waste of a treatment: its stream and where it is put, both of the treating site."""

    stream = serializers.UUIDField(help_text="One of the treating site's own waste streams.")
    kg = Kg()
    area = serializers.UUIDField(required=False, help_text="An open storage area; without it the waste lies on site.")


class Transform(Act):
    """Inputs and additives are products and burn-off, to the gram."""

    method = serializers.CharField(max_length=4, help_text="A method's code, such as D10.")
    batches = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=MOST_BATCHES, help_text="The other inputs."
    )
    products = ProductForm(many=True, help_text="1 to 20.")
    additives_kg = Kg(required=False, help_text="Lime, cement and the like that went in.")
    burn_off_kg = Kg(required=False, help_text="What left as gas, water or product, which is no waste.")


class Treat(Act):
    method = serializers.CharField(max_length=4, help_text="A method's code, such as D10.")


class AsSeen(Act):
    booked_kg = Kg(required=False, help_text="What the books said when it was looked at; refused when they changed.")


class Count(AsSeen):
    counted_kg = Kg(min_value=0, help_text="What is really there; 0 closes the batch as lost.")
    reason = serializers.CharField(max_length=200)
    area = serializers.UUIDField(required=False, help_text="Where it was counted; refused when it lies elsewhere now.")


class Lose(AsSeen):
    kg = Kg(help_text="What was lost; all of it closes the batch.")
    reason = serializers.CharField(max_length=200)


class Retract(AsSeen):
    reason = serializers.CharField(max_length=200, help_text="Why it never arose.")


class Export(AsSeen):
    notice = serializers.CharField(max_length=40, help_text="Number of the export approval notice.")
    country = serializers.CharField(max_length=60)
    receiver = serializers.CharField(max_length=120)

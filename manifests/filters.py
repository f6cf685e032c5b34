"""What lists of batches, manifests, stock and deadlines can be narrowed by. Needs no statement of its own."""

from django.db.models import Exists, OuterRef, Q
from django_filters import rest_framework as filters

from facilities import clock
from manifests.models import Deadline, Manifest, ManifestLine, Stock, WasteBatch
from manifests.numbers import NotANumber, read_manifest_number


class ManifestFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=Manifest._meta.get_field("state").choices, label="May be repeated.")
    consignor = filters.UUIDFilter()
    consignee = filters.UUIDFilter()
    carrier = filters.UUIDFilter()
    party = filters.UUIDFilter(method="with_party", label="A facility in any of the three capacities.")
    parent = filters.UUIDFilter()
    number = filters.CharFilter(method="numbered", label="The manifest number; spaces and small letters are forgiven.")
    national_no = filters.CharFilter(label="The nation's 14 digits.")
    provincial_no = filters.CharFilter()
    code = filters.CharFilter(method="with_code", label="A waste code on one of the lines.")
    issued_after = filters.IsoDateTimeFilter(field_name="issued_at", lookup_expr="gte")
    issued_before = filters.IsoDateTimeFilter(field_name="issued_at", lookup_expr="lt")
    frozen = filters.BooleanFilter(field_name="frozen_at", lookup_expr="isnull", exclude=True)
    overdue = filters.BooleanFilter(method="late", label="Not confirmed by its receiver in time.")

    class Meta:
        model = Manifest
        fields = ["kind", "profile"]

    def with_party(self, rows, _name, facility):
        return rows.filter(Q(consignor=facility) | Q(consignee=facility) | Q(carrier=facility))

    def numbered(self, rows, _name, text):
        try:
            return rows.filter(number=read_manifest_number(text))
        except NotANumber:
            return rows.none()

    def with_code(self, rows, _name, code):
        return rows.filter(Exists(ManifestLine.objects.filter(manifest=OuterRef("pk"), waste_code__code=code)))

    def late(self, rows, _name, wanted):
        late = Manifest.objects.overdue(clock.now())
        return rows.filter(pk__in=late.values("pk")) if wanted else rows.exclude(pk__in=late.values("pk"))


class BatchFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(choices=WasteBatch._meta.get_field("state").choices, label="May be repeated.")
    holder = filters.UUIDFilter()
    generator = filters.UUIDFilter()
    stream = filters.UUIDFilter()
    area = filters.UUIDFilter()
    number = filters.CharFilter()
    code = filters.CharFilter(field_name="waste_code__code")
    digital_id = filters.CharFilter(method="labelled", label="The 37-character code on a container's label.")
    generated_after = filters.IsoDateTimeFilter(field_name="generated_at", lookup_expr="gte")
    generated_before = filters.IsoDateTimeFilter(field_name="generated_at", lookup_expr="lt")
    open = filters.BooleanFilter(
        method="still_open", label="Not yet split, regrouped, used, disposed of, exported or lost."
    )

    def labelled(self, rows, _name, text):
        return rows.filter(containers__digital_id=text)

    def still_open(self, rows, _name, wanted):
        opened = WasteBatch.objects.open()
        return rows.open() if wanted else rows.exclude(pk__in=opened.values("pk"))


class StockFilter(filters.FilterSet):
    facility = filters.UUIDFilter()
    area = filters.UUIDFilter()
    batch = filters.UUIDFilter()
    code = filters.CharFilter(field_name="batch__waste_code__code")

    class Meta:
        model = Stock
        fields = ["account"]


class DeadlineFilter(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(choices=Deadline.Kind.choices, label="May be repeated.")
    facility = filters.UUIDFilter()
    manifest = filters.UUIDFilter()
    batch = filters.UUIDFilter()
    met = filters.BooleanFilter(field_name="met_at", lookup_expr="isnull", exclude=True)
    overdue = filters.BooleanFilter(method="late", label="Run out and not met.")
    due_soon = filters.BooleanFilter(method="soon", label="Its warning is out, and it has not run out.")
    due_after = filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="gte")
    due_before = filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="lt")

    class Meta:
        model = Deadline
        fields = ["period"]

    def late(self, rows, _name, wanted):
        late = Q(met_at=None, due_at__lte=clock.now())
        return rows.filter(late) if wanted else rows.exclude(late)

    def soon(self, rows, _name, wanted):
        now = clock.now()
        soon = Q(met_at=None, warn_at__lte=now, due_at__gt=now)
        return rows.filter(soon) if wanted else rows.exclude(soon)

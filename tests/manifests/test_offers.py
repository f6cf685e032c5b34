"""What is offered is what issuing would let through; what is not offered says why, in issuing's own words."""

from decimal import Decimal

import pytest

from facilities import clock
from facilities.models import Approval, CarrierLicence, Contract, Facility, Insurance, Permit, Region
from manifests import offers
from manifests.custody import review
from manifests.models import WasteBatch
from manifests.rules.finding import Severity
from tests.city import facility, months, permit, year


def of(found, place):
    return next(offer for offer in found if offer.facility == place)


def load(*batches):
    return offers.load_of((batch, batch.kg) for batch in held(*batches))


def codes(offer):
    return [finding.code for finding in offer.reasons]


def held(*batches):
    return list(WasteBatch.objects.filter(pk__in=[batch.pk for batch in batches]).with_particulars())


def test_permitted_receivers_come_first_with_the_scale_left(walk, city):
    found = offers.offers(city.generator, held(walk.stored()), "D10", clock.today())
    assert [offer.facility for offer in found[:2]] == [city.site, city.collector]
    assert [offer.left_kg for offer in found[:2]] == [Decimal(120_000), Decimal(60_000)]
    assert codes(of(found, city.outside)) == ["permit_missing", "contract_missing"]
    assert city.carrier not in [offer.facility for offer in found]


def test_the_consignor_is_not_offered_to_itself(walk, city):
    receivers = offers.Receivers(city.collector, load(walk.stored()), clock.today())
    assert city.collector not in [offer.facility for offer in receivers.offers("D10")]


def test_a_receiver_must_cover_every_code_of_the_load(walk, city):
    batches = held(walk.stored(), walk.stored(stream=city.sludge))
    found = offers.offers(city.generator, batches, "D10", clock.today())
    assert codes(of(found, city.site)) == []
    assert codes(of(found, city.collector)) == ["permit_lacks_code"]


def test_issued_loads_use_up_the_scale_that_is_offered(walk, city):
    walk.issued(walk.stored("40000"))
    found = offers.offers(city.generator, held(walk.stored()), "D10", clock.today())
    assert of(found, city.site).left_kg == Decimal(80_000)


def test_a_load_over_the_scale_is_not_offered(walk, city):
    found = offers.offers(city.generator, held(walk.stored("60001")), "D10", clock.today())
    assert codes(of(found, city.collector)) == ["permit_scale_exceeded"]
    assert "60" in of(found, city.collector).reasons[0].message


def test_methods_are_those_some_permit_covers_for_the_whole_load(walk, city):
    permit(city.outside, "P-OUT", (["HW17"], ["D1"], 1000))
    oil, sludge = walk.stored(), walk.stored(stream=city.sludge)

    def methods(*batches):
        return offers.Receivers(city.generator, load(*batches), clock.today()).methods()

    assert methods(sludge) == ["D1", "D10", "R9"]
    assert methods(oil, sludge) == ["D10", "R9"]


def test_a_revoked_permit_covers_nothing(walk, city):
    Permit.objects.filter(facility=city.site).update(revoked_on=clock.today())
    found = offers.offers(city.generator, held(walk.stored()), "D10", clock.today())
    assert codes(of(found, city.site)) == ["permit_missing"]


def _far_site(city):
    region = Region.objects.exclude(code__startswith="32").exclude(code__endswith="00").order_by("code").first()
    far = facility(60, "Far", region.code, is_disposal_site=True)
    permit(far, "P-FAR", (["HW08"], ["D10"], 100_000))
    Contract.objects.create(consignor=city.generator, consignee=far, number="C-FAR", **year())
    return far


def test_another_province_needs_an_approval_with_enough_left(walk, city):
    far = _far_site(city)
    batches = held(walk.stored("1000"))
    assert codes(of(offers.offers(city.generator, batches, "D10", clock.today()), far)) == ["approval_missing"]
    approval = Approval.objects.create(
        consignor=city.generator,
        consignee=far,
        code=city.oil.waste_code.code,
        method="D10",
        approved_kg=Decimal(999),
        number="A-1",
        **months(),
    )
    assert codes(of(offers.offers(city.generator, batches, "D10", clock.today()), far)) == ["approval_exceeded"]
    Approval.objects.filter(pk=approval.pk).update(approved_kg=Decimal(1000))
    assert codes(of(offers.offers(city.generator, batches, "D10", clock.today()), far)) == []


@pytest.mark.parametrize("method", ["D10", "R9", "D1"])
def test_offers_agree_with_what_issuing_says(walk, city, people, method):
    """The same load drawn up for every receiver: review of issuing blocks exactly what the offer names."""
    _far_site(city)
    for receiver in Facility.objects.directory().exclude(pk__in=[city.generator.pk, city.carrier.pk]):
        batch = walk.stored("60001")
        offer = of(offers.offers(city.generator, held(batch), method, clock.today()), receiver)
        manifest = walk.draft(batch, consignee=receiver, method=method)
        blocks = [f for f in review(manifest, "issue", by=people.clerk) if f.severity == Severity.BLOCK]
        assert sorted(f.message for f in blocks) == sorted(f.message for f in offer.reasons), receiver


def test_the_directory_costs_the_same_however_long_it_is(walk, city, django_assert_num_queries):
    batches = held(walk.stored())
    with django_assert_num_queries(4):
        offers.offers(city.generator, batches, "D10", clock.today())
    for serial in range(70, 90):
        permit(facility(serial, f"More {serial}", "320412", is_disposal_site=True), "P", (["HW08"], ["D10"], 10))
    with django_assert_num_queries(4):
        assert len(offers.offers(city.generator, batches, "D10", clock.today())) == 23


def test_the_usual_route_is_what_most_streams_say(walk, city):
    city.oil.default_consignee, city.oil.default_method = city.site, city.burn
    city.oil.save()
    batches = held(walk.stored(), walk.stored(), walk.stored(stream=city.paint))
    assert offers.usual_route(batches) == (city.site.pk, city.burn.pk)
    assert offers.usual_route(held(walk.stored(stream=city.paint))) == (None, None)


def test_carriers_without_licence_or_insurance_say_so(city, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = offers.carriers(clock.today())
    assert [offer.facility for offer in found] == [city.carrier, city.outside]
    assert codes(found[1]) == ["carrier_licence_missing", "insurance_missing"]
    CarrierLicence.objects.filter(facility=city.carrier).update(revoked_on=clock.today())
    Insurance.objects.create(facility=city.outside, number="I", **year())
    assert [codes(offer) for offer in offers.carriers(clock.today())] == [
        ["carrier_licence_missing"],
        ["carrier_licence_missing"],
    ]

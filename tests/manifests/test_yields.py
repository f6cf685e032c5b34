"""Sharing a treatment's masses out: thousands of random ones, and every gram has its place."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from manifests.quantities import GRAM, ZERO
from manifests.yields import Yield

GRAMS = st.integers(1, 10**15 - 1)


def kilograms(grams: int) -> Decimal:
    return grams * GRAM


@st.composite
def balanced(draw) -> Yield:
    """Some treatment that adds up; what is in no product and no additive burnt off."""
    inputs = [kilograms(grams) for grams in draw(st.lists(GRAMS, min_size=1, max_size=8))]
    most = int(sum(inputs) / GRAM)
    products = [kilograms(grams) for grams in draw(st.lists(st.integers(1, most), min_size=1, max_size=5))]
    least = max(sum(products) - sum(inputs), ZERO)
    additives = least + kilograms(draw(st.integers(0, most)))
    return Yield(inputs, products, additives, sum(inputs) + additives - sum(products))


@given(balanced())
def test_links_additives_and_burn_off_make_up_the_whole(treatment):
    assert treatment.missing == 0
    if min(treatment.waste_shares) <= 0:
        assert treatment.additives > 0  # refused: a product would be all additives
        return
    links = treatment.links()
    assert all(kg >= 0 and kg == kg.quantize(GRAM) for row in links for kg in row)
    for row, kg, burnt in zip(links, treatment.inputs, treatment.burn_off_shares, strict=True):
        assert burnt >= 0 and sum(row) + burnt == kg
    for column, kg, added in zip(zip(*links, strict=True), treatment.products, treatment.additive_shares, strict=True):
        assert added >= 0 and sum(column) + added == kg


def test_shares_follow_the_weights():
    treatment = Yield([Decimal(600), Decimal(400)], [Decimal(30), Decimal(180)], Decimal(10), Decimal(800))
    assert treatment.burn_off_shares == [Decimal(480), Decimal(320)]
    assert [round(kg, 3) for kg in treatment.additive_shares] == [Decimal("1.429"), Decimal("8.571")]
    assert treatment.links() == [
        [Decimal("17.143"), Decimal("102.857")],
        [Decimal("11.428"), Decimal("68.572")],
    ]


def test_what_is_missing_has_a_sign():
    assert Yield([Decimal(5)], [Decimal(3)]).missing == Decimal(2)
    assert Yield([Decimal(5)], [Decimal(3)], burn_off=Decimal(3)).missing == Decimal(-1)

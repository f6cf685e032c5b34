"""How long records are kept: each kind's own term, to the day, by the dated limit."""

from datetime import date

import pytest

from facilities.retention import kept_until


@pytest.mark.parametrize(
    ("what", "ended", "until"),
    [
        ("manifest", date(2026, 11, 30), date(2036, 11, 30)),
        ("ledger", date(2026, 10, 31), date(2031, 10, 31)),
        ("book", date(2026, 10, 31), date(2036, 10, 31)),
        ("medical", date(2024, 2, 29), date(2027, 2, 28)),
        ("waybill", date(2026, 12, 1), date(2027, 12, 1)),
    ],
)
def test_every_kind_of_record_has_its_term(reference, what, ended, until):
    assert kept_until(what, ended) == until

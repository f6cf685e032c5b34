"""What people, and others, have been seen to send: what is bad anywhere, and what is bad for the kind of field."""

import re

ANYWHERE = ["   ", "x" * 10_000, "a\x00b", "😀"]
WORDS = ["\u202eesrever", "<script>alert(1)</script>", "'; DROP TABLE x; --"]
NUMBERS = ["", "1e309", "NaN", "-1", "0", "1.0001", "٣", "9" * 40, "1e-400"]
MOMENTS = [
    "",
    "0000-00-00",
    "9999-99-99",
    "2025-02-29",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "0001-01-01",
    "9999-12-31",
]
CHOICES = ["", "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a10", "not-a-key", "-1", "{}"]

IS_NUMBER = re.compile(r"kg|quantity|litres|count|limit|itude|FORMS|year|part|level|flow_method")
IS_MOMENT = re.compile(r"happened_at|valid_|date|planned_for|since|until|issued|day$|start|end$|flow_(from|to)")
IS_WORDS = re.compile(
    r"name|alias|note|reason|remarks|phone|issuer|number|plate|process|components|precautions|difference"
)


def sent_to(field: str) -> list[str]:
    """What is typed into a field."""
    if IS_NUMBER.search(field):
        return ANYWHERE + NUMBERS
    if IS_MOMENT.search(field):
        return ANYWHERE + MOMENTS
    return ANYWHERE + (WORDS if IS_WORDS.search(field) else CHOICES)


def asked_of(question: str) -> list[str]:
    """What is put behind a question in an address."""
    asked = ["garbage", "a\x00b", "9" * 40]
    if IS_NUMBER.search(question):
        return [*asked, "-1", "٣", "-" + "9" * 40]
    if IS_MOMENT.search(question):
        return [*asked, "0001-01-01", "9999-12-31", "0001-01", "9999-12"]
    if question in ("after", "before"):
        return [*asked, CHOICES[1], '["a\\u0000"]', '["1"]', "[[]]", '["1", "2"]', "[1e999, 1]"]
    return [*asked, CHOICES[1]]

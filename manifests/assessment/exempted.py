"""Which lines an exemption was claimed for, at the stage that counts: the rules' own test, asked of the database.

`manifests/rules/exempting.py` says what a claim covers; a test holds the two together.
"""

from django.db.models import BooleanField, Case, Exists, Expression, F, Func, OuterRef, Value, When

from facilities.models import DisposalMethod
from manifests.models import ManifestLine
from manifests.rules.exempting import COLLECTION, DISPOSAL, EVERY, USE


class _Covered(Func):
    """Whether one of the claims (a manifest's frozen records) names the stage (or every one) and the code."""

    output_field = BooleanField()
    template = """EXISTS(
        SELECT 1 FROM (SELECT %(expressions)s) AS line(claims, code, stage, every),
                      jsonb_array_elements(line.claims) AS claim
        WHERE (strpos(claim->>'stage', line.stage) > 0 OR claim->>'stage' = line.every)
          AND (string_to_array(claim->>'codes', ';')
               && ARRAY[line.code::text, 'HW' || regexp_replace(line.code, '^.*-', '')]
               OR claim->>'codes' !~ '[[:digit:]]'))"""


def exempt_at(stage: str | Expression) -> _Covered:
    """Of lines: a claim covers the line's waste at the stage."""
    stage = Value(stage) if isinstance(stage, str) else stage
    return _Covered(F("manifest__exemptions"), F("waste_code__code"), stage, Value(EVERY))


def at_receiver() -> Case:
    """Of lines: the stage that the waste enters at the receiver, as `manifests.rules.permit.stage_of`."""
    return Case(
        When(
            manifest__consignee__is_collector=True, manifest__consignee__is_disposal_site=False, then=Value(COLLECTION)
        ),
        When(manifest__method__kind=DisposalMethod.Kind.UTILISATION, then=Value(USE)),
        default=Value(DISPOSAL),
    )


def not_exempt_at(stage: str | Expression) -> Exists:
    """Of manifests: some hazardous waste on it is managed as hazardous at the stage."""
    lines = ManifestLine.objects.filter(manifest=OuterRef("pk"), waste_code__hazardous=True)
    return Exists(lines.filter(~exempt_at(stage)))

"""Note that a sign was drawn to be hung up, once for what it says: the self-check asks for it."""

from facilities import clock
from facilities.roles import Role
from manifests.documents.signs import Partition, Size, Unit, digest_of
from manifests.models import SignPrint

DESKS = (Role.CLERK, Role.RECEIVER)


def record_sign(sign: Unit | Partition, size: Size, *, by) -> None:
    """Nothing for who only looks: officials, readers, other firms. One statement, two where it is noted already."""
    if sign.site.enterprise_id not in by.standing.enterprises_where(*DESKS):
        return
    is_door = isinstance(sign, Unit)
    SignPrint.objects.bulk_create(
        [
            SignPrint(
                facility=sign.site,
                area=sign.area if is_door else sign.here.area,
                kind=SignPrint.Kind.DOOR if is_door else SignPrint.Kind.PARTITION,
                title=sign.title if is_door else "",
                code=sign.code if is_door else sign.here.area.code,
                size=size.code,
                digest=digest_of(sign),
                person=by,
                person_name=str(by),
                recorded_at=clock.now(),
            )
        ],
        ignore_conflicts=True,
    )

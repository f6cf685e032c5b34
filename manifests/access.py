"""In what capacity a person stands to a manifest or batch, and what that lets them do now."""

from collections.abc import Callable, Sequence
from uuid import UUID

from facilities.roles import Role
from manifests.models import Manifest, WasteBatch
from manifests.states import ON_THE_ROAD, ManifestState, Party, Transition, actions_from
from manifests.verbs import action_for

# While a truck may have it; before and after, nobody drives anything.
ROAD = (ManifestState.ISSUED, *ON_THE_ROAD, ManifestState.ARRIVED)

# Who is on the road is known to transport, which registers its answer here.
OnTheRoad = dict[UUID, set[Party]]
_road_rules: list[Callable[[object, Sequence[Manifest]], OnTheRoad]] = []


def answer_for_the_road(rule: Callable[[object, Sequence[Manifest]], OnTheRoad]) -> None:
    """Register `rule(person, manifests)`: for whose leg the person is DRIVER, or TAKER at a hand-over; by id.

    Asked for many at once, so that a list of manifests costs one statement and not one a row.
    """
    _road_rules.append(rule)


def _on_the_road(person, manifests: Sequence[Manifest]) -> OnTheRoad:
    standing = person.standing
    if not (standing.has(Role.DRIVER) or standing.has(Role.DISPATCHER)):
        return {}
    moving = [manifest for manifest in manifests if manifest.state in ROAD]
    parties: OnTheRoad = {}
    for rule in _road_rules if moving else ():
        for key, found in rule(person, moving).items():
            parties.setdefault(key, set()).update(found)
    return parties


def parties_of(person, subject: Manifest | WasteBatch, *, road: OnTheRoad | None = None) -> frozenset[Party]:
    """Every capacity in which the person may act on the subject. Needs the subject's facilities loaded.

    `road` is what transport answered, where the caller has asked for several manifests already.
    """
    if isinstance(subject, WasteBatch):
        return _batch_parties(person, subject)
    standing = person.standing
    if standing.is_regulator:
        watched = standing.in_charge_of(subject.origin_region_id) or standing.in_charge_of(
            subject.destination_region_id
        )
        return frozenset({Party.REGULATOR}) if watched else frozenset()
    parties = set()
    if subject.consignor.enterprise_id in standing.enterprises_where(Role.CLERK):
        parties.add(Party.CONSIGNOR)
    elif subject.consignor_id in standing.fills_for:
        parties.add(Party.DELEGATE)
    if subject.carrier.enterprise_id in standing.enterprises_where(Role.DISPATCHER):
        parties.add(Party.DISPATCHER)
    # A refused load comes back to a generator, which has a clerk and no gate.
    gate = Role.RECEIVER if subject.consignee.receives else Role.CLERK
    if subject.consignee.enterprise_id in standing.enterprises_where(gate):
        parties.add(Party.CONSIGNEE)
    road = _on_the_road(person, [subject]) if road is None else road
    return frozenset(parties | road.get(subject.pk, set()))


def with_desk_of_entry(person, manifest: Manifest, held: frozenset[Party]) -> frozenset[Party]:
    """What comes from elsewhere is the desk's too, clerk and gate: the paper is there before the truck."""
    if not manifest.is_inbound:
        return held
    desk = person.standing.enterprises_where(Role.CLERK, Role.RECEIVER)
    return held | {Party.CONSIGNEE} if manifest.consignee.enterprise_id in desk else held


def _batch_parties(person, batch: WasteBatch) -> frozenset[Party]:
    standing = person.standing
    if standing.is_regulator:
        watched = standing.in_charge_of(batch.holder.region_id)
        return frozenset({Party.REGULATOR}) if watched else frozenset()
    if batch.holder.enterprise_id in standing.enterprises_where(Role.CLERK, Role.RECEIVER):
        return frozenset({Party.HOLDER})
    if batch.holder_id in standing.fills_for:
        return frozenset({Party.DELEGATE})
    return frozenset()


def may_follow(person, manifest: Manifest) -> bool:
    """Whose waste it was and who took it may know where it went, and officials; a carrier only carries."""
    standing = person.standing
    parties = {manifest.consignor.enterprise_id, manifest.consignee.enterprise_id}
    return standing.is_regulator or bool(standing.desk_enterprise_ids & parties)


def allowed_actions(person, subject: Manifest | WasteBatch, *, road: OnTheRoad | None = None) -> list[Transition]:
    """The rows of the transition table this person may take now: buttons, API hints and the admin all ask here."""
    parties = parties_of(person, subject, road=road)
    is_manifest = isinstance(subject, Manifest)
    frozen = is_manifest and subject.is_frozen
    return [
        row
        for row in actions_from(subject.SUBJECT, subject.state)
        if action_for(row).capacities(person, subject, parties) & set(row.parties)
        and (row.while_frozen or not frozen)
        and not (is_manifest and not subject.form.knows(row.action))
        and action_for(row).offered(subject)
    ]


def allowed_actions_for_all(person, subjects: Sequence[Manifest | WasteBatch]) -> dict[UUID, list[Transition]]:
    """The same for a whole list, in at most one statement; by the subjects' ids."""
    road = _on_the_road(person, [subject for subject in subjects if isinstance(subject, Manifest)])
    return {subject.pk: allowed_actions(person, subject, road=road) for subject in subjects}

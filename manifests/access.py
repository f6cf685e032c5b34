"""In what capacity a person stands to a manifest or batch, and what that lets them do now."""

from collections.abc import Callable, Sequence
from uuid import UUID

from facilities.roles import Role
from manifests.models import Manifest, WasteBatch
from manifests.states import Party, Transition, actions_from
from manifests.verbs import action_for

# Who drives is known to transport, which registers its answer here.
_driver_rules: list[Callable[[object, Sequence[Manifest]], set[UUID]]] = []


def let_drive(rule: Callable[[object, Sequence[Manifest]], set[UUID]]) -> None:
    """Register `rule(person, manifests)`: the ids of those whose leg under way or next the person drives.

    Asked for many at once, so that a list of manifests costs one statement and not one a row.
    """
    _driver_rules.append(rule)


def _driven(person, manifests: Sequence[Manifest]) -> set[UUID]:
    if not manifests or not person.standing.has(Role.DRIVER):
        return set()
    return set().union(*(rule(person, manifests) for rule in _driver_rules))


def parties_of(person, subject: Manifest | WasteBatch, *, driven: set[UUID] | None = None) -> frozenset[Party]:
    """Every capacity in which the person may act on the subject. Needs the subject's facilities loaded.

    `driven` holds the ids of the manifests the person drives, where the caller has asked for several already.
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
    if subject.carrier.enterprise_id in standing.enterprises_where(Role.DISPATCHER):
        parties.add(Party.DISPATCHER)
    # A refused load comes back to a generator, which has a clerk and no gate.
    gate = Role.RECEIVER if subject.consignee.receives else Role.CLERK
    if subject.consignee.enterprise_id in standing.enterprises_where(gate):
        parties.add(Party.CONSIGNEE)
    if subject.pk in (_driven(person, [subject]) if driven is None else driven):
        parties.add(Party.DRIVER)
    return frozenset(parties)


def _batch_parties(person, batch: WasteBatch) -> frozenset[Party]:
    standing = person.standing
    if standing.is_regulator:
        watched = standing.in_charge_of(batch.holder.region_id)
        return frozenset({Party.REGULATOR}) if watched else frozenset()
    if batch.holder.enterprise_id in standing.enterprises_where(Role.CLERK, Role.RECEIVER):
        return frozenset({Party.HOLDER})
    return frozenset()


def allowed_actions(person, subject: Manifest | WasteBatch, *, driven: set[UUID] | None = None) -> list[Transition]:
    """The rows of the transition table this person may take now: buttons, API hints and the admin all ask here."""
    parties = parties_of(person, subject, driven=driven)
    frozen = isinstance(subject, Manifest) and subject.is_frozen
    return [
        row
        for row in actions_from(subject.SUBJECT, subject.state)
        if parties & set(row.parties) and (row.while_frozen or not frozen) and action_for(row).offered(subject)
    ]


def allowed_actions_for_all(person, subjects: Sequence[Manifest | WasteBatch]) -> dict[UUID, list[Transition]]:
    """The same for a whole list, in at most one statement; by the subjects' ids."""
    driven = _driven(person, [subject for subject in subjects if isinstance(subject, Manifest)])
    return {subject.pk: allowed_actions(person, subject, driven=driven) for subject in subjects}

"""In what capacity a person stands to a manifest or batch, and what that lets them do now."""

from collections.abc import Callable

from facilities.roles import Role
from manifests.models import Manifest, WasteBatch
from manifests.states import Party, Transition, actions_from
from manifests.verbs import action_for

# Who drives is known to transport, which registers its answer here.
_driver_rules: list[Callable[[object, Manifest], bool]] = []


def let_drive(rule: Callable[[object, Manifest], bool]) -> None:
    """Register `rule(person, manifest)`: True when the person drives the leg under way or next."""
    _driver_rules.append(rule)


def parties_of(person, subject: Manifest | WasteBatch) -> frozenset[Party]:
    """Every capacity in which the person may act on the subject. Needs the subject's facilities loaded."""
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
    if standing.has(Role.DRIVER) and any(rule(person, subject) for rule in _driver_rules):
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


def allowed_actions(person, subject: Manifest | WasteBatch) -> list[Transition]:
    """The rows of the transition table this person may take now: buttons, API hints and the admin all ask here."""
    parties = parties_of(person, subject)
    frozen = isinstance(subject, Manifest) and subject.is_frozen
    return [
        row
        for row in actions_from(subject.SUBJECT, subject.state)
        if parties & set(row.parties) and (row.while_frozen or not frozen) and action_for(row).offered(subject)
    ]

"""What must be in order between the parties before waste leaves: contract, carrier's licence and scope, insurance."""

from collections.abc import Iterator

from manifests.rules.exempting import TRANSPORT
from manifests.rules.finding import Finding, block, hold, skip

# Words of which a licence for hazardous waste has one; the classes of dangerous goods are not told apart.
SCOPES = ("危险货物", "危险废物", "医疗废物")


def parties_open(load) -> Iterator[Finding]:
    """A closed site or firm finishes what is under way and starts nothing. Needs the parties with their enterprises.

    What was issued may still leave a site that closed since, which is emptied that way; to nobody who closed, though,
    and with nobody who did.
    """
    closed = False
    for name, site in (("consignor", load.consignor), ("consignee", load.consignee), ("carrier", load.carrier)):
        if site is None or (name == "consignor" and load.counted):
            continue
        ends = [end for end in (site.closed_on, site.enterprise.closed_on) if end is not None and end <= load.day]
        if ends:
            closed = True
            yield block("party_closed", f"/{name}", facility=site.name, date=min(ends).isoformat())
    if not closed:
        yield hold("open_holds")


def contract_of(load) -> Iterator[Finding]:
    """A written contract (Order 23, Art. 10); between sites of one enterprise none is needed."""
    if load.consignor.enterprise_id == load.consignee.enterprise_id:
        yield skip("one_enterprise")
    elif load.contract is None:
        yield block("contract_missing", "/consignee", facility=load.consignee.name, date=load.day.isoformat())
    else:
        yield hold("contract_holds", number=load.contract.number, date=load.contract.valid_to.isoformat())


def licence_of(load) -> Iterator[Finding]:
    """The carrier is licensed, and for dangerous goods where the load's profile asks that (Order 29 of 2019)."""
    if load.carrier is None:
        yield skip("no_carrier_yet")
        return
    dangerous = load.profile.needs_dangerous_goods_licence
    if dangerous and not any(code.hazardous for code in load.without_exempt(TRANSPORT)):
        yield from (skip("exempt", serial=claim.serial, stage=claim.stage) for claim in load.claims_at(TRANSPORT))
        return
    if not load.licences:
        yield block("carrier_licence_missing", "/carrier", facility=load.carrier.name, date=load.day.isoformat())
        return
    fitting = [row for row in load.licences if any(word in row.scope for word in SCOPES)]
    if dangerous and not fitting:
        row = load.licences[0]
        yield block("carrier_scope", "/carrier", facility=load.carrier.name, number=row.number, scope=row.scope)
        return
    row = (fitting or load.licences)[0]
    yield hold("licence_holds", number=row.number, date=row.valid_to.isoformat())


def insurance_of(load) -> Iterator[Finding]:
    """The carrier is insured (Environmental Code, Art. 484)."""
    if load.carrier is None:
        yield skip("no_carrier_yet")
    elif load.insurance is None:
        yield block("insurance_missing", "/carrier", facility=load.carrier.name, date=load.day.isoformat())
    else:
        yield hold("insurance_holds", number=load.insurance.number, date=load.insurance.valid_to.isoformat())

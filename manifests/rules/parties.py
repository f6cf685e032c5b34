"""What must be in order between the parties before waste leaves: contract, carrier's licence, insurance."""

from collections.abc import Iterator
from datetime import date

from facilities.models import CarrierLicence, Contract, Insurance
from manifests.rules.finding import Finding, block


def still_open(manifest, day: date) -> Iterator[Finding]:
    """A closed site or firm finishes what is under way and starts nothing. Needs the parties with their enterprises."""
    for name in ("consignor", "consignee", "carrier"):
        site = getattr(manifest, name)
        ends = [end for end in (site.closed_on, site.enterprise.closed_on) if end is not None and end <= day]
        if ends:
            yield block("party_closed", f"/{name}", facility=site.name, date=min(ends).isoformat())


def contract_holds(consignor, consignee, day: date) -> Iterator[Finding]:
    """A written contract (Order 23, Art. 10); between sites of one enterprise none is needed."""
    if consignor.enterprise_id == consignee.enterprise_id:
        return
    if not Contract.objects.filter(consignor=consignor, consignee=consignee).valid_on(day).exists():
        yield block("contract_missing", "/consignee", facility=consignee.name, date=day.isoformat())


def carrier_holds(carrier, day: date) -> Iterator[Finding]:
    """The carrier is licensed (Order 29 of 2019) and insured (Environmental Code, Art. 484)."""
    if not CarrierLicence.objects.filter(facility=carrier).valid_on(day).exists():
        yield block("carrier_licence_missing", "/carrier", facility=carrier.name, date=day.isoformat())
    if not Insurance.objects.filter(facility=carrier).valid_on(day).exists():
        yield block("insurance_missing", "/carrier", facility=carrier.name, date=day.isoformat())

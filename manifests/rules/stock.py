"""What a manifest names must be set aside for it."""

from collections.abc import Iterator

from manifests.rules.finding import Finding, block, hold, notify, skip


def stock_is_there(load) -> Iterator[Finding]:
    gone = [part for part in load.parts if not part.is_set_aside]
    yield from (block("stock_not_allotted", "/lines", batch=part.batch) for part in gone)
    if not gone:
        yield hold("stock_holds", count=len(load.parts))


def exemptions_fit(load) -> Iterator[Finding]:
    """A claim must name a waste of the load. Each is told to the authority: that its condition holds is only said."""
    if not load.claims:
        yield skip("no_exemption")
    for claim in load.claims:
        if any(claim.fits(code) for code in load.by_code):
            figures = {"serial": claim.serial, "stage": claim.stage}
            yield notify("exemption_claimed", "/exemptions", note=claim.note, **figures)
            yield hold("exemption_holds", **figures)
        else:
            yield block("exemption_unfit", "/exemptions", serial=claim.serial, codes=claim.codes)

"""A new edition of the hazardous-waste catalogue, loaded from a CSV on the day its table is had."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from facilities.catalogue.problems import Problem
from facilities.catalogue.table import Table
from facilities.catalogue.tables.exemptions import Exemptions
from facilities.catalogue.tables.hazardous_waste import HazardousWaste
from facilities.models import CatalogueEdition

EDITION = r"CN-HW-(\d{4})"


class OtherFile:
    """A table read from a path of the caller's, and remembered under the edition's code."""

    def __init__(self, edition: str, path: Path):
        super().__init__(edition)
        self.path = path

    @property
    def name(self) -> str:
        return f"{self.edition} {self.path.name}"

    def data(self, folder: Path) -> bytes:
        return self.path.read_bytes()


class NextHazardousWaste(OtherFile, HazardousWaste):
    """The codes of a new edition. The edition itself comes into being with them, in the same transaction."""

    def __init__(self, edition: str, path: Path, valid_from: datetime.date):
        super().__init__(edition, path)
        self.valid_from = valid_from

    def check(self, rows):
        yield from self.edition_problems()
        yield from super().check(rows)

    def edition_problems(self) -> Iterator[Problem]:
        editions = CatalogueEdition.objects.filter(system=CatalogueEdition.System.HAZARDOUS)
        day = self.valid_from.isoformat()
        if not re.fullmatch(EDITION, self.edition, re.ASCII):
            yield Problem(self.name, 0, "edition", self.edition, "edition_pattern")
            return
        for other in editions.filter(valid_from=self.valid_from).exclude(pk=self.edition):
            yield Problem(self.name, 0, "valid_from", day, "edition_day_taken", {"other": other.code})
        for same in editions.filter(pk=self.edition).exclude(valid_from=self.valid_from):
            yield Problem(self.name, 0, "valid_from", day, "edition_day_differs", {"day": same.valid_from})

    def entries(self, rows):
        self.open_edition()
        yield from super().entries(rows)

    def open_edition(self) -> None:
        """Create the edition unless it is there, and end its predecessor's term where that is still open."""
        year = re.fullmatch(EDITION, self.edition)[1]
        CatalogueEdition.objects.get_or_create(
            code=self.edition,
            defaults={
                "jurisdiction": CatalogueEdition.Origin.CN,
                "system": CatalogueEdition.System.HAZARDOUS,
                "name": f"国家危险废物名录（{year}年版）",
                "name_en": f"National Catalogue of Hazardous Wastes ({year} edition)",
                "valid_from": self.valid_from,
                "source": self.path.name,
            },
        )
        earlier = CatalogueEdition.objects.filter(
            system=CatalogueEdition.System.HAZARDOUS, valid_from__lt=self.valid_from
        ).order_by("-valid_from")
        last_day = self.valid_from - datetime.timedelta(days=1)
        for edition in earlier[:1]:
            if edition.valid_to is None or edition.valid_to > last_day:
                edition.valid_to = last_day
                edition.save(update_fields=["valid_to"])


class NextExemptions(OtherFile, Exemptions):
    """The exemption list of a new edition."""


def next_edition_tables(
    edition: str, valid_from: datetime.date, hazardous_waste: Path, exemptions: Path | None = None
) -> list[Table]:
    codes = NextHazardousWaste(edition, hazardous_waste, valid_from)
    if exemptions is None:
        return [codes]
    exempt = NextExemptions(edition, exemptions)
    exempt.needs = (codes.name,)
    return [codes, exempt]

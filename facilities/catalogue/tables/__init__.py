"""Every reference file, in the order in which they can be loaded."""

from facilities.catalogue.table import Table
from facilities.catalogue.tables.editions import Editions
from facilities.catalogue.tables.european_list import EuropeanList
from facilities.catalogue.tables.exemptions import Exemptions
from facilities.catalogue.tables.hazardous_waste import HazardousWaste, HazardousWasteCategories
from facilities.catalogue.tables.industries import Industries
from facilities.catalogue.tables.limits import Limits
from facilities.catalogue.tables.methods import ChineseMethods, EuropeanOperations
from facilities.catalogue.tables.properties import Hazards, Packagings, PhysicalStates, UnNumbers
from facilities.catalogue.tables.regions import Regions
from facilities.catalogue.tables.solid_waste import SolidWasteRanges
from facilities.catalogue.tables.working_days import WorkingDays


def all_tables() -> list[Table]:
    """One Table for each file; a file comes after those it needs."""
    return [
        Regions(),
        Industries(),
        Editions(),
        Hazards(),
        PhysicalStates(),
        Packagings(),
        ChineseMethods(),
        EuropeanOperations(),
        HazardousWaste(),
        HazardousWasteCategories(),
        Exemptions(),
        SolidWasteRanges(),
        EuropeanList(),
        UnNumbers(),
        WorkingDays(),
        Limits(),
    ]

"""One noun a file; this is their index."""

from facilities.models.catalogue_edition import CatalogueEdition
from facilities.models.class_record import ClassRecord
from facilities.models.contract import Approval, Contract
from facilities.models.crossing_application import CrossingApplication, CrossingLine
from facilities.models.crossing_step import CrossingStep, CrossingVersion
from facilities.models.deadline_rule import DeadlineRule
from facilities.models.delegation import Delegation
from facilities.models.disposal_method import DisposalMethod
from facilities.models.enterprise import Enterprise
from facilities.models.evidence import Evidence, EvidenceContent
from facilities.models.evidence_use import EvidenceUse
from facilities.models.exemption import Exemption
from facilities.models.export import Export
from facilities.models.facility import Collector, DisposalSite, Facility, Generator, Transporter
from facilities.models.hazard import Hazard
from facilities.models.incompatibility import Incompatibility
from facilities.models.industry import Industry
from facilities.models.jurisdiction import Jurisdiction
from facilities.models.licence import CarrierLicence, Insurance
from facilities.models.limit import Limit
from facilities.models.management_plan import ManagementPlan, PlanLine
from facilities.models.membership import Membership
from facilities.models.notice import Notice
from facilities.models.packaging import Packaging
from facilities.models.permit import Permit, PermitItem, PermitUsage
from facilities.models.person import Person
from facilities.models.physical_state import PhysicalState
from facilities.models.plan_draft import (
    PlannedGeneration,
    PlannedReduction,
    PlannedStorage,
    PlannedTransfer,
    PlannedTreatment,
)
from facilities.models.plan_version import PlanVersion
from facilities.models.production_unit import ProductionUnit
from facilities.models.reference_file import ReferenceFile
from facilities.models.region import Region
from facilities.models.register_entry import RegisterEntry
from facilities.models.sheet_import import SheetImport
from facilities.models.sheet_row import SheetRow
from facilities.models.solid_waste_range import SolidWasteRange
from facilities.models.storage_area import StorageArea
from facilities.models.un_number import UnNumber
from facilities.models.waste_category import WasteCategory
from facilities.models.waste_code import WasteCode
from facilities.models.waste_stream import WasteStream
from facilities.models.working_day import WorkingDay

__all__ = [
    "Approval",
    "CarrierLicence",
    "CatalogueEdition",
    "ClassRecord",
    "Collector",
    "Contract",
    "CrossingApplication",
    "CrossingLine",
    "CrossingStep",
    "CrossingVersion",
    "DeadlineRule",
    "Delegation",
    "DisposalMethod",
    "DisposalSite",
    "Enterprise",
    "Evidence",
    "EvidenceContent",
    "EvidenceUse",
    "Exemption",
    "Export",
    "Facility",
    "Generator",
    "Hazard",
    "Incompatibility",
    "Industry",
    "Insurance",
    "Jurisdiction",
    "Limit",
    "ManagementPlan",
    "Membership",
    "Notice",
    "Packaging",
    "Permit",
    "PermitItem",
    "PermitUsage",
    "Person",
    "PhysicalState",
    "PlanLine",
    "PlanVersion",
    "PlannedGeneration",
    "PlannedReduction",
    "PlannedStorage",
    "PlannedTransfer",
    "PlannedTreatment",
    "ProductionUnit",
    "ReferenceFile",
    "Region",
    "RegisterEntry",
    "SheetImport",
    "SheetRow",
    "SolidWasteRange",
    "StorageArea",
    "Transporter",
    "UnNumber",
    "WasteCategory",
    "WasteCode",
    "WasteStream",
    "WorkingDay",
]

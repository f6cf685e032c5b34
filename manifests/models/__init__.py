"""One noun a file; this is their index."""

from manifests.models.amendment import Amendment, AmendmentVote, AmendmentVoter
from manifests.models.assessment import Assessment, PracticeStatement
from manifests.models.batch import BatchLink, WasteBatch
from manifests.models.container import Container
from manifests.models.custody_event import CustodyEvent
from manifests.models.deadline import Deadline
from manifests.models.declaration import Declaration, DeclarationDraft
from manifests.models.fate import Fate, FateDue
from manifests.models.flow import Flow
from manifests.models.label_print import LabelPrint, PrintedLabel
from manifests.models.leaf import Leaf, Subtree, Unsealed
from manifests.models.ledger_code import LedgerCode, LedgerDue
from manifests.models.manifest import Manifest
from manifests.models.manifest_line import ManifestLine
from manifests.models.movement import Movement, Stock
from manifests.models.number_block import NumberBlock
from manifests.models.number_mask import NumberMask
from manifests.models.paper import BackFill, PaperBlock, PaperNumber
from manifests.models.print_run import PrintRun
from manifests.models.public_key import PublicKey
from manifests.models.seal import Seal
from manifests.models.serial_block import BlockSerial, SerialBlock
from manifests.models.series import Series
from manifests.models.sign_print import SignPrint

__all__ = [
    "Amendment",
    "AmendmentVote",
    "AmendmentVoter",
    "Assessment",
    "BackFill",
    "BatchLink",
    "BlockSerial",
    "Container",
    "CustodyEvent",
    "Deadline",
    "Declaration",
    "DeclarationDraft",
    "Fate",
    "FateDue",
    "Flow",
    "LabelPrint",
    "Leaf",
    "LedgerCode",
    "LedgerDue",
    "Manifest",
    "ManifestLine",
    "Movement",
    "NumberBlock",
    "NumberMask",
    "PaperBlock",
    "PaperNumber",
    "PracticeStatement",
    "PrintRun",
    "PrintedLabel",
    "PublicKey",
    "Seal",
    "SerialBlock",
    "Series",
    "SignPrint",
    "Stock",
    "Subtree",
    "Unsealed",
    "WasteBatch",
]

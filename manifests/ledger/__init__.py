"""The mass ledger asked and proved: what lay, came and went at a site by code and month, and whether it all adds up.

`breaks()` is the proof: an empty list, or every row that breaks it, the first one first. Reading only, set-based.
"""

from manifests.ledger.asked import EVERYTHING, Asked
from manifests.ledger.balance import Balance, balances
from manifests.ledger.proofs import Break, breaks

__all__ = ["EVERYTHING", "Asked", "Balance", "Break", "balances", "breaks"]

"""Declarations C.1 to C.3 (HJ 1259-2022, annex C): which are due, what is in them, what differs. Reading only."""

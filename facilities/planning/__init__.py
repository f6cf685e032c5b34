"""The annual management plan A.1 to A.7 (HJ 1259-2022, annex A): its tables, what they are filled with, checked against
and compared with. What is here reads and computes; the actions write."""

"""The same measurements with a long history behind them: what must not grow with the years.

The history is loaded by COPY and is of the very shape that the actions leave behind: `manage.py verify_proofs` and
`manage.py verify_mass` accept it, and stored fates need no change (a test loads some and asks them).
"""

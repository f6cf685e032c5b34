"""The demo city: an invented Changzhou with a year of waste on the move. Nobody in it exists.

Master data is written directly (`founding`, `people`, `fleet`, `papers`); everything with a state comes from the same
actions people take, each at its own simulated moment (`clockwork`, `lives`). Same seed and same last day, same city.
"""

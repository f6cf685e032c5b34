"""The law's clocks: started and met by the actions they hang on, or kept by a job where they hang on the calendar.

An action starts and meets its own (`starting.py`) in its own transaction. What follows from dates and from how things
stand is wanted by a keeper (`keeping.py`); `actions/keep_clocks.py` makes the clocks fit what is wanted. Other apps
register papers (`papers.py`) and declarations (`declarations.py`) of theirs.
"""

from manifests.clocks.starting import drop, meet, start, start_of_period

__all__ = ["drop", "meet", "start", "start_of_period"]

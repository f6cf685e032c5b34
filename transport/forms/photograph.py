"""A photograph of the load, on the driver's phone."""

from facilities.forms.evidence import WithEvidence
from transport.forms.signing import PlacedForm


class PhotographForm(WithEvidence, PlacedForm):
    """The file alone; where and when go along by themselves."""

    @property
    def is_empty(self) -> bool:
        return not self.evidence

"""A photograph of the load, on the driver's phone."""

from facilities.forms.evidence import WithEvidence
from transport.forms.signing import PlacedForm


class PhotographForm(WithEvidence, PlacedForm):
    """The file alone; where and when go along by themselves."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Shown again, it carries what it has put here already.
        self.fields["photographs"].required = not self.evidence

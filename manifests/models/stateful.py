"""What manifests and batches share: an FSM state that only the door moves, and the head of their event chain."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, FSMModelMixin, transition

from facilities.keys import new_key
from manifests.states import START, TRANSITIONS

GENESIS = "0" * 64


class Stateful(FSMModelMixin, models.Model):
    """A row with a protected state. Assigning the state raises; a plain database trigger stands behind that."""

    SUBJECT = ""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    event_count = models.PositiveIntegerField(default=0, editable=False)
    event_head = models.CharField(max_length=64, default=GENESIS, editable=False)

    class Meta:
        abstract = True

    @property
    def state_word(self):
        """The state's name, put into words only when it is read: in the language of whoever reads it."""
        return dict(self._meta.get_field("state").flatchoices)[self.state]

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        """Reload, the protected state included.

        django-fsm's own override lowers a flag on the field for the whole process while it reloads, which is not
        thread-safe. Dropping the state from the instance first lets Django set it anew without that flag.
        """
        wanted = None if fields is None else set(fields)
        for field in self._meta.concrete_fields:
            if isinstance(field, FSMField) and (wanted is None or field.attname in wanted):
                self.__dict__.pop(field.attname, None)
        models.Model.refresh_from_db(self, using=using, fields=fields, from_queryset=from_queryset)


def with_transitions(model):
    """Give the model one django-fsm method for each row of its part of the transition table."""
    field = model._meta.get_field("state")
    for row in TRANSITIONS:
        if row.subject != model.SUBJECT or row.sources == (START,):
            continue
        if row.keeps_state:
            target = None  # django-fsm: the state stays as it is
        elif row.may_stay:
            target = RETURN_VALUE(*row.targets, *row.sources)
        elif len(row.targets) == 1:
            target = row.targets[0]
        else:
            target = RETURN_VALUE(*row.targets)
        method = _move(row.action, returns=isinstance(target, RETURN_VALUE), may_stay=row.may_stay)
        setattr(
            model,
            f"do_{row.action}",
            transition(field=field, source=list(row.sources), target=target)(method),
        )
    return model


def _move(action: str, *, returns: bool, may_stay: bool):
    def move(self, target=None):
        if may_stay and target is None:
            return self.state
        return target if returns else None

    move.__name__ = f"do_{action}"
    move.__doc__ = f"The `{action}` row of the transition table; called by the door only."
    return move


STATE_NAMES = {
    "draft": _("draft"),
    "issued": _("issued"),
    "in_transit": _("in transit"),
    "laid_over": _("stopped on the way"),
    "arrived": _("arrived"),
    "accepted": _("accepted"),
    "partially_accepted": _("partially accepted"),
    "refused": _("refused"),
    "closed": _("closed"),
    "cancelled": _("cancelled"),
    "voided": _("voided"),
    "generated": _("generated"),
    "stored": _("stored"),
    "allotted": _("allotted"),
    "received": _("received"),
    "split": _("split"),
    "regrouped": _("regrouped"),
    "utilised": _("utilised"),
    "disposed": _("disposed"),
    "exported": _("exported"),
    "lost": _("lost"),
    "sent_back": _("sent back to where it came from"),
}

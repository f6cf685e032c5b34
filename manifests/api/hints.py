"""`allowed_actions`: what the reader may do now with a batch or manifest, from the transition table."""

from rest_framework import serializers

from manifests.access import allowed_actions, allowed_actions_for_all
from manifests.states import TRANSITIONS


class AllowedAction(serializers.Serializer):
    """POST to …/{id}/{action}/. `needs` names the fields the body must have."""

    action = serializers.ChoiceField(choices=sorted({row.action for row in TRANSITIONS if not row.inner}))
    needs = serializers.ListField(child=serializers.CharField())


def hints(rows) -> list[dict]:
    return [{"action": row.action, "needs": list(row.evidence)} for row in rows]


class HintedList(serializers.ListSerializer):
    """Asks for a whole page at once, so that a list costs the same however long it is."""

    def to_representation(self, data):
        subjects = list(data)
        self.child.allowed = allowed_actions_for_all(self.context["request"].user, subjects)
        return super().to_representation(subjects)


class Hinted(serializers.Serializer):
    """Adds `allowed_actions` to a record; inherit before the record."""

    allowed = None

    def hints_for(self, subject) -> list[dict]:
        if self.allowed is not None:
            return hints(self.allowed[subject.pk])
        return hints(allowed_actions(self.context["request"].user, subject))

"""Why something that was chosen is not in the file."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "hidden": _("It is not yours to see any more."),
    "not_here": _("It does not lie here any more."),
    "draft": _("It is a draft: only what was issued is a manifest."),
    "not_drawn": _("It could not be drawn. Please tell whoever runs this service."),
    "label_not_for_general_waste": _("General solid waste carries no label under HJ 1276."),
    "batch_without_containers": _("It holds no containers."),
    "container_unknown": _("This container is not in its batch any more."),
}


def reason(code: str):
    return REASONS.get(code, REASONS["not_drawn"])

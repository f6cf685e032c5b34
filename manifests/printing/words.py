"""Why something that was chosen is not in the file."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "hidden": _("It is not yours to see any more."),
    "draft": _("It is a draft: only what was issued is a manifest."),
    "not_drawn": _("It could not be drawn. Please tell whoever runs this service."),
    "label_not_for_general_waste": _("General solid waste carries no label under HJ 1276."),
    "label_not_for_medical_waste": _(
        "Medical waste carries the marks of HJ 421 on its packaging, not a label under HJ 1276."
    ),
    "batch_without_containers": _("It holds no containers."),
    "container_unknown": _("It holds fewer containers than when it was chosen."),
}


def reason(code: str):
    return REASONS.get(code, REASONS["not_drawn"])

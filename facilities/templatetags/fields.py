"""What the form templates need to ask of a form or a field."""

from uuid import uuid4

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def idempotency_key() -> str:
    """A hidden field, new with each page: the door answers a repeated key with its first answer."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid4())


@register.filter
def unit(field) -> str:
    """The unit shown after a bound field: `field.unit`, or `data-unit` among its widget's attributes."""
    return getattr(field.field, "unit", "") or field.field.widget.attrs.get("data-unit", "")


@register.filter
def is_check(field) -> bool:
    """Whether the bound field is one single check box, whose label stands after it."""
    return field.widget_type == "checkbox"


@register.filter
def target(field) -> str:
    """The id an error's link leads to. Radio buttons have no one input, so theirs is the first."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def groups(form) -> list[tuple[str, list]]:
    """The form's visible fields as (legend, bound fields).

    A form declares `groups = [(legend, [names])]`; fields it leaves out come last, under no legend.
    """
    declared = getattr(form, "groups", ())
    named = {name for _, names in declared for name in names}
    result = [
        (legend, [form[name] for name in names if name in form.fields and not form[name].is_hidden])
        for legend, names in declared
    ]
    result.append(("", [field for field in form.visible_fields() if field.name not in named]))
    return [(legend, fields) for legend, fields in result if fields]


@register.filter
def wrong_fields(form) -> list:
    """The visible bound fields that have errors, in page order, for the summary on top."""
    return [field for _, fields in groups(form) for field in fields if field.errors]

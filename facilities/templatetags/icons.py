"""`{% icon "scan" %}`: one drawing from icons.svg, for the eye only; the word beside it does the telling."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def icon(name: str) -> str:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("liandan/icons.svg"),
        name,
    )

"""`{% navigation %}`: the primary navigation of the reader of this page."""

from django import template

from facilities.navigation import items_for

register = template.Library()


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context, wide: bool = False) -> dict:
    """`wide` is the row in the header; otherwise the list inside the phone's menu."""
    request = context.get("request")
    items = items_for(context.get("standing"), request.path) if request else []
    return {"items": items, "wide": wide}

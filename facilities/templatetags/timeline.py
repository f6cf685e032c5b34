"""What timeline.html needs: the tone and shape of an event, from the state it led to."""

from django import template

from facilities.badges import Badge, badge_of

register = template.Library()


@register.filter
def look(state) -> Badge:
    return badge_of(state) if state else Badge("", "info", "")

"""`{{ name|shortened:22 }}`: a name cut to the room there is in a picture; the table beside it has the name whole."""

from unicodedata import east_asian_width

from django import template

register = template.Library()


@register.filter
def shortened(name: str, room: int) -> str:
    """A name cut to `room` Latin characters; a Chinese character takes twice a Latin one's."""
    for kept, sign in enumerate(name):
        room -= 2 if east_asian_width(sign) in "WF" else 1
        if room < 0:
            return f"{name[:kept].rstrip()}…"
    return name

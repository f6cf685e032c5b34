"""What data_table.html needs to pair each cell with the head of its column."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.filter
def under(cells, columns) -> list[tuple]:
    """Each cell with its column. A row of another length than its head is a mistake and is refused."""
    return list(zip(cells, columns, strict=True))


def linked(url: str, cell) -> str:
    """A cell that leads to the rows behind its figure."""
    return format_html('<a href="{}">{}</a>', url, cell)

"""What data_table.html needs to pair each cell with the head of its column."""

from django import template

register = template.Library()


@register.filter
def under(cells, columns) -> list[tuple]:
    """Each cell with its column. A row of another length than its head is a mistake and is refused."""
    return list(zip(cells, columns, strict=True))

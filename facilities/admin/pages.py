"""Lists that never count: one row more than a page holds says whether there is a next one.

Pages are found by the last row seen (keyset), so the thousandth costs what the first does.
"""

import json

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.text import capfirst

AFTER, BEFORE = "after", "before"


class UncountedPaginator(Paginator):
    """Stands where Django asks for a paginator. It refuses to count, so that no list does so by accident.

    Only the changes of one record, on Django's own history page, are counted: they are few.
    """

    @cached_property
    def count(self):
        if self.object_list.model is LogEntry:
            return self.object_list.count()
        raise TypeError("Lists of the admin are not counted.")

    def page(self, number):
        if self.object_list.model is LogEntry:
            return super().page(number)
        return Page(self.object_list[: self.per_page], 1, self)


class PagedChangeList(ChangeList):
    """A list narrowed by the admin's own filter form, in the admin's own order, page by page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = capfirst(self.opts.verbose_name_plural)

    def get_filters(self, request):
        """One form holds all filters; no other parameter of the address reaches the database."""
        self.form = self.model_admin.filters(request.GET, person=request.user)
        return [], False, {}, False, self.form.has_changed()

    def get_queryset(self, request, exclude_parameters=None):
        self.cursor = {
            name: self.params.pop(name) for name in (AFTER, BEFORE) if self.filter_params.pop(name, None) is not None
        }
        rows = super().get_queryset(request, exclude_parameters)
        return self.form.narrow(rows) if self.form.is_valid() else rows.none()

    def get_ordering(self, request, queryset):
        return list(self.model_admin.ordering)

    def get_results(self, request):
        keys = self.get_ordering(request, self.queryset)
        back = BEFORE in self.cursor
        if back:
            keys = [key[1:] if key.startswith("-") else f"-{key}" for key in keys]
        rows = self.queryset.order_by(*keys)
        if self.cursor:
            rows = rows.filter(beyond(self.model, keys, self.cursor[BEFORE if back else AFTER]))
        found = list(rows[: self.list_per_page + 1])
        more, found = len(found) > self.list_per_page, found[: self.list_per_page]
        if back:
            found.reverse()
        names = [key.lstrip("-") for key in keys]
        has_previous, has_next = (more, True) if back else (bool(self.cursor), more)
        self.previous_url = self._url(BEFORE, found[0], names) if found and has_previous else ""
        self.next_url = self._url(AFTER, found[-1], names) if found and has_next else ""
        self.result_list, self.result_count = found, len(found)
        self.show_full_result_count = self.show_admin_actions = self.can_show_all = False
        self.full_result_count, self.multi_page, self.paginator = None, more, None

    def _url(self, side: str, row, names: list[str]) -> str:
        return self.get_query_string({side: json.dumps([str(getattr(row, name)) for name in names])})


def beyond(model, keys: list[str], cursor: str) -> Q:
    """Rows that come after the cursor (a JSON list of the keys' values) in the order of `keys`."""
    try:
        values = json.loads(cursor)
        fields = [model._meta.pk if key.lstrip("-") == "pk" else model._meta.get_field(key.lstrip("-")) for key in keys]
        values = [field.to_python(value) for field, value in zip(fields, values, strict=True)]
        if any("\x00" in value for value in values if isinstance(value, str)):
            raise ValueError("No text in the database holds a NUL.")
    except (ValueError, TypeError, OverflowError, ValidationError) as error:
        raise IncorrectLookupParameters(cursor) from error
    found, same = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        name = key.lstrip("-")
        found |= same & Q(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        same &= Q(**{name: value})
    return found

"""Records that officials read. Nothing is added, changed or removed here, whatever is posted."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from facilities.access import in_regions
from facilities.admin.facts import plain_facts
from facilities.admin.filters import ListFilters
from facilities.admin.pages import PagedChangeList, UncountedPaginator
from facilities.admin.sections import Facts, Head


def is_official(person) -> bool:
    """True for somebody in charge of at least one region."""
    return bool(person.standing.region_prefixes)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Lists and pages of what lies in the official's reach; what does not is 404.

    `reach` names the regions that decide, where the queryset has no `visible_to` of its own. `sections` makes the page.
    """

    actions = None
    filters = ListFilters
    list_per_page = 50
    ordering = ("-pk",)
    paginator = UncountedPaginator
    reach: tuple[str, ...] = ()
    show_full_result_count = False
    sortable_by = ()
    view_on_site = False
    change_list_template = "admin/paged_list.html"
    detail_template = "admin/detail.html"
    empty_text = ""

    @property
    def listing(self) -> str:
        """The name under which the list is had as a spreadsheet."""
        return f"admin-{self.opts.model_name}"

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return is_official(request.user)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_changelist(self, request, **kwargs):
        return PagedChangeList

    def get_queryset(self, request):
        rows = self.model._default_manager.all()
        if not self.reach:
            return rows.visible_to(request.user)
        seen = Q(pk__in=[])
        for path in self.reach:
            seen |= in_regions(request.user.standing, path)
        return rows.filter(seen)

    def detail_queryset(self, request):
        """The rows for one record's page; joins what the page shows."""
        return self.get_queryset(request)

    def changelist_view(self, request, extra_context=None):
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return super().changelist_view(
            request, {"empty_text": self.empty_text, "listing": self.listing, **(extra_context or {})}
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The record's page. A posted form finds nobody who would read it."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        record = self.fetch(request, object_id)
        context = {
            "head": self.head(request, record),
            "sections": [section for section in self.sections(request, record) if section],
            "original": record,
        }
        return self.page(request, self.detail_template, context)

    def history_view(self, request, object_id, extra_context=None):
        """There is none beside the record's own page, which tells what was signed and what officials decided."""
        raise Http404

    def fetch(self, request, object_id: str):
        """The record by its key as it stands in the address; Http404 when it is not there or not theirs to see."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        return record

    def get_object(self, request, object_id, from_field=None):
        field = self.opts.pk
        if "\x00" in object_id:  # no key holds it, and the database takes no text with it
            return None
        try:
            return self.detail_queryset(request).filter(pk=field.to_python(object_id)).first()
        except (ValueError, TypeError, ValidationError):
            return None

    def page(self, request, template: str, context: dict) -> TemplateResponse:
        """A page of this admin in its frame."""
        request.current_app = self.admin_site.name
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(context["head"].title),
            "model_title": capfirst(self.opts.verbose_name_plural),
            "media": self.media,
        }
        return TemplateResponse(request, template, {**frame, **context})

    def head(self, request, record) -> Head:
        return Head(title=str(record))

    def sections(self, request, record) -> list:
        """Facts of every plain field of the record, in the model's order."""
        return [Facts("", plain_facts(record))]

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404

"""The regulators' place of work: Django's own admin, opened to officials only."""

from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import NamedTuple

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models.base import ModelBase
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

APPS = ("facilities", "manifests", "transport")


class Page(NamedTuple):
    """A page of an app that stands beside its record lists."""

    app_label: str
    route: str
    name: str
    label: str | Promise
    view: Callable


class LiandanAdminSite(AdminSite):
    """Who may enter follows from a jurisdiction, never from Django's model permissions.

    A superuser comes in without one, to set up people and their jurisdictions, and sees no waste.
    """

    site_title = _("Liandan")
    site_header = _("Liandan · waste manifests")
    index_title = _("Overview")
    index_template = "admin/overview.html"
    site_url = None
    enable_nav_sidebar = False  # tables need the width; the header leads to what is used daily

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._pages: list[Page] = []
        self._figures: list[tuple[int, Callable]] = []

    def add_page(self, app_label: str, route: str, name: str, label: str | Promise, view: Callable) -> None:
        """Offer a page `admin:<name>` at the head of an app's list; `view(request, site)` answers it."""
        self._pages.append(Page(app_label, route, name, label, view))

    def add_figures(self, order: int, figures: Callable[[object], Iterable[tuple]]) -> None:
        """Add a group to the overview: `figures(request)` gives (heading, list of stats as stat.html takes them)."""
        self._figures.append((order, figures))

    def register(self, model_or_iterable, admin_class=None, **options):
        """The house's own records only: admins that others bring (groups, tokens) go by model permissions."""
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        own = [model for model in models if model._meta.app_label in APPS]
        super().register(own, admin_class, **options)

    def has_permission(self, request) -> bool:
        person = request.user
        if not person.is_active or not person.is_authenticated:
            return False
        return person.is_superuser or (person.is_staff and bool(person.standing.region_prefixes))

    def admin_view(self, view, cacheable=False):
        """As Django's; somebody who is signed in and no official learns not even that the page exists."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    @method_decorator([never_cache, login_not_required])
    def login(self, request, extra_context=None):
        """There is one sign-in page for everybody."""
        if request.user.is_authenticated:
            return redirect("admin:index" if self.has_permission(request) else "home")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def index(self, request, extra_context=None):
        groups = [
            (heading, stats)
            for _order, figures in sorted(self._figures, key=lambda pair: pair[0])
            for heading, stats in figures(request)
        ]
        return super().index(request, {"groups": groups, **(extra_context or {})})

    def get_urls(self):
        def bound(page: Page):
            def view(request, *args, **kwargs):
                return page.view(request, self, *args, **kwargs)

            return self.admin_view(view)

        pages = [path(page.route, bound(page), name=page.name) for page in self._pages]
        return [*pages, *super().get_urls()]

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        if not request.user.standing.region_prefixes:
            return apps
        for app in apps:
            app["models"][:0] = [
                {
                    "name": page.label,
                    "object_name": page.name,
                    "admin_url": reverse(f"admin:{page.name}"),
                    "add_url": None,
                    "view_only": True,
                    "perms": {},
                    "model": None,
                }
                for page in self._pages
                if page.app_label == app["app_label"]
            ]
        return apps

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FacilitiesConfig(AppConfig):
    """Who may handle what, and where."""

    name = "facilities"
    verbose_name = _("Enterprises and facilities")

    def ready(self):
        from facilities.evidence import own_subjects
        from facilities.navigation import register
        from facilities.roles import Role
        from facilities.sheets import books, kinds, listings, own_listings
        from facilities.sheets.marked import MARKED
        from facilities.sheets.streams import STREAMS

        def plans(standing) -> bool:
            return standing.handles_waste and bool(standing.enterprises_where(Role.CLERK, Role.READER))

        register(30, "facilities:streams", _("Wastes"), plans)
        register(35, "facilities:plans", _("Plan"), plans)
        for listing in (own_listings.STREAMS, own_listings.AREAS, own_listings.PLANS, own_listings.PEOPLE):
            listings.offer(listing)
        kinds.take(STREAMS)
        books.bind(MARKED)
        own_subjects.register()
        papers = pgettext_lazy("navigation", "Papers")
        register(58, "facilities:credentials", papers, lambda standing: bool(standing.desk_enterprise_ids))
        register(60, "facilities:people", _("People"), lambda standing: standing.has(Role.MANAGER))

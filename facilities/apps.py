from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FacilitiesConfig(AppConfig):
    """Who may handle what, and where."""

    name = "facilities"
    verbose_name = _("Enterprises and facilities")

    def ready(self):
        from facilities.actions import tell_of_papers, tell_of_sheets
        from facilities.crossing import letters as crossing_letters
        from facilities.evidence import own_subjects
        from facilities.navigation import register
        from facilities.notices import say
        from facilities.roles import Role
        from facilities.sheets import books, kinds, listings, own_listings
        from facilities.sheets.marked import MARKED
        from facilities.sheets.streams import STREAMS

        def plans(standing) -> bool:
            return standing.handles_waste and bool(standing.enterprises_where(Role.CLERK, Role.READER))

        register(30, "facilities:streams", _("Wastes"), plans)
        register(35, "facilities:plans", _("Plan"), plans)
        register(
            55,
            "facilities:credentials",
            pgettext_lazy("menu", "Contracts"),
            lambda standing: bool(standing.desk_enterprise_ids),
        )
        for listing in own_listings.OWN:
            listings.offer(listing)
        kinds.take(STREAMS)
        say(tell_of_sheets.KIND, tell_of_sheets.words_of)
        say(tell_of_papers.KIND, tell_of_papers.words_of)
        say(crossing_letters.KIND, crossing_letters.words_of)
        books.bind(MARKED)
        own_subjects.register()
        register(60, "facilities:people", _("People"), lambda standing: standing.has(Role.MANAGER))

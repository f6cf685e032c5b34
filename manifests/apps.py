from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class ManifestsConfig(AppConfig):
    """What moves, and the one door through which its state changes."""

    name = "manifests"
    verbose_name = _("Batches and manifests")

    def ready(self):
        from facilities.deadlines import DECLARED
        from facilities.happened import tell
        from facilities.in_use import hold
        from facilities.navigation import register
        from facilities.notices import say
        from facilities.roles import Role
        from facilities.sheets import books, kinds
        from facilities.sheets import listings as spreadsheets

        # Each action registers itself with the door.
        from manifests import actions, amendment_letters, evidence_subjects  # noqa: F401
        from manifests.actions import arising, tell_authority, tell_discrepancy, tell_of_prints
        from manifests.actions.propose_amendment import hear_proposals
        from manifests.actions.tell_of_amendments import ask_for_answers, end_as_moot
        from manifests.checks import check_documents, check_sealing
        from manifests.clocks import (  # noqa: F401 - each keeper registers itself
            arrival,
            papers,
            plans,
            storage,
            treatment,
        )
        from manifests.clocks.declarations import declared_by
        from manifests.clocks.telling import words_of
        from manifests.custody import hear
        from manifests.ledger.years import Ledger
        from manifests.models import Declaration, WasteBatch
        from manifests.sealing import AMENDING
        from manifests.sheets import batches as sheets
        from manifests.sheets import drafts, listings
        from manifests.sheets.inbound import INBOUND
        from manifests.sheets.ledger_book import LEDGERS
        from manifests.sheets.papers import PAPERS
        from manifests.waiting import offer
        from manifests.waiting.amendments import amendments_waiting
        from manifests.waiting.batches import batches_waiting
        from manifests.waiting.clocks import clocks_waiting
        from manifests.waiting.declarations import declarations_waiting
        from manifests.waiting.manifests import manifests_waiting
        from manifests.waiting.papers import papers_waiting

        evidence_subjects.register()
        checks.register(check_documents)
        checks.register(check_sealing, checks.Tags.database, deploy=True)

        def keeps(standing) -> bool:
            return standing.handles_waste and bool(standing.enterprises_where(Role.CLERK, Role.RECEIVER, Role.READER))

        def generates(standing) -> bool:
            return "generator" in standing.duties and bool(standing.desk_enterprise_ids)

        def treats(standing) -> bool:
            return "disposal_site" in standing.duties and standing.has(Role.RECEIVER)

        register(10, "manifests:todo", _("To do"), lambda standing: bool(standing.desk_enterprise_ids))
        register(20, "manifests:batches", _("Batches"), keeps)
        register(25, "manifests:stock", _("Stock"), keeps)
        register(28, "manifests:ledger", _("Ledger"), lambda standing: keeps(standing) or bool(standing.declares_for))
        register(30, "manifests:manifests", _("Manifests"), lambda standing: bool(standing.desk_enterprise_ids))
        register(35, "manifests:fate", _("Fate"), generates)
        register(40, "manifests:gate", _("Gate"), lambda standing: standing.receives and standing.has(Role.RECEIVER))
        register(45, "manifests:treatments", _("Treatment"), treats)
        say("deadline", words_of)
        say("discrepancy", tell_discrepancy.words_of)
        say(tell_of_prints.KIND, tell_of_prints.words_of)
        hear("manifest", "receive", tell_discrepancy.call_for_telling)
        say(tell_authority.KIND, tell_authority.words_of)
        for subject, act in tell_authority.HEARD:
            hear(subject, act, tell_authority.call_for_telling)
        for correction in AMENDING:
            hear("manifest", correction, arising.call_for_telling)
        say(amendment_letters.KIND, amendment_letters.words_of)
        hear_proposals(ask_for_answers)
        for ending in ("void", "cancel", "strike_out"):
            hear("manifest", ending, end_as_moot)
        for period, kind in DECLARED.items():
            declared_by(kind, lambda period=period: Declaration.objects.filter(period=period))
        for kind in (sheets.BATCHES, sheets.STOCK, drafts.DRAFTS, PAPERS, INBOUND):
            kinds.take(kind)
        books.bind(LEDGERS)
        for listing in listings.ALL:
            spreadsheets.offer(listing)
        hold("facilities.WasteStream", lambda stream: WasteBatch.objects.filter(stream=stream).exists())
        hold("facilities.Facility", lambda site: WasteBatch.objects.open().filter(holder=site).exists())
        hold("facilities.StorageArea", lambda area: WasteBatch.objects.open().filter(area=area).exists())
        tell(Ledger())
        for source in (
            manifests_waiting,
            batches_waiting,
            papers_waiting,
            declarations_waiting,
            amendments_waiting,
            clocks_waiting,
        ):
            offer(source)

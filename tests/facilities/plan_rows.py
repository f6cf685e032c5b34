"""A plan's addresses, and its rows as actions and forms take them."""

from decimal import Decimal

from django.urls import reverse

from facilities import clock
from facilities.models import PlanLine


def address(site, year=None) -> str:
    return reverse("facilities:file_plan", args=[site.pk, year or clock.today().year])


def table(site, slug, year=None) -> str:
    return reverse("facilities:plan_table", args=[site.pk, year or clock.today().year, slug])


def lines_of(site) -> dict:
    rows = PlanLine.objects.filter(plan__facility=site).values_list("code", "generated_kg", "transferred_kg")
    return {code: (generated, transferred) for code, generated, transferred in rows}


def transfer(city, code, kg, **more) -> dict:
    return {"code": code, "kg": Decimal(kg), "method": city.re_refine, "receiver": city.site, **more}


def generation(stream, kg, **more) -> dict:
    return {"stream": stream, "kg": Decimal(kg), "step": "turning", **more}


def formset(*rows: dict, initial=None) -> dict:
    sent = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows) if initial is None else initial}
    return sent | {f"form-{i}-{name}": value for i, row in enumerate(rows) for name, value in row.items()}

"""A driver's phones: show the one-time code as a QR, list what is enrolled, revoke."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from facilities import clock
from facilities.guards import require_role, with_role
from facilities.roles import Role
from manifests.documents.qr import svg
from transport.actions.enrol_phone import offer_enrolment, revoke_phone
from transport.fleet import own
from transport.models import Driver, DriverPhone
from transport.papers import outlook
from transport.views.telling import told


@require_safe
@with_role(Role.DISPATCHER, Role.READER)
def driver_page(request, pk):
    return _show(request, _driver(request, pk))


@require_POST
@never_cache
@with_role(Role.DISPATCHER)
def offer(request, pk):
    """The code is in this answer only: the database keeps a hash, so the page cannot be shown a second time."""
    driver = _driver(request, pk)
    require_role(request.user, driver.carrier.enterprise_id, Role.DISPATCHER)
    phone, code = offer_enrolment(by=request.user, driver=driver)
    address = settings.PUBLIC_URL + reverse("transport:enrol", args=[code])
    response = _show(request, driver, qr=svg(address), address=address, good_until=phone.expires_at)
    return response


@require_POST
@with_role(Role.DISPATCHER)
def revoke(request, pk, phone):
    driver = _driver(request, pk)
    phone = get_object_or_404(DriverPhone.objects.select_related("driver__carrier"), driver=driver, pk=phone)
    with told(request):
        revoke_phone(by=request.user, phone=phone)
        messages.success(request, _("The phone is signed out at its next request."))
    return redirect("transport:driver", driver.pk)


def _driver(request, pk) -> Driver:
    return get_object_or_404(own(Driver, request.user), pk=pk)


def _show(request, driver: Driver, **offered):
    day = clock.today()
    context = {
        "driver": driver,
        "outlook": outlook(driver, day),
        "left": driver.days_left(day),
        "phones": driver.phones.exclude(enrolled_at=None).order_by("-enrolled_at")[:50],
        "may_change": driver.carrier.enterprise_id in request.user.standing.enterprises_where(Role.DISPATCHER),
        **offered,
    }
    return render(request, "transport/driver.html", context)

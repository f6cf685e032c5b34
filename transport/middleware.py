"""An enrolled phone stays signed in for months, so each request asks whether it has been revoked."""

from django.contrib.auth import logout
from django.shortcuts import render

from transport.models import DriverPhone

PHONE = "driver_phone"  # session key: the DriverPhone's id


class DriverPhoneMiddleware:
    """One statement, and only for sessions of enrolled phones. A revoked one is signed out and told whom to ask."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        phone = request.session.get(PHONE)
        if phone and not DriverPhone.objects.filter(pk=phone, revoked_at=None).exists():
            logout(request)
            return render(request, "transport/phone_revoked.html", status=403)
        return self.get_response(request)

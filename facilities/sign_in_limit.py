"""Passwords cannot be tried by the thousand, neither in the browser nor by a program."""

from hashlib import sha256

from rest_framework.throttling import AnonRateThrottle


class SigningIn(AnonRateThrottle):
    """Counted by address, in the cache that all processes share; the rate stands in the settings."""

    scope = "sign_in"


class SigningInAs(SigningIn):
    """Counted by address and account: an office behind one address may well have ten people signing in."""

    def get_ident(self, request):
        told = f"{super().get_ident(request)} {request.POST.get('username', '')}"
        return sha256(told.encode(errors="replace")).hexdigest()

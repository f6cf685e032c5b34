"""How the bytes that somebody else made are sent: nothing in them runs, and no browser keeps them."""

from django.http import HttpResponse

POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def guarded(response: HttpResponse) -> HttpResponse:
    """The response with its headers: never sniffed, never framed, never stored."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response

"""The Content-Security-Policy header. Django 6.0 brings it as a setting; then this file goes."""

from django.conf import settings


def policy_header(policy: dict[str, list[str]]) -> str:
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in policy.items())


class ContentSecurityPolicyMiddleware:
    """Send the strict policy with every response.

    A view that must loosen one directive (the scan page's WASM decoder) sets `response.csp_update`,
    a mapping from directive to its sources, so that every exception stands beside the page it is for.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.header = policy_header(settings.CONTENT_SECURITY_POLICY)

    def __call__(self, request):
        response = self.get_response(request)
        update = getattr(response, "csp_update", None)
        header = policy_header({**settings.CONTENT_SECURITY_POLICY, **update}) if update else self.header
        response.headers.setdefault("Content-Security-Policy", header)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        return response

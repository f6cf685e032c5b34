"""Who a program's key belongs to. Every call of the API asks this first."""

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed

from facilities.compiled import compiled


@compiled
def _tokens(key):
    return Token.objects.select_related("user").filter(key=key)


class KeyAuthentication(TokenAuthentication):
    """`Authorization: Token …`, as Django REST framework reads it."""

    def authenticate_credentials(self, key: str):
        token = next(iter(_tokens(key)), None)
        if token is None:
            raise AuthenticationFailed(_("Invalid token."))
        if not token.user.is_active:
            raise AuthenticationFailed(_("User inactive or deleted."))
        return token.user, token

"""A program's key: got with account and password, sent with every request, given back when no longer needed."""

from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.authtoken.models import Token as StoredToken
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from facilities.api.authentication import KeyAuthentication
from facilities.api.fields import Form
from facilities.sign_in_limit import SigningIn


class Credentials(Form):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class TokenAnswer(serializers.Serializer):
    token = serializers.CharField(help_text="Send it as “Authorization: Token …”. Treat it as a password.")


class TokenDoor(APIView):
    """The own token. There is one for each account; giving it back shuts out every program that has it."""

    holds_secrets = True

    def get_authenticators(self):
        return [] if self.request is None or self.request.method == "POST" else [KeyAuthentication()]

    def get_authenticate_header(self, request):
        return KeyAuthentication.keyword

    def get_permissions(self):
        return [AllowAny()] if self.request.method == "POST" else [IsAuthenticated()]

    def get_throttles(self):
        return [SigningIn()] if self.request.method == "POST" else []

    @extend_schema(
        summary="Get the own token",
        auth=[],
        request=Credentials,
        responses={200: TokenAnswer, 201: TokenAnswer},
        examples=[OpenApiExample("A clerk", {"username": "clerk", "password": "correct horse"}, request_only=True)],
    )
    def post(self, request):
        sent = Credentials(data=request.data)
        sent.is_valid(raise_exception=True)
        person = authenticate(request._request, **sent.validated_data)
        if person is None:
            # One sentence for an unknown account and a wrong password: nobody learns which accounts exist.
            raise exceptions.AuthenticationFailed(_("The account or the password is wrong."))
        token, created = StoredToken.objects.get_or_create(user=person)
        return Response({"token": token.key}, status.HTTP_201_CREATED if created else status.HTTP_200_OK)

    @extend_schema(summary="Give the own token back", request=None, responses={204: None})
    def delete(self, request):
        StoredToken.objects.filter(user=request.user).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)

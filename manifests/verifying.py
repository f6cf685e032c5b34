"""Check a token against the keys that we publish; the page does the same in the browser, where no server is asked."""

from manifests.models import PublicKey
from manifests.proofs import token
from manifests.proofs.token import OTHER_NUMBER, Claims, NotGenuine


def read_token(text: str, number: str = "") -> Claims:
    """What a genuine token says; about `number`, where one is named. One statement.

    Raises NotGenuine, and without asking the database where the text is no token at all.
    """
    claims = token.verify(text, lambda name: PublicKey.objects.filter(pk=name).first())
    if number and claims.number != number:
        raise NotGenuine(OTHER_NUMBER)
    return claims

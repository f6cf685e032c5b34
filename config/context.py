"""What every page needs to know about its reader."""


def house(request):
    """`person` (None when signed out) and `standing`, the reader's roles, loaded once a request."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"person": None, "standing": None}
    return {"person": person, "standing": person.standing}

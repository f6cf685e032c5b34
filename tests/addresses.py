"""Every address there is, from the resolver itself, so that no new one goes untried."""

from django.urls import URLResolver, get_resolver


def routes() -> set[str]:
    """Every route by its name, `app:name`; one without a name by its pattern, `app:/pattern`."""
    return set(_walk(get_resolver()))


def _walk(resolver, prefix="", spaces=()):
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, pattern, (*spaces, *filter(None, [entry.namespace])))
        else:
            yield ":".join((*spaces, entry.name or f"/{pattern}"))

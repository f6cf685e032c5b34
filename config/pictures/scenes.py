"""Which page of which account is photographed, and on how large a screen."""

from dataclasses import dataclass

DESK = (1280, 900)
PHONE = (390, 844)


@dataclass(frozen=True)
class Scene:
    """`way`: CSS selectors clicked one after the other from `path`; `whole`: the page to its end, not the screen."""

    name: str
    account: str
    path: str
    way: tuple[str, ...] = ()
    screen: tuple[int, int] = DESK
    whole: bool = False
    ready: str = "main, #content"  # what must be seen before the picture is taken


SCENES = (
    Scene("clerk-todo", "clerk", "/todo/"),
    Scene("clerk-manifest", "clerk", "/manifests/?state=closed", ("table .row-link",), whole=True),
    Scene("clerk-self-check", "clerk", "/assessments/", ("main table tbody a",)),
    Scene("dispatcher-trips", "dispatcher", "/trips/"),
    Scene("driver-load", "driver", "/drive/", ("a.load-link",), PHONE),
    Scene("receiver-receive", "receiver", "/gate/", (".gate .todo a",)),
    Scene("collector-stock", "collector", "/stock/"),
    Scene("regulator-manifests", "city", "/admin/manifests/manifest/"),
    Scene("regulator-flows", "city", "/admin/flows/", ready="figure.sankey svg"),
)

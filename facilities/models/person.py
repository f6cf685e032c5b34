from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from facilities.access import Standing, standing_of
from facilities.keys import new_key


class Person(AbstractUser):
    """Somebody who signs in. What they may see and do follows from memberships and jurisdictions, not from flags here.

    `is_staff` marks officials of an authority: they work in the admin, and only there.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    first_name = None
    last_name = None
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    is_demo = models.BooleanField(_("invented for the demo"), default=False)
    # For what is written to them while they are not here; empty for the house's own.
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    mail_notices = models.BooleanField(_("send notices by e-mail too"), default=True)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def standing(self) -> Standing:
        """Roles and reach, read once for each loaded person (one statement)."""
        return standing_of(self)

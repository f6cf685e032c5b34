from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key
from facilities.roles import Role

ROLE_NAMES = {
    Role.MANAGER: _("manager"),
    Role.CLERK: _("clerk"),
    Role.DISPATCHER: _("dispatcher"),
    Role.DRIVER: _("driver"),
    Role.RECEIVER: _("receiver"),
    Role.READER: _("reader"),
}


class Membership(models.Model):
    """A person's role in an enterprise. One row a role; removing the row removes the right at the next request."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(
        "facilities.Person", models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    enterprise = models.ForeignKey(
        "facilities.Enterprise", models.PROTECT, related_name="memberships", verbose_name=_("enterprise")
    )
    role = models.CharField(_("role"), max_length=12, choices=ROLE_NAMES.items())

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["person", "enterprise", "role"], name="membership_held_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.enterprise} · {self.get_role_display()}"

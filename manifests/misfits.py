"""What of a load may be otherwise than its manifest says, in the law's words: 名称、数量、特性、形态、包装方式.

Order 23 of 2022, Art. 18.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Misfit(models.TextChoices):
    NAME = "name", _("name")
    QUANTITY = "quantity", _("quantity")
    PROPERTY = "property", _("hazardous property")
    FORM = "form", _("form")
    PACKAGING = "packaging", _("packaging")

"""Accounts, whom they belong to and what officials are in charge of: set up by the superuser, nobody else."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from facilities.models import Enterprise, Jurisdiction, Membership, Person


class SuperuserOnly:
    """Permission follows from being a superuser; jurisdictions give none here."""

    def has_module_permission(self, request) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser


class MembershipForm(forms.ModelForm):
    """The enterprise is typed by its credit code: a list of all of them would be too long to choose from."""

    registration_no = forms.CharField(label=_("Unified social credit code"), max_length=32)

    class Meta:
        model = Membership
        fields = ("registration_no", "role")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.enterprise_id:
            self.initial["registration_no"] = self.instance.enterprise.registration_no

    def clean_registration_no(self) -> str:
        number = self.cleaned_data["registration_no"].strip().upper()
        enterprise = Enterprise.objects.filter(registration_no=number).first()
        if enterprise is None:
            raise ValidationError(_("No enterprise has this number."), code="enterprise_unknown")
        self.instance.enterprise = enterprise
        return number


class Memberships(SuperuserOnly, admin.TabularInline):
    model = Membership
    form = MembershipForm
    extra = 0
    readonly_fields = ("enterprise",)
    fields = ("registration_no", "enterprise", "role")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("enterprise", "person")


class JurisdictionForm(forms.ModelForm):
    class Meta:
        model = Jurisdiction
        fields = ("region", "office")
        field_classes = {"region": forms.ModelChoiceField}
        widgets = {"region": forms.TextInput({"inputmode": "numeric", "maxlength": 6})}
        help_texts = {"region": _("The six digits: 320400 is the whole city, 320412 one district.")}


class Jurisdictions(SuperuserOnly, admin.TabularInline):
    model = Jurisdiction
    form = JurisdictionForm
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("region", "person")


class NewPersonForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = Person
        fields = ("username", "name")


class PersonForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = Person


@admin.register(Person)
class PersonAdmin(SuperuserOnly, UserAdmin):
    """An official has jurisdictions and the staff flag; everybody else has memberships."""

    actions = None
    add_form = NewPersonForm
    form = PersonForm
    inlines = (Memberships, Jurisdictions)
    list_display = ("username", "name", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("=username", "^name")
    show_full_result_count = False
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "phone", "email")}),
        (
            _("Access"),
            {
                "fields": ("is_active", "is_staff", "is_superuser"),
                "description": _("Staff are officials: give them a jurisdiction, and no membership."),
            },
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "name", "usable_password", "password1", "password2")}),
    )

    def has_delete_permission(self, request, obj=None) -> bool:
        """Whoever signed something stays; an account is closed by taking `active` away."""
        return False

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

"""The front door: signing in and out, the way to one's own first page, the server's pulse."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.i18n import set_language

from facilities.navigation import entries_for
from facilities.sign_in_limit import SigningInAs


class SignInForm(AuthenticationForm):
    error_messages = {
        # One sentence for an unknown account and a wrong password: nobody learns which accounts exist.
        "invalid_login": _("The account or the password is wrong. Check capital letters and try again."),
        "inactive": _("This account is closed. Ask your enterprise's manager."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Account")
        self.fields["username"].widget = forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "maxlength": 150,
            }
        )
        self.fields["password"].label = _("Password")


class SignIn(LoginView):
    template_name = "registration/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request, *args, **kwargs):
        limit = SigningInAs()
        if not limit.allow_request(request, self):
            form = SignInForm(request)
            told = {"form": form, "wait": int(limit.wait() or 60), self.redirect_field_name: self.get_redirect_url()}
            return self.render_to_response({**self.get_context_data(form=form), **told}, status=429)
        return super().post(request, *args, **kwargs)


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view()
switch_language = login_not_required(set_language)


class ChangePassword(PasswordChangeView):
    """Everybody with a password changes it themselves; a temporary one should not stay."""

    template_name = "registration/change_password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form):
        messages.success(self.request, _("The new password is in force."))
        return super().form_valid(form)


change_password = ChangePassword.as_view()


@require_safe
def home(request):
    """Lead each reader to the page where their work begins."""
    standing = request.user.standing
    if admin.site.has_permission(request):
        return redirect("admin:index")
    entries = entries_for(standing)
    if entries:
        return redirect(entries[0].url_name)
    return render(request, "no_role.html")


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """200 while the database answers, else 503. For load balancers; says nothing about the data."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})

"""Notices to whoever is signed in: read, opened, and whether they go out by mail too."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from facilities.actions.read_notices import read_all_notices, read_notice
from facilities.actions.set_mail import set_mail
from facilities.forms.mail import HOUSE, MailForm
from facilities.forms.refusals import data_of, status_of
from facilities.models import Notice
from facilities.notices import words
from facilities.paging import page_of


@require_safe
def notices(request: HttpRequest):
    """Everything one was told, the newest first."""
    page = page_of(Notice.objects.visible_to(request.user), request.GET)
    for notice in page.rows:
        notice.words = words(notice)
    return render(request, "facilities/notices.html", {"page": page, "may_have_mail": bool(settings.EMAIL_HOST)})


@require_POST
def open_notice(request: HttpRequest, pk):
    """Mark it as read and go where something can be done about it."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    read_notice(notice)
    # The address was made by this program, never by a visitor.
    return redirect(notice.path or "facilities:notices")


@require_POST
def read_all(request: HttpRequest):
    read_all_notices(request.user)
    return redirect("facilities:notices")


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest):
    """Where and in which language notices reach one by mail."""
    person = request.user
    now = {"email": person.email, "language": person.language or HOUSE, "mail_notices": person.mail_notices}
    form = MailForm(data_of(request), initial=now)
    if request.method == "POST" and form.is_valid():
        set_mail(person, **form.particulars)
        messages.success(request, _("Your wishes for mail are kept."))
        return redirect("facilities:notices")
    return render(request, "facilities/notice_mail.html", {"form": form}, status=status_of(request))

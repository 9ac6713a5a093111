"""The texts of messages: which there are, and one of them with a live preview."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages as notes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kentongan.complaints import wording
from kentongan.complaints.wording import Topic
from kentongan.console.access import AdminRequest, administers, page
from kentongan.notifications import rendering, wordings
from kentongan.notifications.models import Wording
from kentongan.notifications.wordings import WordingRefused

LANGUAGES = {code for code, _name in settings.LANGUAGES}


class TextForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Subject line"), max_length=200, strip=True)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 9}),
    )

    def __init__(self, *args: Any, is_sms: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_sms:
            del self.fields["subject"]


@administers("texts")
@require_safe
def texts(request: AdminRequest) -> HttpResponse:
    """Every text, when it is sent, to whom, and which forms of it were changed."""
    changed = wordings.current()
    rows = []
    for topic in wording.topics():
        forms_of = ["text", "sms"] if wordings.has_sms(topic.template) else ["text"]
        cells = [
            (form, language, (topic.template, form, language) in changed)
            for form in forms_of
            for language in sorted(LANGUAGES, reverse=True)
        ]
        general = {(topic.template, form, language) for form, language, _is_changed in cells}
        narrow = [
            one for one in changed
            if wordings.general(one[0]) == topic.template and one not in general
        ]  # fmt: skip
        rows.append((topic, cells, len(narrow)))
    return page(request, "console/texts.html", {"rows": rows}, section="texts")


@administers("texts")
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: AdminRequest, code: str, form: str, language: str) -> HttpResponse:
    """Change one text, see exactly what is sent, go back to the shipped one."""
    topic = _topic(code, form, language)
    is_sms = Wording.Form(form).is_short
    variant = _variant(topic, request.GET.get("untuk", ""))
    template = f"{topic.template}{wordings.FOR_ONE}{variant}" if variant else topic.template
    first = _initial(template, form, language)
    given = TextForm(request.POST or None, is_sms=is_sms, initial=first)
    asked = request.POST.get("do", "save") if request.method == "POST" else ""
    if asked == "shipped" or (asked and given.is_valid()):
        subject, body = given.data.get("subject", ""), given.data.get("body", "")
        if asked == "shipped":
            subject = body = ""
        if asked != "preview":
            try:
                wordings.save(
                    template, form=form, language=language, subject=subject, body=body,
                    by_id=request.actor.user_id, by_label=request.actor.label,
                )  # fmt: skip
            except WordingRefused as refusal:
                given.add_error("body", str(refusal))
            else:
                notes.success(request, _("The text is saved and is used from now on."))
                return redirect(_address(topic, form, language, variant))
    context = {
        "topic": topic,
        "form_code": form,
        "form_label": str(Wording.Form(form).label),
        "language": language,
        "language_name": dict(settings.LANGUAGES)[language],
        "form": given,
        "variant": variant,
        "variant_label": dict(topic.variants).get(variant, ""),
        "is_narrow": bool(variant) or Wording.Form(form).general != form,
        "address": _address(topic, form, language, variant),
        "channels": _channels(topic, form, language, variant),
        "events": _events(topic, form, language, variant),
        "variables": _variables(topic, is_sms=is_sms),
        "versions": Wording.objects.filter(
            template=template, form=form, language=language
        ).order_by("-version")[:20],
    } | _preview(topic, given, is_sms=is_sms, language=language)
    return page(
        request, "console/text.html", context, section="texts", status=422 if given.errors else 200
    )


@require_POST
@administers("texts")
def preview(request: AdminRequest, code: str, form: str, language: str) -> HttpResponse:
    """The text as it would be sent, for the page while one types."""
    topic = _topic(code, form, language)
    is_sms = Wording.Form(form).is_short
    given = TextForm(request.POST, is_sms=is_sms)
    given.is_valid()
    context = _preview(topic, given, is_sms=is_sms, language=language)
    return render(request, "console/_preview.html", context)


def _topic(code: str, form: str, language: str) -> Topic:
    found = wording.topic(code)
    if found is None or form not in Wording.Form.values or language not in LANGUAGES:
        raise Http404
    if Wording.Form(form).is_short and not wordings.has_sms(found.template):
        raise Http404
    return found


def _variant(topic: Topic, asked: str) -> str:
    if asked and asked not in dict(topic.variants):
        raise Http404
    return asked


def _initial(template: str, form: str, language: str) -> dict[str, str]:
    """The text that is sent now: the narrowest that was changed, or the shipped one."""
    kept, wide = wordings.current(), str(Wording.Form(form).general)
    general = wordings.general(template)
    keys = [(name, one, language) for name in (template, general) for one in (form, wide)]
    own = next((kept[key] for key in keys if key in kept), None)
    if own is not None:
        return {"subject": own.subject, "body": own.body}
    is_sms = Wording.Form(form).is_short
    subject, body = wordings.shipped(template, is_sms=is_sms, language=language)
    return {"subject": subject, "body": body}


@dataclass(frozen=True, slots=True)
class Link:
    """Another text of the same topic."""

    label: str
    url: str
    is_current: bool
    is_changed: bool


def _address(topic: Topic, form: str, language: str, variant: str) -> str:
    url = reverse("console:text", args=[topic.code, form, language])
    return f"{url}?{urlencode({'untuk': variant})}" if variant else url


def _channels(topic: Topic, form: str, language: str, variant: str) -> list[Link]:
    """The general text of each length, and one for each channel alone."""
    template = f"{topic.template}{wordings.FOR_ONE}{variant}" if variant else topic.template
    has_sms, kept = wordings.has_sms(topic.template), wordings.current()
    return [
        Link(
            str(one.label),
            _address(topic, one, language, variant),
            one == form,
            (template, one.value, language) in kept,
        )
        for one in Wording.Form
        if has_sms or not one.is_short
    ]


def _events(topic: Topic, form: str, language: str, variant: str) -> list[Link]:
    """For all events of this text, and for one of them with its audience alone."""
    kept = wordings.current()
    choices = [("", _("For all of them")), *topic.variants] if topic.variants else []
    return [
        Link(
            label,
            _address(topic, form, language, word),
            word == variant,
            (
                f"{topic.template}{wordings.FOR_ONE}{word}" if word else topic.template,
                form,
                language,
            )
            in kept,
        )
        for word, label in choices
    ]


def _variables(topic: Topic, *, is_sms: bool) -> list[tuple[str, str]]:
    return [(one.name, one.write(one.sample, is_sms)) for one in wordings.usable(topic.template)]


def _preview(topic: Topic, form: TextForm, *, is_sms: bool, language: str) -> dict[str, Any]:
    """Subject and body with examples for the variables; for SMS also its length in parts."""
    from django.utils import translation

    values = form.data if form.is_bound else form.initial
    params = {one.param: one.sample for one in wordings.usable(topic.template)}
    with translation.override(language):
        subject, body = wordings.filled(
            str(values.get("subject", "")), str(values.get("body", "")), params, is_sms=is_sms
        )
    fault = ""
    try:
        wordings.check(
            topic.template, str(values.get("subject", "")), str(values.get("body", "")),
            is_sms=is_sms,
        )  # fmt: skip
    except WordingRefused as refusal:
        fault = str(refusal)
    units, parts = rendering.sms_length(body)
    return {
        "shown_subject": subject,
        "shown_body": body,
        "fault": fault,
        "is_sms": is_sms,
        "units": units,
        "parts": parts,
    }

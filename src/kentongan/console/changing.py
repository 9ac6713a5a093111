"""How every change is made: form, confirmation where it cannot be undone, service, answer.

What was typed is never lost; whoever comes second reads what the first one did.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kentongan.audit import log
from kentongan.audit.models import Entry
from kentongan.common import words
from kentongan.complaints.refusals import MoveRefused
from kentongan.console.access import AdminRequest, page
from kentongan.console.entries import action_words
from kentongan.console.forms.base import ConsoleForm
from kentongan.deadlines.editing import EditRefused
from kentongan.organizations.errors import ChangeRefused, PermissionRefused


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person must read before a change that cannot be undone."""

    text: str
    facts: tuple[tuple[Any, Any], ...] = ()


@dataclass(frozen=True)
class Task:
    """One change: its page, what it does, and where it leads."""

    section: str
    heading: Any
    action: Any
    back_url: str
    act: Callable[[ConsoleForm], object]
    done: Any = ""
    lead: Any = ""
    subject: str = ""  # of the audit log; empty for what is new
    ask: Callable[[ConsoleForm], Asked] | None = None
    danger: bool = False
    allowed: bool = True
    facts: tuple[tuple[Any, Any], ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    template: str = "console/form.html"

    @property
    def asks(self) -> bool:
        """The form leads to a page that asks once more."""
        return self.ask is not None


def run(request: AdminRequest, form: ConsoleForm, task: Task) -> HttpResponse:
    """Show the form, ask once more, or make the change."""
    if not task.allowed:
        raise PermissionDenied
    if not form.is_bound:
        form.initial["seen"] = log.state_of(task.subject) if task.subject else 0
        return _show(request, form, task, status=200)
    if not form.is_valid() or "ubah" in request.POST:
        return _show(request, form, task, status=422 if form.errors else 200)
    if task.ask and request.POST.get("yakin") != "ya":
        return _ask(request, form, task, task.ask(form))
    return _try(request, form, task)


def _try(request: AdminRequest, form: ConsoleForm, task: Task) -> HttpResponse:
    """Make the change, or show the form again with the reason why not."""
    status = 409
    try:
        with transaction.atomic():
            if task.subject:
                log.check_unchanged(task.subject, seen=form.cleaned_data["seen"] or 0)
            task.act(form)
    except PermissionRefused as refusal:
        form.add_error(None, str(refusal))
        status = 403
    except log.ChangedMeanwhile as changed:
        form.add_error(None, told(changed.entry))
        form.see(changed.entry.sequence)
    except (ChangeRefused, EditRefused, MoveRefused) as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, task.done or _("Saved."))
        return redirect(task.back_url)
    return _show(request, form, task, status=status)


def told(entry: Entry) -> str:
    """Who was first, when, and what it was."""
    return _(
        "%(who)s was first, at %(at)s: %(what)s. What you typed is still here. Compare it with "
        "the present state, then save again if you still want to."
    ) % {
        "who": entry.actor_label,
        "at": words.at(entry.at),
        "what": action_words(entry.action),
    }


def _show(request: AdminRequest, form: ConsoleForm, task: Task, *, status: int) -> HttpResponse:
    context = {"form": form, "task": task, **task.context}
    return page(request, task.template, context, section=task.section, status=status)


def _ask(request: AdminRequest, form: ConsoleForm, task: Task, asked: Asked) -> HttpResponse:
    skipped = {"csrfmiddlewaretoken", "yakin", "ubah", *form.carried()}
    hidden = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in skipped
        for value in values
    ]
    context = {
        "task": task,
        "asked": asked,
        "hidden": [*hidden, *form.carried().items()],
    }
    return page(request, "console/confirm.html", context, section=task.section)

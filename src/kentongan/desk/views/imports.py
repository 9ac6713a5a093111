"""Spreadsheets: upload, columns, dry run, and the import that the worker does."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kentongan.channels.imports import reading, reports, running
from kentongan.channels.imports.reading import Unreadable
from kentongan.channels.models import ImportFile, ImportRow
from kentongan.desk.forms.imports import ColumnsForm, UploadForm
from kentongan.desk.forms.record import RECORDERS
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page, part

SHOWN = 20  # files, and wrong rows, on one page


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def imports(request: OfficerRequest) -> HttpResponse:
    """The files of this office, and the form for another one."""
    _check(request)
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            if given.size > reading.MOST_BYTES:
                raise Unreadable(_("The file is larger than 10 MB. Split it."))
            file = running.upload(given.name or "", given.read(), by=request.actor)
        except Unreadable as fault:
            form.add_error("file", str(fault))
        else:
            return redirect("desk:import", file.pk)
    files = ImportFile.objects.visible_to(request.actor).select_related("ordered_by")[:SHOWN]
    status = 422 if form.errors else 200
    return page(request, "desk/imports.html", {"form": form, "files": files}, status=status)


@require_safe
@officer_required
def one(request: OfficerRequest, pk: int) -> HttpResponse:
    """Where this file stands; while it runs, a part of the page asks again by itself."""
    file = _file(request, pk)
    if request.htmx:
        return part(request, "desk/_import_progress.html", {"file": file})
    return _show(request, file)


@require_POST
@officer_required
def act(request: OfficerRequest, pk: int, step: str) -> HttpResponse:
    """Check the columns, start, or drop."""
    file = _file(request, pk)
    match step:
        case "kolom":
            return _check_columns(request, file)
        case "mulai":
            if not running.start(file, only_good=request.POST.get("only_good") == "1"):
                messages.error(
                    request, _("It cannot begin: mend the wrong rows or leave them out.")
                )
        case "buang":
            if running.drop(file):
                messages.success(request, _("The list was dropped. Nothing of it was imported."))
                return redirect("desk:imports")
            messages.error(request, _("It has begun already and cannot be dropped."))
        case "ulang":
            return _show(request, file, columns=_columns(file))
        case _:
            raise Http404
    return redirect("desk:import", file.pk)


@require_safe
@officer_required
def errors(request: OfficerRequest, pk: int) -> HttpResponse:
    """The wrong rows as CSV."""
    file = _file(request, pk)
    return _csv(reports.errors(file), f"galat-{file.pk}.csv")


@require_safe
@officer_required
def results(request: OfficerRequest, pk: int) -> HttpResponse:
    """What became of each row, with its code, as CSV."""
    file = _file(request, pk)
    return _csv(reports.results(file), f"hasil-{file.pk}.csv")


def _check_columns(request: OfficerRequest, file: ImportFile) -> HttpResponse:
    if file.state not in (ImportFile.State.MAPPING, ImportFile.State.CHECKED):
        return redirect("desk:import", file.pk)
    form = _columns(file, request.POST)
    if not form.is_valid():
        return _show(request, file, columns=form, status=422)
    running.check(file, form.mapped, may_contact=form.cleaned_data["may_contact"])
    return redirect("desk:import", file.pk)


def _show(
    request: OfficerRequest,
    file: ImportFile,
    *,
    columns: ColumnsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    if columns is None and file.state == ImportFile.State.MAPPING:
        columns = _columns(file)
    context: dict[str, Any] = {
        "file": file,
        "form": columns,
        "twin": running.twin_of(file),
        "wrong": file.rows.filter(state=ImportRow.State.WRONG)[:SHOWN],
        "done": file.rows.filter(state=ImportRow.State.DONE)[:SHOWN],
    }
    return page(request, "desk/import.html", context, status=status)


def _columns(file: ImportFile, data: Any = None) -> ColumnsForm:
    return ColumnsForm(
        data,
        header=file.header,
        samples=running.preview(file),
        mapped=file.mapped,
        may_contact=file.may_contact,
    )


def _file(request: OfficerRequest, pk: int) -> ImportFile:
    _check(request)
    return get_object_or_404(ImportFile.objects.visible_to(request.actor), pk=pk)


def _check(request: OfficerRequest) -> None:
    if request.actor.role not in RECORDERS:
        raise PermissionDenied


def _csv(content: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)

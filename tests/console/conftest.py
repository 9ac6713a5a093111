from collections.abc import Callable

import pytest
from django.urls import reverse

from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.submit import Submission, submit
from kentongan.organizations.actor import Actor

TEXT = "Lampu jalan di depan pasar padam sejak tiga hari yang lalu."


@pytest.fixture
def file_one(cast, offices) -> Callable[..., Complaint]:
    """`file_one()`: a complaint at the district desk."""

    def make(**facts) -> Complaint:
        given = {"text": TEXT, "channel": Channel.WEB, "institution": offices("majalengka")}
        receipt = submit(Submission(**given | facts), by=Actor.system())
        return Complaint.objects.get(pk=receipt.complaint_id)

    return make


@pytest.fixture
def press(client_for) -> Callable[..., object]:
    """`press(cast.operator, url, name="X")`: fill the form in as a browser would and send it.

    Where a page asks once more, it is confirmed with the fields that this page carries.
    """

    def send(member, url: str, *, confirm: bool = True, client=None, **fields):
        client = client or client_for(member)
        shown = client.get(url)
        assert shown.status_code == 200, shown.status_code
        form = shown.context["form"]
        start = {bound.html_name: "" if bound.value() is None else bound.value() for bound in form}
        sent = {name: value for name, value in (start | fields).items() if value is not False}
        answer = client.post(url, sent)
        if confirm and answer.status_code == 200 and "asked" in (answer.context or {}):
            answer = client.post(url, {**dict(answer.context["hidden"]), "yakin": "ya"})
        return answer

    return send


@pytest.fixture
def address() -> Callable[..., str]:
    """`address("office", "dlh")`: a page of the console."""
    return lambda name, *args: reverse(f"console:{name}", args=args)

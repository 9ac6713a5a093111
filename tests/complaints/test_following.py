"""Having the same problem: counted once, told with consent alone, forgotten on demand."""

import pytest
from django.test import Client

from kentongan.accounts import vault
from kentongan.accounts.models import Identity
from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Follower
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.complaints.services import joining
from kentongan.complaints.services.joining import Wish
from kentongan.notifications import rendering
from kentongan.notifications.models import Message
from kentongan.organizations.actor import Actor
from tests.complaints.reaching import reach, submitted

BUDI = PersonalData(email="tetangga@warga.demo")


def join(complaint, **facts):
    wish = Wish(**({"door": Channel.WEB, "personal": BUDI, "agrees": True} | facts))
    return joining.join(complaint, by=Actor.public(), wish=wish)


def told(purpose="followed"):
    return Message.objects.filter(purpose=purpose)


def test_only_a_published_report_is_followed_and_only_who_agrees_is_told(cast):
    with pytest.raises(MoveRefused):
        join(submitted())
    one = reach(cast, "dispatched")
    with pytest.raises(Missing):
        join(one, agrees=False)
    join(one, personal=PersonalData(), agrees=False)
    first, again = join(one), join(one)
    assert first.pk == again.pk
    assert joining.count(one) == 2
    assert told("follow_confirm").count() == 1, (
        "an address is asked once, however often it is typed"
    )
    services.accept(one, by=cast.liaison.actor)
    services.tell(one, by=cast.liaison.actor, text="Kami survei besok.")
    assert joining.sweep(clock.now()) == 0, "nobody has said yes"


def test_a_follower_gets_the_news_of_the_public_and_can_stop_by_its_link(cast, client):
    one = reach(cast, "dispatched")
    follower = join(one)
    url = f"/ikut/{follower.key}/"
    assert client.get(url).status_code == 200
    assert not Follower.objects.get().agreed_at, "a look alone is no yes"
    assert client.post(url, {"do": "yes"}).status_code == 200
    services.accept(one, by=cast.liaison.actor)
    services.note(one, by=cast.liaison.actor, text="Rahasia kantor.")
    assert joining.sweep(clock.now()) == 0
    services.answer(one, by=cast.liaison.actor, text="Sudah diganti.")
    assert joining.sweep(clock.now()) == 1
    assert joining.sweep(clock.now()) == 0
    text = rendering.text_of(told().get())
    assert one.shown_number in text.subject
    assert str(follower.key) in text.body
    assert told().get().about is None, "no page of an officer lists who follows"
    services.hide(one, by=cast.district_admin.actor, hide_reason="court", text="Diminta.")
    assert joining.sweep(clock.now()) == 0
    assert client.post(url, {"do": "stop"}).status_code == 200
    assert vault.address_of(follower.identity_id, transport="email") == ""
    assert not Identity.objects.get(pk=follower.identity_id).email_index
    assert joining.count(one) == 1, "the count stays"


def test_the_page_counts_followers_and_joined_reports_and_names_nobody(cast, client_for):
    one = reach(cast, "dispatched")
    other = reach(cast, "forwarded")
    services.merge(other, by=cast.district_admin.actor, master=one)
    join(one)
    page = Client().get(f"/laporan/{one.shown_number}/").content.decode()
    assert "2 orang lain juga mengalami ini" in page
    for member in (cast.district_admin, cast.liaison):
        shown = client_for(member).get(f"/meja/{one.shown_number}/").content.decode()
        assert "tetangga@" not in page + shown
    own_one = reach(cast, "dispatched", reporter_user_id=cast.reporter.user.pk)
    with pytest.raises(MoveRefused, match="laporan Anda sendiri"):
        join(own_one, personal=PersonalData(), user_id=cast.reporter.user.pk)

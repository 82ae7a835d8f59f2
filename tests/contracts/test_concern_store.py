"""What every record promises of concerns, mails and events."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from concerns import a_change, a_concern, a_mail, a_message, a_moment, an_event
from conversations import a_session, a_turn

from assistant.engagement.concerns import MailState, MessageKind, State, Update
from assistant.errors import Conflict, NotFound, Unreadable


@pytest.fixture
def concern(record):
    """A concern that is kept, with a link of the hash `link-` and its id."""
    new = a_concern()
    return record.add_concern(new, a_change(new), f"link-{new.id}")


def test_a_concern_reads_back_as_it_was_kept(record):
    session = a_session()
    record.open_session(session)
    turn = record.add_turn(a_turn(session.id))
    new = a_concern(session=session.id, turn=turn.id, models=("MCP", "ACO"), urgent=True, article="contract/gms")
    change = a_change(new)
    assert record.add_concern(new, change) == new
    assert record.concern(new.id) == new
    assert record.concern_by_reference(new.reference) == new
    assert record.concerns_of_session(session.id) == (new,)
    assert record.trail(new.id).changes == (change,)


def test_an_unknown_concern_is_none_and_has_no_trail(record):
    assert record.concern(str(uuid4())) is None
    assert record.concern_by_link("nothing") is None
    assert record.concern_by_reference("C-AAAA-AA") is None
    assert record.trail(str(uuid4())).changes == ()
    assert not record.erase_concern(str(uuid4()))


def test_a_key_sent_twice_raises_one_concern(record, concern):
    again = replace(a_concern(), key=concern.key)
    assert record.add_concern(again, a_change(again), "other") == concern
    assert record.concern(again.id) is None
    assert record.concern_by_link("other") is None


def test_a_reference_is_never_given_twice(record, concern):
    other = replace(a_concern(), reference=concern.reference)
    with pytest.raises(Conflict):
        record.add_concern(other, a_change(other))


def test_a_link_leads_to_its_concern_until_it_is_replaced_or_revoked(record, concern):
    assert record.concern_by_link(f"link-{concern.id}") == concern
    record.put_link(concern.id, f"new-{concern.id}", a_moment())
    assert record.concern_by_link(f"link-{concern.id}") is None
    assert record.concern_by_link(f"new-{concern.id}") == concern
    assert record.has_link(concern.id)
    assert record.revoke_links(concern.id)
    assert record.concern_by_link(f"new-{concern.id}") is None
    assert not record.has_link(concern.id)
    assert not record.revoke_links(concern.id)


def test_no_link_is_made_to_no_concern(record):
    with pytest.raises(NotFound):
        record.put_link(str(uuid4()), "hash", a_moment())


def test_an_update_is_kept_with_all_that_belongs_to_it(record, concern):
    reply, note = a_message(concern), a_message(concern, MessageKind.NOTE)
    mail, change = a_mail(concern), a_change(concern, "state", before="new", after="answered")
    changed = replace(concern, state=State.ANSWERED, owner="ann", urgent=True, heard=a_moment(), changed=a_moment())
    (kept,) = record.keep(Update(changed, (change,), (reply, note), (mail,)))
    assert kept == replace(changed, version=2)
    assert record.concern(concern.id) == kept
    trail = record.trail(concern.id)
    assert trail.changes[-1] == change
    assert trail.messages == (reply, note)
    assert trail.mails == (mail,)
    assert [job.payload for job in record.waiting_jobs(1000) if job.key == mail.key] == [{"mail": mail.key}]


def test_a_stale_update_is_refused_whole_and_told_what_is_there_now(record, concern):
    record.keep(Update(replace(concern, owner="ann")))
    with pytest.raises(Conflict) as refused:
        record.keep(Update(replace(concern, owner="ben"), (), (a_message(concern),), (a_mail(concern),)))
    assert refused.value.current.owner == "ann"
    assert record.trail(concern.id).messages == ()
    assert record.trail(concern.id).mails == ()


def test_of_several_updates_all_are_kept_or_none(record, concern):
    other = a_concern()
    record.add_concern(other, a_change(other))
    stale = replace(other, version=7)
    with pytest.raises(Conflict):
        record.keep(Update(replace(concern, owner="ann")), Update(stale))
    assert record.concern(concern.id) == concern


def test_an_update_of_an_erased_concern_is_refused(record, concern):
    assert record.erase_concern(concern.id)
    with pytest.raises(NotFound):
        record.keep(Update(concern))


def test_of_many_who_change_the_same_version_one_succeeds(record, concern):
    def change(owner: str) -> bool:
        try:
            record.keep(Update(replace(concern, owner=owner)))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(change, "abcdefgh"))
    assert outcomes.count(True) == 1
    assert record.concern(concern.id).version == 2


def test_erasing_a_concern_erases_its_link_its_trail_and_its_mails(record, concern):
    mail = a_mail(concern)
    record.keep(Update(concern, (), (a_message(concern),), (mail,)))
    assert record.erase_concern(concern.id)
    assert record.concern_by_link(f"link-{concern.id}") is None
    assert record.trail(concern.id).messages == ()
    assert record.mail(mail.key) is None


def test_erasing_a_session_leaves_its_concerns_without_it(record):
    session = a_session()
    record.open_session(session)
    turn = record.add_turn(a_turn(session.id))
    new = a_concern(session=session.id, turn=turn.id)
    record.add_concern(new, a_change(new))
    record.erase_session(session.id)
    assert record.concern(new.id) == replace(new, session="", turn="")


def test_a_duplicate_is_found_under_the_one_it_was_merged_into(record, concern):
    twin = a_concern()
    record.add_concern(twin, a_change(twin))
    record.keep(Update(replace(concern, count=2)), Update(replace(twin, merged_into=concern.id)))
    assert [each.id for each in record.merged_into(concern.id)] == [twin.id]
    open_ones = [each.id for each in record.open_concerns()]
    assert concern.id in open_ones
    assert twin.id not in open_ones
    record.erase_concern(concern.id)
    assert record.concern(twin.id).merged_into == ""


def test_all_concerns_come_oldest_first(record, concern):
    later = a_concern()
    record.add_concern(later, a_change(later))
    ids = [each.id for each in record.all_concerns()]
    assert ids.index(concern.id) < ids.index(later.id)


def test_a_leavers_concerns_are_given_to_another_in_one_step(record):
    leaver = str(uuid4())
    for _ in range(3):
        new = a_concern(owner=leaver)
        record.add_concern(new, a_change(new))
    assert record.reassign(leaver, "ben", "admin", a_moment()) == 3
    assert record.reassign(leaver, "ben", "admin", a_moment()) == 0
    kept = record.concern(new.id)
    assert (kept.owner, kept.version) == ("ben", 2)
    last = record.trail(new.id).changes[-1]
    assert (last.what, last.before, last.after, last.by) == ("owner", leaver, "ben", "admin")


def test_nul_is_refused_in_every_text(record, concern):
    for bad in (replace(a_concern(), words="a\0b"), replace(a_concern(), topic="\0")):
        with pytest.raises(Unreadable):
            record.add_concern(bad, a_change(bad))
    with pytest.raises(Unreadable):
        record.keep(Update(concern, (), (a_message(concern, words="\0"),)))
    assert record.concern(concern.id) == concern


def test_a_mail_is_queued_once(record, concern):
    mail = a_mail(concern)
    assert record.queue_mail(mail)
    assert not record.queue_mail(replace(mail, at=a_moment()))
    assert record.mail(mail.key) == mail
    assert mail in record.mails(1000)


def test_what_came_of_a_mail_is_kept(record, concern):
    mail = a_mail(concern)
    record.queue_mail(mail)
    settled = replace(mail, state=MailState.SENT, tries=3, reason="", sent=a_moment())
    record.settle_mail(settled)
    assert record.mail(mail.key) == settled


def test_a_mail_that_will_not_be_sent_makes_no_job(record, concern):
    mail = a_mail(concern, state=MailState.NOT_SENT, reason="no mail server is set")
    assert record.queue_mail(mail)
    assert mail.key not in [job.key for job in record.waiting_jobs(1000)]


def test_an_event_reads_back_and_is_kept_once(record):
    event = an_event()
    assert record.add_event(event) == event
    assert record.add_event(replace(event, id=str(uuid4()))) == event
    assert record.event(event.id) == event
    assert event in record.events(1000)
    assert record.event(str(uuid4())) is None
    new = a_concern(event=event.id)
    record.add_concern(new, a_change(new))
    assert record.concerns_of_event(event.id) == (new,)

"""The leads' inbox, its search, and what leads log themselves: events and questions taken on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.model import Person
from assistant.accounts.permissions import Permission
from assistant.engagement.concerns import MailState, uk_day
from assistant.engagement.follow_up import FollowUp
from assistant.engagement.logbook import EventForm
from assistant.engagement.mailing import NO_LINKS
from assistant.engagement.waiting_list import Heard
from assistant.errors import BadInput, NotFound
from assistant.model import Turn
from web import errors
from web.application import desk, library, moment_now
from web.concern_pages import EventPage, EventsPage, HandoverPage, InboxPage, MailsPage, QuestionPage, SearchPage
from web.concern_words import day
from web.filters import asked_of, place_of, query_of, wanted_of
from web.guard import accounts, acting, needs, note
from web.incoming import lines
from web.pages import Problem, ShownTurn, notices, render

leads = Blueprint("leads", __name__)

MAILS_SHOWN = 200


def follow_up() -> FollowUp:
    """All that follows when a GP has raised something."""
    return desk().follow_up


@leads.get("/leads")
@needs(Permission.READ_INBOX)
def inbox() -> ResponseReturnValue:
    """Concerns and questions without a good answer, newest first."""
    asked, today, person = asked_of(request.args), uk_day(moment_now()), acting()
    wanted = wanted_of(asked, person.id, today)
    page = follow_up().inbox.page(wanted, place_of(request.args.get("after", "")), person.id)
    mails = follow_up().casework.mails(MAILS_SHOWN)
    shown = InboxPage(
        title="Inbox",
        asked=asked,
        wanted=wanted,
        items=page.items,
        more=query_of(asked, page.after) if page.after else "",
        since=page.since,
        owners=names(),
        people=readers(),
        practices=follow_up().inbox.practices(),
        here=request.query_string.decode("ascii", "ignore"),
        outdated=desk().editorial.freshness.outdated_sessions(library()),
        answerable=desk().editorial.drafts.answerable_concerns(),
        waiting_mails=sum(mail.state is MailState.WAITING and bool(mail.reason) for mail in mails),
        pressing=desk().reporting.commitments.pressing(),
        notices=notices(),
    )
    return render(shown)


@leads.post("/leads/assign")
@needs(Permission.ANSWER_CONCERNS)
def assign() -> ResponseReturnValue:
    """Give the chosen concerns to an owner, and take the chosen questions out of the inbox."""
    here = redirect(url_for("leads.inbox") + "?" + query_of(asked_of(request.args)), 303)
    chosen = [_chosen(text) for text in request.form.getlist("concern")[:200]]
    questions = request.form.getlist("question")[:200]
    if not (chosen or questions):
        flash("Nothing was chosen. Tick the lines you mean first.")
    elif request.form.get("deed") == "done":
        _take_out(questions, len(chosen))
    else:
        _assign([one for one in chosen if one], request.form.get("owner", ""), len(questions))
    return here


def _take_out(questions: list[str], concerns: int) -> None:
    for turn_id in questions:
        follow_up().inbox.done(turn_id, acting().id)
        note("question.done", turn_id)
    left = " Concerns stay until they have an outcome." if concerns else ""
    flash(f"{len(questions)} taken out of the inbox.{left}")


def _assign(chosen: list[tuple[str, int]], owner: str, questions: int) -> None:
    try:
        owner = owner_of(owner)
    except BadInput as error:
        flash(str(error))
        return
    for concern_id, _ in chosen:
        note("concern.assigned", concern_id)
    assigned = follow_up().casework.assign(chosen, owner, acting().id)
    told = f"{assigned.done} assigned to {names().get(owner, 'nobody')}."
    if assigned.left:
        told += f" Changed by somebody else meanwhile, and left as they are: {', '.join(assigned.left)}."
    flash(told + (" Questions have no owner: open one to take it on as a concern." if questions else ""))


def _chosen(text: str) -> tuple[str, int] | None:
    concern_id, _, version = text.partition(".")
    return (concern_id, int(version)) if version.isascii() and version.isdigit() and len(version) < 10 else None


@leads.route("/leads/search", methods=["GET", "POST"])
@needs(Permission.READ_INBOX)
def search() -> ResponseReturnValue:
    """Search over transcripts. Words are sent by POST, so that no address, history or log has them."""
    words = request.form.get("q", "").strip() if request.method == "POST" else ""
    if not words:
        return render(SearchPage("Search", ""))
    if found := follow_up().casework.by_reference(words):
        return redirect(url_for("casework.concern", concern_id=found.id), 303)
    try:
        page = follow_up().inbox.search(words[:1000], _number(request.form.get("before", "")))
    except BadInput as error:
        return render(SearchPage("Error: Search", words, problem=errors.describe(error)), 422)
    note("transcripts.searched")
    return render(SearchPage("Search", words, _once(page.found), page.before))


def _once(found: tuple[Heard, ...]) -> tuple[Heard, ...]:
    """Each concern or question once, though several of its words were found."""
    return tuple({each.id: each for each in reversed(found)}.values())[::-1]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


# ---- questions that had no good answer


@leads.get("/leads/sessions/<uuid:session_id>/turns/<uuid:turn_id>")
@needs(Permission.READ_INBOX)
def question(session_id: uuid.UUID, turn_id: uuid.UUID) -> ResponseReturnValue:
    """A question with its conversation."""
    turns = transcript(str(session_id))
    one = _turn_of(turns, turn_id)
    note("question.read", str(turn_id))
    return render(QuestionPage("A question without a good answer", one, turns))


@leads.post("/leads/sessions/<uuid:session_id>/turns/<uuid:turn_id>/take-on")
@needs(Permission.ANSWER_CONCERNS)
def take_on(session_id: uuid.UUID, turn_id: uuid.UUID) -> ResponseReturnValue:
    """Make a concern of a question, owned by who does so."""
    turn: Turn = _turn_of(transcript(str(session_id)), turn_id).turn
    concern = follow_up().logbook.take_on(turn, acting().id)
    note("question.taken_on", concern.id)
    flash("This question is a concern of yours now. The GP left no link, so there is nobody to reply to.")
    return redirect(url_for("casework.concern", concern_id=concern.id), 303)


@leads.post("/leads/sessions/<uuid:session_id>/turns/<uuid:turn_id>/done")
@needs(Permission.ANSWER_CONCERNS)
def done(session_id: uuid.UUID, turn_id: uuid.UUID) -> ResponseReturnValue:
    """Take a question out of the inbox."""
    _turn_of(transcript(str(session_id)), turn_id)
    _take_out([str(turn_id)], 0)
    return redirect(url_for("leads.inbox"), 303)


def _turn_of(turns: tuple[ShownTurn, ...], turn_id: uuid.UUID) -> ShownTurn:
    for shown in turns:
        if shown.turn.id == str(turn_id):
            return shown
    raise NotFound("There is no such question; the GP may have erased it.")


# ---- events


@leads.get("/leads/events")
@needs(Permission.READ_INBOX)
def events() -> ResponseReturnValue:
    """The events that were logged, and the form that logs one."""
    today = uk_day(moment_now()).isoformat()
    return render(_events_page(EventForm(str(uuid.uuid4()), "practice_visit", today, "", "", "")))


@leads.post("/leads/events")
@needs(Permission.ANSWER_CONCERNS)
def log_event() -> ResponseReturnValue:
    """Log an event; each remark becomes a concern."""
    sent = request.form
    form = EventForm(
        key=sent.get("key", ""),
        kind=sent.get("kind", ""),
        day=sent.get("day", ""),
        place=sent.get("place", ""),
        who=sent.get("who", ""),
        remarks=lines(sent.get("remarks", "")),
    )
    try:
        event = follow_up().logbook.log(form, acting().id)
    except BadInput as error:
        return render(_events_page(form, errors.describe(error)), 422)
    note("event.logged", event.id)
    flash("The event is logged. Below are its concerns, with what each is like.")
    return redirect(url_for("leads.event", event_id=event.id), 303)


@leads.get("/leads/events/<uuid:event_id>")
@needs(Permission.READ_INBOX)
def event(event_id: uuid.UUID) -> ResponseReturnValue:
    """One event."""
    one, raised = follow_up().logbook.event(str(event_id))
    concerns = tuple((concern, follow_up().logbook.suggested(concern)) for concern in raised)
    articles = {each: library().article(each) for _, suggested in concerns for each in suggested.articles}
    return render(EventPage(f"{one.place}, {day(one.day)}", one, concerns, articles, notices()))


def _events_page(form: EventForm, problem: Problem | None = None) -> EventsPage:
    title = ("Error: " if problem else "") + "Events"
    return EventsPage(title, follow_up().logbook.newest(), form, uk_day(moment_now()).isoformat(), problem)


# ---- mail, and handing over


@leads.get("/leads/mails")
@needs(Permission.READ_INBOX)
def mails() -> ResponseReturnValue:
    """What was and was not sent."""
    newest = follow_up().casework.mails(MAILS_SHOWN)
    shown = tuple((mail, follow_up().casework.found(mail.concern)) for mail in newest)
    return render(MailsPage("What was and was not sent", shown, names(), _mail_warning()))


def _mail_warning() -> str:
    if not follow_up().mail_server:
        return "No mail server is set, so no mail is sent. Reminders are shown on the pages."
    return NO_LINKS if follow_up().mails_lack_links else ""


@leads.get("/leads/handover")
@needs(Permission.ANSWER_CONCERNS)
def handover() -> ResponseReturnValue:
    """Choose who leaves and who takes over."""
    return render(_handover_page())


@leads.post("/leads/handover")
@needs(Permission.ANSWER_CONCERNS)
def hand_over() -> ResponseReturnValue:
    """Give all concerns of somebody who leaves to another, in one step."""
    leaver = request.form.get("leaver", "")
    try:
        moved = follow_up().casework.reassign(_somebody(leaver), owner_of(request.form.get("to", "")), acting().id)
    except BadInput as error:
        return render(_handover_page(errors.describe(error)), 422)
    note("concern.handed_over", leaver)
    flash(f"{moved} handed over.")
    return redirect(url_for("leads.handover"), 303)


def _somebody(person_id: str) -> str:
    if person_id not in names():
        raise BadInput("leaver", "Choose who leaves.")
    return person_id


def _handover_page(problem: Problem | None = None) -> HandoverPage:
    title = ("Error: " if problem else "") + "Hand over concerns"
    return HandoverPage(title, accounts().people.everybody(), readers(), notices(), problem)


# ---- what these pages share


def transcript(session_id: str) -> tuple[ShownTurn, ...]:
    """A session's turns as the GP saw them."""
    if not session_id:
        return ()
    became = desk().editorial.freshness.since
    return tuple(ShownTurn(turn, said, since=became(turn, library())) for turn, said in desk().transcript(session_id))


def names() -> Mapping[str, str]:
    """What people are called, by their ids; also those who have left."""
    return {person.id: person.name for person in accounts().people.everybody()}


def readers() -> tuple[Person, ...]:
    """Those who may own concerns."""
    return tuple(person for person in accounts().people.everybody() if person.may(Permission.ANSWER_CONCERNS))


def owner_of(person_id: str) -> str:
    """The id of somebody who may own concerns, or "" for nobody. Raises BadInput for any other."""
    if person_id and person_id not in {person.id for person in readers()}:
        raise BadInput("owner", "Choose somebody who answers concerns.")
    return person_id

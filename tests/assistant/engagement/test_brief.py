from dataclasses import replace

from conversations import a_turn, an_answer

from assistant.engagement.brief import MOST_QUESTIONS, brief_of
from assistant.model import Answer, Block, Part, Status
from knowledge.model import Citation, Gap, SectionKind, Statement


def cited(text: str, source: str) -> Statement:
    return Statement(text, f"<p>{text}</p>", (Citation(source, f"Title of {source}", "Publisher", "2018", "2018"),))


def asked(question: str, *parts: Part, status: Status = Status.ANSWERED):
    block = Block(question, status, parts)
    return a_turn("s", question=question, answer=replace(an_answer(), status=status, blocks=(block,)))


LEAD = Part("", SectionKind.LEAD, (cited("It depends.", "a"),), "x/y#lead")
SIDES = Part("Sources disagree", SectionKind.DISAGREE, (cited("Yes, says one.", "b"), cited("No, says one.", "a")))
LEVELS = (
    Part("Virtual", SectionKind.LEVEL, (cited("You keep it.", "c"),), "x/y#virtual"),
    Part("Full", SectionKind.LEVEL, (cited("You leave it.", "c"),), "x/y#full"),
)


def test_each_question_is_printed_with_its_lead_both_sides_and_numbered_sources():
    brief = brief_of([asked("Do we keep it?", LEAD, SIDES)])
    (question,) = brief.answered
    assert question.question == "Do we keep it?"
    assert [said.html for said in question.leads] == ["<p>It depends.</p>"]
    assert [said.sources for said in (*question.leads, *question.sides)] == [(1,), (2,), (1,)]
    assert [citation.source for citation in brief.sources] == ["a", "b"]


def test_a_comparison_is_set_side_by_side_once():
    brief = brief_of([asked("Compare the levels", *LEVELS), asked("Compare virtual and full", *LEVELS)])
    (compared,) = brief.compared
    assert [heading for heading, _ in compared.rows] == ["Virtual", "Full"]


def test_what_was_not_answered_and_what_sources_do_not_say_are_open_points():
    gap = Gap("Our sources do not say who pays.", "<p></p>")
    unsettled = Part("Not settled", SectionKind.NOT_SETTLED, (gap,))
    refused = a_turn("s", question="Who pays for tea?", answer=Answer(Status.UNANSWERED_NOT_COVERED, (
        Block("Who pays for tea?", Status.UNANSWERED_NOT_COVERED, ()),)))  # fmt: skip
    brief = brief_of([refused, asked("Do we keep it?", LEAD, unsettled)])
    assert brief.open_points == ("Who pays for tea?", "Our sources do not say who pays.")


def test_a_question_asked_twice_is_printed_once_and_only_so_many_as_fit():
    turns = [asked(f"Question {number}?", LEAD) for number in range(MOST_QUESTIONS + 2)]
    brief = brief_of([*turns, asked("Question 5?", LEAD)])
    assert len(brief.answered) == MOST_QUESTIONS
    assert brief.left_out == 2
    assert brief.answered[-1].question == f"Question {MOST_QUESTIONS + 1}?"


def test_greetings_and_declined_questions_leave_nothing_to_print():
    assert brief_of([]).empty
    assert brief_of([asked("Hello", status=Status.CHAT)]).empty

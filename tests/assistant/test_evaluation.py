"""How a run of a question set is read, judged, counted and compared."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from assistant.editorial.evaluation import Ask, Share, evaluate, quantile, report
from assistant.editorial.question_sets import Case, read_set
from assistant.errors import BadInput
from assistant.model import Answer, ArticleRef, Block, Circumstances, Found, Notice, Part, SectionKind, Status, Turn
from knowledge.model import Citation, Statement

CITED = Citation("source", "A paper", "A publisher", "2019", "2019")


def answered(text: str, article: str = "pay/goodwill", begins: str = "", folded: str = "") -> Answer:
    statement = Statement(text, text, (CITED,))
    parts = [Part("", SectionKind.LEAD, (statement,), f"{article}#lead")]
    if folded:
        parts.append(
            Part("More", SectionKind.ORDINARY, (Statement(folded, folded, (CITED,)),), f"{article}#more", folded=True)
        )
    block = Block("?", Status.ANSWERED, tuple(parts), ArticleRef(article, "?"), begins)
    return Answer(Status.ANSWERED, (block,))


def refused(status: Status = Status.CLOSEST_ONLY, text: str = "We found nothing.") -> Answer:
    part = Part("", SectionKind.ORDINARY, (Notice(text, text),))
    return Answer(status, (Block("?", status, (part,)),), articles=(ArticleRef("pay/goodwill", "?"),))


def saying(answers: dict[str, Answer]) -> Ask:
    """Answers each question as given, and notes in the turn's session what came before it."""

    def ask(text: str, earlier: tuple[Turn, ...]) -> Turn:
        before = "|".join(turn.question for turn in earlier)
        return Turn("t", before, "k", 1, "2026", "release", text, answers[text], Circumstances(), (), Found(), 0.0)

    return ask


def the_case(tmp_path: Path, text: str, name: str = "set.yml") -> Case:
    (tmp_path / name).write_text(text, "utf-8")
    (case,) = read_set(tmp_path / name)
    return case


def why(case: Case, answer: Answer) -> str:
    return evaluate([case], saying({case.question: answer})).outcomes[0].why


def test_any_of_the_acceptable_articles_will_do(tmp_path: Path) -> None:
    case = the_case(tmp_path, "- question: goodwill?\n  article: [pay/other, pay/goodwill]")
    assert why(case, answered("No.")) == ""


def test_another_article_is_wrong(tmp_path: Path) -> None:
    case = the_case(tmp_path, "- question: goodwill?\n  article: [pay/other]")
    assert "wants pay/other, shows pay/goodwill" in why(case, answered("No."))


def test_a_link_to_the_right_article_is_not_an_answer(tmp_path: Path) -> None:
    case = the_case(tmp_path, "- question: goodwill?\n  article: [pay/goodwill]")
    assert "status closest_only" in why(case, refused())


def test_every_part_of_a_message_needs_its_article(tmp_path: Path) -> None:
    case = the_case(tmp_path, "- question: both?\n  each:\n    - [pay/goodwill]\n    - [pay/debts]")
    assert "wants pay/debts" in why(case, answered("No."))


def test_what_is_folded_away_is_not_said(tmp_path: Path) -> None:
    case = the_case(tmp_path, "- question: when?\n  says: ['1 April']")
    assert why(case, answered("On 1 april.")) == ""
    assert "does not say" in why(case, answered("In spring.", folded="On 1 April."))


def test_the_first_word_can_be_asked_for(tmp_path: Path) -> None:
    case = the_case(tmp_path, "- question: may I?\n  begins: 'no'")
    assert why(case, answered("Selling is banned.", begins="No")) == ""
    assert "begins Yes" in why(case, answered("Selling is banned.", begins="Yes"))


def test_an_answer_may_not_be_endless(tmp_path: Path) -> None:
    case = the_case(tmp_path, "- question: why?")
    assert why(case, answered("word " * 400)) == ""
    assert why(case, answered("word " * 401)) == "401 words"


def test_a_set_of_others_needs_every_fact_and_no_wrong_claim(tmp_path: Path) -> None:
    row = {"question": "q", "gold": [["ten years", "decade"], ["once"]], "must_not": ["twice"], "expect": "answer"}
    case = the_case(tmp_path, json.dumps(row), "set.jsonl")
    assert why(case, answered("Once in a decade.")) == ""
    assert why(case, answered("In ten years.")) == "does not say once"
    assert why(case, answered("Once or twice in ten years.")) == "makes a wrong claim"


def test_a_refusal_that_is_wanted_has_to_be_short(tmp_path: Path) -> None:
    case = the_case(tmp_path, json.dumps({"question": "q", "answerable": False}), "set.jsonl")
    assert why(case, refused(Status.UNANSWERED_NOT_COVERED)) == ""
    assert why(case, refused(text="word " * 151)) == "151 words"
    assert "status answered" in why(case, answered("Yes."))


def test_earlier_questions_are_asked_first() -> None:
    case = Case("third", "kind", context=("first", "second"))
    seen: list[tuple[str, ...]] = []
    inner = saying({name: answered("Yes.") for name in ("first", "second", "third")})

    def ask(text: str, earlier: tuple[Turn, ...]) -> Turn:
        seen.append((*(turn.question for turn in earlier), text))
        return inner(text, earlier)

    evaluate([case], ask)
    assert seen == [("first",), ("first", "second"), ("first", "second", "third")]


def test_only_the_last_question_is_timed() -> None:
    clock = itertools.count(step=0.5).__next__
    case = Case("b", "kind", context=("a",))
    assert evaluate([case], saying({"a": answered("A."), "b": answered("B.")}), clock).outcomes[0].ms == 500


def test_refusals_are_counted_both_ways() -> None:
    wants = Case("answerable", "kind")
    refuses = Case("not", "kind", status=("closest_only",))
    run = evaluate([wants, refuses], saying({"answerable": refused(), "not": refused()}))
    assert str(run.false_refusals).startswith("1/1")
    assert str(run.refusals_kept).startswith("1/1")
    assert run.cited_refusals == 0


def test_a_saved_run_tells_what_changed() -> None:
    cases = [Case("a", "kind"), Case("b", "kind")]
    before = evaluate(cases, saying({"a": answered("A."), "b": refused()})).saved()
    now = evaluate(cases, saying({"a": refused(), "b": answered("B.")}))
    assert "1 now right, 1 no longer\n  + b\n  - a" in report(now, before)


def test_a_report_says_how_sure_it_is() -> None:
    text = report(evaluate([Case("a", "odd")], saying({"a": answered("A.")})))
    assert "odd                  1/1 = 1.000 (0.207-1.000)" in text


@pytest.mark.parametrize(("hits", "of", "low", "high"), [(81, 263, 0.2553, 0.3662), (1, 29, 0.0061, 0.1718)])
def test_wilson_s_interval_is_as_published(hits: int, of: int, low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3."""
    assert [round(bound, 4) for bound in Share(hits, of).interval] == [low, high]


def test_a_quantile_is_one_of_the_values() -> None:
    assert [quantile([1, 2, 3, 4], share) for share in (0.5, 0.95)] == [2, 4]
    assert quantile([], 0.5) == 0


@pytest.mark.parametrize(
    "text", ["- article: [a]", "- question: q\n  says: ['(']", "5", "- question: q\n  status: [odd]"]
)
def test_a_set_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.yml").write_text(text)
    with pytest.raises(BadInput, match=r"odd\.yml cannot be read"):
        read_set(tmp_path / "odd.yml")

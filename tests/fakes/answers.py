"""One answer of each kind, so that pages and tests can show them all."""

from dataclasses import replace

from fakes.content import CONTRACT, PENSION, notice

from assistant.model import Answer, ArticleRef, Block, Part, Status, Suggestion
from knowledge.model import Article, Section, SectionKind


def ref(article: Article) -> ArticleRef:
    return ArticleRef(article.id, article.question, article.standing.value)


def part(article: Article, section: Section, *, folded: bool = False, why: str = "") -> Part:
    return Part(section.heading, section.kind, section.items, article.passage_id(section), folded, why)


def block(article: Article, status: Status, *, begins: str = "", question: str = "") -> Block:
    parts = tuple(part(article, section, folded=section.anchor == "virtual") for section in article.sections)
    return Block(question or article.question, status, parts, ref(article), begins)


NEXT = (
    Suggestion("Can we go back?", "Can we go back to GMS if it fails?"),
    Suggestion("What about my pension?", "Do I stay in the NHS Pension Scheme?"),
)

FULL = Answer(
    Status.ANSWERED,
    (block(CONTRACT, Status.ANSWERED, begins="It depends"),),
    (ref(CONTRACT),),
    ("contract",),
    NEXT,
    understood="What happens to our GMS or PMS contract?",
    notes=("Searched for “contract”; “contarct” was read as “contract”.",),
)

NOT_KNOWN = Answer(
    Status.UNANSWERED_NOT_KNOWN,
    (block(PENSION, Status.UNANSWERED_NOT_KNOWN),),
    (ref(PENSION),),
    ("pensions",),
    NEXT[:1],
    understood="Do I stay in the NHS Pension Scheme?",
)

TWO = Answer(
    Status.ANSWERED_PARTLY,
    (
        block(CONTRACT, Status.ANSWERED, begins="No", question="Do we keep our contract?"),
        block(PENSION, Status.UNANSWERED_NOT_KNOWN, question="And our pension?"),
    ),
    (ref(CONTRACT), ref(PENSION)),
    ("contract", "pensions"),
    NEXT,
)

ASKED_BACK = replace(
    FULL,
    status=Status.ASKED_BACK,
    choices=(
        Suggestion("Integrated care provider (2018–)", "What is an integrated care provider?"),
        Suggestion("Integrated care partnership", "What is an integrated care partnership?"),
    ),
)


def only(status: Status, words: str, *articles: Article) -> Answer:
    """An answer that states nothing: a fixed reply, and perhaps links."""
    reply = Part("", SectionKind.LEAD, (notice(words),))
    return Answer(status, (Block("", status, (reply,)),), tuple(ref(article) for article in articles))


BY_WORD = {
    "weather": only(Status.DECLINED_SCOPE, "I only answer questions about accountable care and general practice."),
    "diagnose": only(Status.DECLINED_CLINICAL, "I cannot help with a patient's care."),
    "hello": only(Status.CHAT, "Hello. Ask me what accountable care would mean for your practice."),
    "building": only(Status.CLOSEST_ONLY, "I have no answer to that; these are close.", CONTRACT, PENSION),
    "icp": ASKED_BACK,
    "both": TWO,
    "pension": NOT_KNOWN,
    "contract": FULL,
    "gms": FULL,
}

NOT_COVERED = only(Status.UNANSWERED_NOT_COVERED, "Our sources do not cover that. Your question is kept for the team.")


def answer_to(question: str) -> Answer:
    """The answer whose word the question holds."""
    return next((answer for word, answer in BY_WORD.items() if word in question.lower()), NOT_COVERED)

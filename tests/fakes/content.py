"""A handful of articles and sources, enough to show every part an article or an answer may have."""

from dataclasses import replace

from knowledge.model import (
    Article,
    AuthorType,
    Certainty,
    Citation,
    Event,
    Explorer,
    Gap,
    Item,
    Notice,
    Section,
    SectionKind,
    Source,
    Standing,
    Starter,
    Statement,
    Step,
    Term,
    ToSettle,
    Wording,
)

GPONLINE = Source(
    "gponline-acos",
    "What are ACOs and what do they mean for GPs?",
    "GPonline",
    AuthorType.PRESS,
    "2018-01",
    inferred=True,
    url="https://www.gponline.example/acos-mean-gps",
)
LAW_FIRM = Source(
    "lexology-models",
    "Emerging models of care",
    "law firm on Lexology",
    AuthorType.LAW_FIRM,
    "2018-02",
    inferred=True,
    url="https://www.lexology.example/models",
)
REGULATIONS = Source(
    "si-2019-248",
    "The Integrated Care Regulations 2019",
    "UK Parliament",
    AuthorType.LEGISLATION,
    "2019-02-13",
    url="https://www.legislation.example/uksi/2019/248",
)
UNDATED = Source("lmc-note", "A note for practices", "An LMC", AuthorType.UNION)

SOURCES = (GPONLINE, LAW_FIRM, REGULATIONS, UNDATED)

_WHEN = {
    "gponline-acos": "about January 2018",
    "lexology-models": "about February 2018",
    "si-2019-248": "13 February 2019",
    "lmc-note": "undated",
}


def cited(source: Source) -> Citation:
    return Citation(source.key, source.title, source.publisher, source.date, _WHEN[source.key], source.url)


def says(text: str, *sources: Source) -> Statement:
    return Statement(text, text, tuple(cited(source) for source in sources))


def gap(text: str) -> Gap:
    return Gap(text, text)


def notice(text: str) -> Notice:
    return Notice(text, text)


def section(kind: SectionKind, heading: str, anchor: str, *items: Item, value: str = "") -> Section:
    return Section(kind, heading, anchor, items, line=1, value=value)


CONTRACT = Article(
    id="contract/our-contract",
    topic="contract",
    question="What happens to our GMS or PMS contract?",
    models=("MCP", "PACS", "ACO"),
    standing=Standing.CONTESTED,
    reviewed="2026-11-21",
    review_by="2027-05-21",
    owner="contracts editor",
    sections=(
        section(
            SectionKind.LEAD,
            "",
            "lead",
            says("It depends on how closely your practice joins the new organisation.", GPONLINE),
            says("In the virtual and partial models you keep your GMS or PMS contract.", GPONLINE, LAW_FIRM),
        ),
        section(
            SectionKind.LEVEL,
            "Virtual",
            "virtual",
            says("You keep your contract and add an alliance agreement with the other providers.", GPONLINE),
            value="virtual",
        ),
        section(
            SectionKind.LEVEL,
            "Full",
            "full",
            says("Your GMS or PMS contract is suspended or ended while you work under the ACO contract.", LAW_FIRM),
            value="full",
        ),
        section(
            SectionKind.DISAGREE,
            "Sources disagree",
            "sources-disagree",
            says("A law firm wrote around February 2018 that partners would become employees.", LAW_FIRM),
            says("GPonline reported around January 2018 that partners could also be owners.", GPONLINE),
        ),
        section(
            SectionKind.SINCE,
            "Since then",
            "since-then",
            says("In February 2019 regulations named the integrated care provider contract.", REGULATIONS),
        ),
        section(
            SectionKind.NOT_SETTLED,
            "Not settled",
            "not-settled",
            gap("Our sources do not say how long a suspended contract is kept."),
        ),
        section(
            SectionKind.ADVICE,
            "Who can advise",
            "who-can-advise",
            notice("Your LMC, the BMA, or a solicitor who knows GP contracts."),
        ),
    ),
    wordings=(Wording("Do we lose our GMS?", None, 1),),
    related=("pensions/nhs-pension", "gone/away"),
    was=("contract/gms",),
)

PENSION = Article(
    id="pensions/nhs-pension",
    topic="pensions",
    question="Do I stay in the NHS Pension Scheme?",
    models=("ACO",),
    standing=Standing.NOT_KNOWN,
    reviewed="2026-11-21",
    review_by="2027-05-21",
    owner="pensions editor",
    sections=(
        section(SectionKind.LEAD, "", "lead", gap("Our sources do not say whether an ACO's partners stay in.")),
        section(
            SectionKind.ORDINARY,
            "What is known",
            "what-is-known",
            says("In January 2018 pensions were named as an open question.", GPONLINE),
        ),
        section(SectionKind.ADVICE, "Who can advise", "who-can-advise", notice("NHS Pensions.")),
    ),
    wordings=(),
)

LEVELS = replace(
    CONTRACT,
    id="contract/compare-levels-contract",
    question="How do the levels compare on the contract?",
    wordings=(),
    was=(),
    compare="levels",
    row="Contract",
)

MODELS = replace(
    PENSION,
    id="pensions/compare-pension",
    question="How do the models compare on pensions?",
    sections=(
        section(SectionKind.LEAD, "", "lead", says("Pensions were an open question for MCPs.", LAW_FIRM)),
        section(SectionKind.MODEL, "MCP", "mcp", says("Open in February 2018.", LAW_FIRM), value="MCP"),
    ),
    compare="models",
    row="Pension",
)

ARTICLES = (CONTRACT, LEVELS, MODELS, PENSION)

EVENTS = (
    Event("about January 2018", "2018-01", says("GPonline explains accountable care.", GPONLINE)),
    Event("13 February 2019", "2019-02-13", says("Suspension becomes law.", REGULATIONS), "contract/our-contract"),
)

EXPLORER = Explorer(
    out=(
        Step(
            "decide",
            "Decide the level",
            Certainty.DISPUTED,
            (says("GPonline named three levels.", GPONLINE), says("A law firm named two.", LAW_FIRM)),
            (says("In 2019 the regulations named neither.", REGULATIONS),),
            "contract/our-contract",
        ),
    ),
    back=(Step("return", "Give notice", Certainty.NOT_KNOWN, (gap("Our sources do not say how much notice."),)),),
    questions=(ToSettle("Is this an ICP contract?", "Only that one may be suspended.", "contract/our-contract"),),
)

TERMS = (
    Term(
        "ICP-provider",
        "Integrated care provider, the holder of the renamed contract.",
        ("ICP", "integrated care provider"),
        years="2018-2019",
        now="The ACO contract, renamed.",
        citations=(cited(LAW_FIRM),),
        article="contract/our-contract",
        confused_with=("ICP-partnership",),
    ),
    Term("ICP-partnership", "Integrated care partnership.", ("ICP", "integrated care partnership")),
)

STARTERS = (
    Starter("contract", ("What happens to our GMS or PMS contract?", "Who signs the alliance agreement?")),
    Starter("pay", ("Will I earn less?", "Who sets my salary?")),
    Starter("right-to-return", ("Can we go back to GMS if it fails?",)),
    Starter("pensions", ("Do I stay in the NHS Pension Scheme?",)),
    Starter("premises", ("What happens to our building?",)),
    Starter("workload", ("Will my workload go up?",)),
)

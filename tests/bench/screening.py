"""How long the normaliser and the search for personal data take.

Bombs are 64 KB of what makes careless rules slow; texts of 1,000 characters are cut from them and from
ordinary questions.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.normalising import normalise
from assistant.personal_data import likely, mask
from tests.bench.rows import Took, tell_quantile, timed

SIZE = 64 * 1024
PIECES = (
    *("1", "1 ", "12 ", "123 ", "1234 ", "0", "0 ", "01 ", "020 ", "07700 ", "(0", "+44 ", "+", "4111 ", "4111-1111-"),
    *(
        "4" * 19 + " ",
        "a",
        "a ",
        "A ",
        "A. ",
        "a.",
        "a@",
        "@",
        "a-",
        "a dot ",
        "a at ",
        "dot",
        "(at)",
        "a@b.",
        "-.",
        "''",
    ),
    *("GMC ", "GMC 1", "nhs no", "NHS number ", "dob ", "born 1", "b.", "tel: 1", "national insurance ", "NI "),
    *("AB 12 ", "SW1", "E1A ", "Mr A", "Mr A ", "Aa Aa ", "my patient A ", "Surgery ", "at A "),
    *("[", "![", "(", "[phone number removed]", "\N{COMBINING ACUTE ACCENT}\N{COMBINING DOT BELOW}"),
    *("\N{COMBINING ACUTE ACCENT}", "e\N{COMBINING ACUTE ACCENT}", "\N{FULLWIDTH DIGIT ONE}"),
    *("\N{ARABIC-INDIC DIGIT ONE} ", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "\r\n", "\x00"),
    *("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}", "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}"),
)


def main() -> None:
    """The median and the slowest text of each size: what one visitor may make everybody wait for."""
    bombs = [(piece * (SIZE // len(piece) + 1))[:SIZE] for piece in PIECES]
    bombs.append("".join(chr(0x00A1 + at % 0xD000) for at in range(SIZE)))
    ordinary = (Path(__file__).parents[1] / "assistant" / "ordinary_questions.txt").read_text(encoding="utf-8")
    short = [bomb[:1_000] for bomb in bombs] + [ordinary[at : at + 1_000] for at in range(0, len(ordinary), 1_000)]
    for name, step in (("normalise", _normalised), ("mask", mask), ("look for names", likely)):
        tell(f"{name}, 1,000 characters", step, short, times=5, goal=5)
        tell(f"{name}, 64 KB", step, bombs, times=2, goal=200)


def _normalised(text: str) -> str:
    return normalise(text, "question")


def tell(what: str, step: Callable[[str], object], texts: list[str], times: int, goal: float) -> None:
    """Each text counts with the best of `times`, by the time of the processor: others on the machine do not."""
    best = [min((timed(lambda text=text: step(text)) for _ in range(times)), key=_processor) for text in texts]
    tell_quantile(f"{what}, p50", best, 0.5)
    tell_quantile(f"{what}, slowest", best, 1, goal)


def _processor(took: Took) -> float:
    return took.processor


if __name__ == "__main__":
    main()

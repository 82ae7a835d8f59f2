"""Times the normaliser and the search for personal data in processor time: `python tests/bench/screening.py`.

Bombs are 64 KB of what makes careless rules slow; texts of 1,000 characters are cut from them and from
ordinary questions.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from assistant.normalising import normalise
from assistant.personal_data import likely, mask

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
    """Print the slowest texts of each size for each step."""
    bombs = [(piece * (SIZE // len(piece) + 1))[:SIZE] for piece in PIECES]
    bombs.append("".join(chr(0x00A1 + at % 0xD000) for at in range(SIZE)))
    ordinary = (Path(__file__).parents[1] / "assistant" / "ordinary_questions.txt").read_text(encoding="utf-8")
    short = [bomb[:1_000] for bomb in bombs] + [ordinary[at : at + 1_000] for at in range(0, len(ordinary), 1_000)]
    for name, step in (("normalise", lambda text: normalise(text, "question")), ("mask", mask), ("likely", likely)):
        report(f"{name}, 1,000 characters", step, short, times=5)
        report(f"{name}, 64 KB", step, bombs, times=2)


def report(name: str, step: Callable[[str], object], texts: list[str], times: int) -> None:
    """Print the median and the slowest text, each the best of `times`."""
    took = sorted((min(timed(step, text) for _ in range(times)), text[:24]) for text in texts)
    median = statistics.median(milliseconds for milliseconds, _ in took)
    slowest = ", ".join(f"{milliseconds:.2f} {start!r}" for milliseconds, start in reversed(took[-3:]))
    sys.stdout.write(f"{name}: {len(texts)} texts, median {median:.2f}, slowest {slowest}\n")


def timed(step: Callable[[str], object], text: str) -> float:
    """The processor time of one call, in milliseconds: what others do on the machine does not count."""
    start = time.process_time()
    step(text)
    return (time.process_time() - start) * 1_000


if __name__ == "__main__":
    main()

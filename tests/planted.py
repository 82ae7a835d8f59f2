"""Identifiers of nobody, made from a seed in the many ways people write them, and questions that hold them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.personal_data import Kind


@dataclass(frozen=True, slots=True)
class Planted:
    """A question and the identifier planted in it; `secret` is the part that must not be kept."""

    question: str
    kind: Kind
    secret: str


def planted(seed: int, each: int) -> Iterator[Planted]:
    """`each` questions for every structured kind."""
    chance = random.Random(seed)
    for kind, write in _WRITERS.items():
        for _ in range(each):
            secret, told = write(chance)
            yield Planted(chance.choice(_QUESTIONS).format(told), kind, secret)


_QUESTIONS = (
    "{}. Can she be seen at the hub if we are partly integrated?",
    "A patient of mine ({}) asks whether the ACO may see her record. May it?",
    "We have 8,412 patients and one of them, {}, was told on 1 April 2019 to move lists. Is that allowed?",
    "who pays for a complaint made in 2017-18? it is about {} and came to £4,250",
    "Please answer to {}, I'm at the surgery until 6.30.\nDo we keep GMS?",
    "Is our list of 100,000 enough for an MCP? {}",
    "Would this person be TUPE'd: {}; started 01/09/2011, 22 hours a week",
    "My details are {}\nand I would like to know whether clause 17.4.2 binds a salaried GP.",
    "If I sign, does \u2018{}\u2019 go on the contract of 2019/20?",
    "Re: {} - what happens to this under Schedule 3A?",
)

Writer = Callable[[random.Random], tuple[str, str]]


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _cued(chance: random.Random, cues: tuple[str, ...], secret: str) -> tuple[str, str]:
    return secret, chance.choice(cues).format(secret)


def _in_groups(text: str, sizes: tuple[int, ...], separator: str) -> str:
    groups, at = [], 0
    for size in sizes:
        groups.append(text[at : at + size])
        at += size
    return separator.join(groups)


_SEPARATORS = (" ", " ", "", "-", "  ", "\N{NO-BREAK SPACE}", "\N{EN DASH}", ".", " - ")


def _nhs_number(chance: random.Random) -> tuple[str, str]:
    check = 10
    while check == 10:
        number = chance.choice("4679") + _digits(chance, 8)
        check = -sum((10 - at) * int(digit) for at, digit in enumerate(number)) % 11
    secret = _in_groups(f"{number}{check}", (3, 3, 4), chance.choice(_SEPARATORS))
    if chance.random() < 0.1:
        secret = secret.translate({ord("0") + at: chr(0xFF10 + at) for at in range(10)})
    return _cued(chance, ("{}", "NHS no: {}", "NHS number {}", "nhs num {}", "Jane, NHS No. {}", "NHS#{}"), secret)


def _gmc_number(chance: random.Random) -> tuple[str, str]:
    number = chance.choice("1234567") + _digits(chance, 6)
    cues = (
        "GMC {}",
        "GMC number {}",
        "my gmc no is {}",
        "GMC: {}",
        "GMC ref. no: {}",
        "{} (GMC)",
        "General Medical Council number {}",
    )
    if chance.random() < 0.25:
        return _cued(chance, ("{}", "GMC {}", "registered as {}"), f"C{number[: chance.choice((6, 7))]}")
    return _cued(chance, cues, number)


def _national_insurance(chance: random.Random) -> tuple[str, str]:
    prefix = chance.choice(("AB", "CE", "JG", "LK", "NW", "PA", "SR", "YZ", "HH", "ZT"))
    number = f"{prefix}{_digits(chance, 6)}{chance.choice('ABCD')}"
    secret = _in_groups(
        number, *chance.choice((((2, 2, 2, 2, 1), " "), ((9,), ""), ((2, 6, 1), " "), ((2, 2, 2, 2, 1), "-")))
    )
    if " " not in secret and chance.random() < 0.3:
        secret = secret.lower()
    return _cued(chance, ("{}", "NI number {}", "NINO: {}", "national insurance no. {}"), secret)


_CARDS = (
    ("4", 16),
    ("51", 16),
    ("55", 16),
    ("2221", 16),
    ("2720", 16),
    ("34", 15),
    ("37", 15),
    ("6011", 16),
    ("4", 13),
    ("6304", 19),
)


def _card(chance: random.Random) -> tuple[str, str]:
    start, length = chance.choice(_CARDS)
    number = start + _digits(chance, length - len(start) - 1)
    doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(number))]
    number += str(-sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10)
    sizes = {15: (4, 6, 5), 16: (4, 4, 4, 4), 13: (4, 4, 4, 1), 19: (4, 4, 4, 4, 3)}[length]
    return _cued(
        chance,
        ("{}", "card {}", "Visa: {}", "card no {} exp 12/27"),
        _in_groups(number, sizes, chance.choice((" ", "-", ""))),
    )


def _email(chance: random.Random) -> tuple[str, str]:
    first, last = (
        chance.choice(("john", "Aisha", "m", "siobhán", "wei")),
        chance.choice(("smith", "o'neill", "Khan-Jones", "patel2")),
    )
    host = chance.choice(("nhs.net", "gmail.com", "oak-surgery.co.uk", "riverside.nhs.uk", "doctors.org.uk"))
    plain = f"{first}{chance.choice(('.', '_', '-', '', '+'))}{last}@{host}"
    told_apart = plain.replace("@", chance.choice((" at ", "(at)", " [at] "))).replace(
        ".", chance.choice((" dot ", "[dot]", " dot "))
    )
    secret = told_apart if " dot " in told_apart and chance.random() < 0.2 else plain
    return _cued(chance, ("{}", "e-mail {}", "mailto:{}", "<{}>", "Email: {}"), secret)


_PHONES = tuple(
    """
    020 7946 0###|(020) 7946 0###|0207 946 0###|0161 496 0###|01632 960###|01632-960-###|(01632) 960 ###|0163296####
    07700 900###|07700900###|07700 900 ###|077 00 90 0###|07700.900.###|0 7 7 0 0 9 0 0 1 # 3|447700900###|0303 496 0###
    +44 7700 900###|+447700900###|+44 (0)7700 900 ###|0044 20 7946 0###|+44(0)161 496 0###|+44-20-7946-0###
    020 7946 0### ext 214|01632 960### x12|01204 52###|0800 496 ###|(+44) 20 7946 0###
    \uff10\uff17\uff17\uff10\uff10 900###
    """.strip()
    .replace("\n    ", "|")
    .split("|")
)


def _phone(chance: random.Random) -> tuple[str, str]:
    secret = "".join(_digits(chance, 1) if character == "#" else character for character in chance.choice(_PHONES))
    return _cued(chance, ("{}", "tel {}", "Tel: {}", "call me on {}", "mob {}"), secret)


_MONTHS = "January February March April May June July August September October November December"


def _birth(chance: random.Random) -> tuple[str, str]:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1925, 2015)
    name, ordinal = _MONTHS.split()[month - 1], {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
    secret = chance.choice(
        (
            f"{day:02}/{month:02}/{year}",
            f"{day}/{month}/{year % 100:02}",
            f"{day:02}.{month:02}.{year}",
            f"{day:02}-{month:02}-{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {name} {year}",
            f"{day}{ordinal} {name} {year}",
            f"{day}{ordinal} of {name} {year}",
            f"{day} {name[:3]} {year % 100:02}",
            f"{name} {day}, {year}",
            f"{day}-{name[:3]}-{year}",
            f"{day:02}{month:02}{year}",
            f"{day:02} {month:02} {year}",
            f"{day} / {month} / {year}",
        )
    )
    cues = (
        "dob {}",
        "DOB: {}",
        "D.O.B. {}",
        "d.o.b: {}",
        "born {}",
        "born on {}",
        "date of birth {}",
        "Date of Birth is {}",
        "{} (dob)",
        "she was born in Leeds on {}",
        "DoB - {}",
        "birthday {}",
        "d o b {}",
    )
    return _cued(chance, cues, secret)


_OUTWARDS = (
    "M1",
    "B33",
    "CR2",
    "DN55",
    "W1A",
    "EC1A",
    "SW1A",
    "TA1",
    "BS20",
    "LA14",
    "NE1",
    "PO1",
    "N1C",
    "SE1",
    "ZE2",
    "L1",
    "OL10",
    "ec4y",
)


def _postcode(chance: random.Random) -> tuple[str, str]:
    inward = chance.choice("0123456789") + "".join(chance.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    secret = chance.choice(_OUTWARDS) + chance.choice((" ", " ", "", "  ", "\N{NO-BREAK SPACE}")) + inward
    if chance.random() < 0.3:
        secret = secret.lower()
    return _cued(chance, ("{}", "lives at 14 High Street, {}", "postcode {}", "Barrow {}"), secret)


_WRITERS: dict[Kind, Writer] = {
    Kind.NHS_NUMBER: _nhs_number,
    Kind.GMC_NUMBER: _gmc_number,
    Kind.NATIONAL_INSURANCE: _national_insurance,
    Kind.CARD: _card,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.BIRTH: _birth,
    Kind.POSTCODE: _postcode,
}

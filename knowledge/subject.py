"""Takes out of a text what everything here is about, so that its meaning is compared by what else it says.

To an encoder "are GPs forced to join ACOs" is first of all about GPs and ACOs, and so like every other question that
names both. Editors and GPs mostly write "we" and leave the organisation out; so both are read as if they had.
"""

from __future__ import annotations

import re

from knowledge.words import words

_US = re.compile(r"\b(?:GP partners|GP practices|practices|surgeries|GPs|general practitioners|family doctors)\b", re.I)
_IT = re.compile(
    r"\b(?:(?:an?|the|this|these|those|new) )*"
    r"(?:ACOs?|accountable care(?: organi[sz]ations?| systems?)?|ICPs?|integrated care providers?)\b",
    re.I,
)
_LONG = re.compile(r"\baccountable care organi[sz]ation(?=s?\b)", re.I)
_THIN = frozenset(
    """a an the is are was were do does did will would can could should shall may might must have has had i we you my
    our your me us what how who when where why which and or but so if then to of in on for at by with from as be been
    being not no it its that this these those them they their there about any some mean means explain tell stand
    called""".split()
)


def beside_the_subject(text: str) -> str:
    """The text with "we" for GPs and "it" for an accountable care organisation, where enough else is said.

    "What is an ACO?" stays as it is: there the organisation is the question, by its short name.
    """
    short = _LONG.sub("ACO", text)
    of_us = _US.sub("we", short)
    bare = _IT.sub("it", of_us)
    if _telling(bare) > 1:
        return bare
    return of_us if _telling(of_us) else short


def _telling(text: str) -> int:
    """How many words are left that carry a meaning of their own."""
    return sum(word.form not in _THIN for word in words(text))

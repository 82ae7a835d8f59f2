"""An HTML page as a test reads it: its words, its headings, its fields, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr"}
FIELDS = {"input", "textarea", "select"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")


@dataclass
class Page:
    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        reader = _Reader(self.elements)
        reader.feed(self.html)
        reader.close()

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def of_class(self, name: str) -> list[Element]:
        return [element for element in self.elements if name in element["class"].split()]

    @property
    def title(self) -> str:
        return " ".join(self.all("title")[0].text.split())

    @property
    def ids(self) -> list[str]:
        return [element["id"] for element in self.elements if element["id"]]

    @property
    def text(self) -> str:
        return " ".join(self.all("main")[0].text.split())

    def value(self, name: str) -> str:
        """What the field of that name holds."""
        found = next(each for each in self.elements if each.tag in FIELDS and each["name"] == name)
        return found.text.removeprefix("\n") if found.tag == "textarea" else found["value"]

    def faults(self) -> list[str]:
        """Everything that no page of ours may have or lack."""
        return [*self._missing(), *self._inline(), *self._unlabelled(), *self._unguarded()]

    def _missing(self) -> list[str]:
        faults = []
        if self.all("html")[0]["lang"] != "en":
            faults.append("the page does not name its language")
        if len(self.all("h1")) != 1:
            faults.append(f"the page has {len(self.all('h1'))} h1")
        faults += [f"id {each!r} twice" for each in set(self.ids) if self.ids.count(each) > 1]
        return faults

    def _inline(self) -> list[str]:
        faults = ["an inline script" for each in self.all("script") if not each["src"] or each.text.strip()]
        faults += ["a style element" for _ in self.all("style")]
        faults += [f"an inline style on {each.tag}" for each in self.elements if "style" in each.attributes]
        faults += [
            f"{name} on {each.tag}" for each in self.elements for name in each.attributes if name.startswith("on")
        ]
        return faults

    def _unlabelled(self) -> list[str]:
        labelled = {label["for"] for label in self.all("label")}
        fields = (each for each in self.elements if each.tag in FIELDS and each["type"] != "hidden")
        return [f"no label for {each['name']}" for each in fields if each["id"] not in labelled]

    def _unguarded(self) -> list[str]:
        posts = sum(form["method"] == "post" for form in self.all("form"))
        tokens = sum(each["name"] == "csrf_token" for each in self.all("input"))
        return [] if posts == tokens else [f"{posts} forms that post, {tokens} tokens"]


class _Reader(HTMLParser):
    def __init__(self, elements: list[Element]) -> None:
        super().__init__()
        self.elements = elements
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

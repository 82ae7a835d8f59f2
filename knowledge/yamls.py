"""Reads YAML an editor wrote: safe types only, no aliases, no key twice, and every fault with its line."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

# The parser in C is ten times as fast; some builds of PyYAML come without it.
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlFault(Exception):
    """YAML that cannot be taken; `line` counts from 1 within the text given."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class _Loader(_Safe):  # type: ignore[misc]  # the base is one of two classes
    """A safe loader without repeated keys and without dates: "2018-02" is a date of ours and none of YAML's."""

    yaml_implicit_resolvers = {  # noqa: RUF012 -- the name and shape are PyYAML's
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(getattr(key, "value", key))
            if name in seen:
                raise YamlFault(f"{name!r} is given twice.", key.start_mark.line + 1)
            seen.add(name)
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return made


def load(text: str) -> Any:
    """The value of one YAML document. Raises YamlFault."""
    return load_with_lines(text)[0]


def load_with_lines(text: str) -> tuple[Any, dict[str, int]]:
    """The value, and the line of each top-level key, or of each item as "0", "1" … for a list. Raises YamlFault."""
    try:
        _refuse_aliases(text)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            return (loader.construct_document(node) if node is not None else None), _lines(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFault(f"This is not valid YAML: {error.problem or error}.", mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise YamlFault(f"This is not valid YAML: {error}.", 1) from error
    except (ValueError, RecursionError) as error:
        raise YamlFault("This YAML cannot be read.", 1) from error


def _refuse_aliases(text: str) -> None:
    """A few lines of aliases can expand to gigabytes, so none are followed."""
    if "*" not in text:
        return
    for event in yaml.parse(text, Loader=_Safe):
        if isinstance(event, yaml.events.AliasEvent):
            line = getattr(event.start_mark, "line", 0) + 1
            raise YamlFault("Aliases (*name) are not allowed here.", line)


def _lines(node: yaml.Node | None) -> dict[str, int]:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    if isinstance(node, yaml.SequenceNode):
        return {str(n): item.start_mark.line + 1 for n, item in enumerate(node.value)}
    return {}

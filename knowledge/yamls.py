"""Reads YAML an editor wrote: safe types only, no aliases, no key twice, and every fault with its line."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml


class YamlFault(Exception):
    """YAML that cannot be taken; `line` counts from 1 within the text given."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class _Loader(yaml.SafeLoader):
    """SafeLoader without aliases (a few lines can expand to gigabytes) and without repeated keys."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            line = self.line + 1
            raise YamlFault("Aliases (*name) are not allowed here.", line)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(getattr(key, "value", key))
            if name in seen:
                raise YamlFault(f"{name!r} is given twice.", key.start_mark.line + 1)
            seen.add(name)
        return super().construct_mapping(node, deep)


# Dates stay the text that was typed: a date without a day ("2018-02") is one of ours and none of YAML's.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(text: str) -> Any:
    """The value of one YAML document. Raises YamlFault."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 -- _Loader is a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFault(f"This is not valid YAML: {error.problem or error}.", mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise YamlFault(f"This is not valid YAML: {error}.", 1) from error
    except (ValueError, RecursionError) as error:
        raise YamlFault("This YAML cannot be read.", 1) from error


def key_lines(text: str) -> dict[str, int]:
    """The line of each top-level key, or of each item's first key as "0", "1" … for a list."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, YamlFault, ValueError, RecursionError):
        return {}
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    if isinstance(node, yaml.SequenceNode):
        return {str(n): item.start_mark.line + 1 for n, item in enumerate(node.value)}
    return {}

"""Rules of the house that no linter of ours knows: looked for in the syntax tree of every module."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

FILES = [path for folder in ("knowledge", "assistant", "web") for path in Path(folder).rglob("*.py")]
TEMPLATES = list(Path("web/templates").rglob("*.html"))

SQL = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\b")

MAKES_HTML = {"knowledge/markup.py", "web/charts.py"}
"""What templates take as HTML comes from these: one sanitises, one fills frames of its own and escapes what goes in."""

LOADS_YAML = {"knowledge/yamls.py"}


def _name(node: ast.AST) -> str:
    """A dotted name, or ""."""
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}".strip(".")
    return node.id if isinstance(node, ast.Name) else ""


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield _name(node.func), node


def sql_by_formatting(path: str, tree: ast.AST) -> list[int]:
    """SQL is written out; what is put into it is a constant in capitals, or the line says that it is ours."""
    said = [line.endswith(" of ours") for line in _lines(path)]
    return [
        node.lineno
        for node in ast.walk(tree)
        if _begins_as_sql(node) and not _has_constants_only(node) and not any(said[node.lineno - 1 : node.end_lineno])
    ]


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def _begins_as_sql(node: ast.AST) -> bool:
    """Whether this puts a text together that begins as a statement does."""
    first: ast.AST | None = None
    if isinstance(node, ast.JoinedStr):
        first = node.values[0] if node.values else None
    elif isinstance(node, ast.BinOp):
        first = node.left
    return isinstance(first, ast.Constant) and isinstance(first.value, str) and bool(SQL.match(first.value))


def _has_constants_only(node: ast.AST) -> bool:
    values = [part.value for part in getattr(node, "values", ()) if isinstance(part, ast.FormattedValue)]
    return isinstance(node, ast.JoinedStr) and all(_name(value).lstrip("_").isupper() for value in values)


def html_taken_on_trust(path: str, tree: ast.AST) -> list[int]:
    """Markup, and templates made of strings."""
    bad = {"Markup", "markupsafe.Markup", "render_template_string", "flask.render_template_string"}
    return [] if path in MAKES_HTML else [node.lineno for name, node in _calls(tree) if name in bad]


def objects_from_bytes(path: str, tree: ast.AST) -> list[int]:
    """Pickle and its like, evaluated text, and YAML by anything but our own loader."""
    bad = re.compile(r"(c?pickle|marshal|shelve|dill|joblib)\.|^(eval|exec|compile|__import__)$|yaml\.(\w*load\w*)$")
    mine = path in LOADS_YAML
    found = [node.lineno for name, node in _calls(tree) if bad.search(name) and not (mine and "yaml" in name)]
    allowed = [
        keyword.value.lineno
        for name, node in _calls(tree)
        for keyword in node.keywords
        if keyword.arg == "allow_pickle" and getattr(keyword.value, "value", True) is not False
    ]
    return found + allowed


def a_shell(path: str, tree: ast.AST) -> list[int]:
    """No other program is started with a shell."""
    shell = [
        node.lineno
        for _, node in _calls(tree)
        for keyword in node.keywords
        if keyword.arg == "shell" and getattr(keyword.value, "value", True) is not False
    ]
    return shell + [node.lineno for name, node in _calls(tree) if name in {"os.system", "os.popen"}]


def a_path_from_a_request(path: str, tree: ast.AST) -> list[int]:
    """Views open no file: what a visitor sends never names one."""
    bad = {"send_file", "send_from_directory", "flask.send_file", "open", "Path", "Path.open", "os.open"}
    commands = re.fullmatch(r"web/(\w*commands|command_options|vendoring|server)\.py", path)
    if not path.startswith("web/") or commands:
        return []
    return [node.lineno for name, node in _calls(tree) if name in bad]


def another_host(path: str, tree: ast.AST) -> list[int]:
    """Nothing is fetched: only sign-in with an organisation's account and mail speak to another host."""
    if path in {"web/oidc.py", "web/vendoring.py", "assistant/engagement/smtp.py", "web/server.py"}:
        return []
    bad = {"requests", "urllib.request", "httpx", "aiohttp", "http.client", "ftplib", "smtplib", "socket"}
    found = []
    for node in ast.walk(tree):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found += [node.lineno for name in names if name in bad]
    return found


RULES: tuple[Callable[[str, ast.AST], list[int]], ...] = (
    sql_by_formatting,
    html_taken_on_trust,
    objects_from_bytes,
    a_shell,
    a_path_from_a_request,
    another_host,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_module_breaks(rule):
    broken = []
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        broken += [f"{path}:{line}" for line in rule(path.as_posix(), tree)]
    assert broken == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (sql_by_formatting, "run(f'SELECT * FROM turn WHERE id = {turn_id}')"),
        (sql_by_formatting, "run('DELETE FROM turn WHERE id = ' + turn_id)"),
        (sql_by_formatting, "run('SELECT * FROM %s' % name)"),
        (html_taken_on_trust, "Markup(question)"),
        (objects_from_bytes, "pickle.loads(body)"),
        (objects_from_bytes, "yaml.load(text)"),
        (objects_from_bytes, "np.load(file, allow_pickle=True)"),
        (a_shell, "subprocess.run(name, shell=True)"),
        (a_path_from_a_request, "send_file(request.args['name'])"),
        (another_host, "import requests"),
    ],
)
def test_a_rule_finds_what_breaks_it(rule, code):
    assert rule("web/made_up.py", ast.parse(code)) == [1]


OURS_AS_HTML = re.compile(r"\.html\b|_html\b|caller\(\)|chart|svg")
"""What our own renderer made, or a macro's own body."""


def test_templates_take_as_html_only_what_our_own_renderer_made():
    found = []
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        uses = re.findall(r"\{[{%][^}]*\|\s*safe[^}]*[}%]\}", text)
        found += [f"{path}: {use}" for use in uses if not OURS_AS_HTML.search(use)]
        assert "autoescape false" not in text
    assert found == []


def test_bandit_finds_nothing_of_medium_weight_that_no_line_answers_for():
    """Ruff has bandit's rules: what it is told to leave alone, with the reason beside it, is left alone here too."""
    command = [sys.executable, "-m", "bandit", "-q", "-ll", "-f", "json", "-r", "knowledge", "assistant", "web"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["results"]
    unanswered = [
        f"{each['filename']}:{each['line_number']} {each['test_id']}" for each in found if not _is_answered(each)
    ]
    assert unanswered == []


def _is_answered(found: dict) -> bool:
    lines = _lines(found["filename"])[min(found["line_range"]) - 1 : max(found["line_range"]) + 1]
    return any(f"noqa: S{found['test_id'][1:]} " in line for line in lines)

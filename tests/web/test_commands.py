"""The command line on a small folder of content."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result
from fakes.accounts import PASSWORD

from assistant.accounts.model import LinkKind
from assistant.desk import open_accounts
from assistant.settings import Settings
from web.commands import main
from web.server import Server

SOURCES = """
gponline-acos:
  title: "What are ACOs and what do they mean for GPs?"
  publisher: "GPonline"
  author: press
  date: "2018-01"
  url: https://www.gponline.example/acos
"""
ARTICLE = """---
question: "Can a practice keep its GMS contract?"
models: [ACO]
standing: proposed
reviewed: 2026-11-21
review_by: 2027-05-21
owner: contracts editor
related: []
---
Yes. A practice keeps its GMS contract in the virtual model, GPonline reported in January 2018. [^gponline-acos]

## Who can advise
Your LMC.

## Also asked
- Do we keep GMS?
- is our contract safe
"""


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    folder = tmp_path / "faq"
    (folder / "contract").mkdir(parents=True)
    (folder / "sources.yml").write_text(SOURCES)
    (folder / "contract" / "keep-gms.md").write_text(ARTICLE)
    return folder


def run(*arguments: object, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], env={"GP_ENGAGE_ENCODER": "off"} | environment)


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["serve"],
        ["ask"],
        ["check"],
        ["evaluate"],
        ["fit"],
        *(["user", each] for each in ("add", "reset", "disable", "enable", "list")),
    ],
)
def test_help_teaches(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 5


def test_a_question_is_answered_with_its_sources(faq: Path, tmp_path: Path) -> None:
    result = run("ask", "Can a practice keep its GMS contract?", "--faq", faq, "--data", tmp_path / "var")
    assert result.exit_code == 0, result.output
    assert "keeps its GMS contract in the virtual model" in result.output
    assert "- GPonline, January 2018: What are ACOs" in result.output


def test_an_answer_as_json_is_the_turn_of_the_api(faq: Path, tmp_path: Path) -> None:
    result = run("ask", "Can a practice keep its GMS contract?", "--json", "--faq", faq, "--data", tmp_path / "var")
    turn = json.loads(result.stdout)
    assert turn["statements"][0]["citations"][0]["source"] == "gponline-acos"
    assert turn["recorded"] is False


def test_a_question_without_answer_has_its_own_exit_code(faq: Path, tmp_path: Path) -> None:
    result = run("ask", "Who won the cup final in 1966?", "--faq", faq, "--data", tmp_path / "var")
    assert result.exit_code == 1


def test_a_question_that_cannot_be_taken_is_told_in_one_line(faq: Path, tmp_path: Path) -> None:
    result = run("ask", "x" * 1001, "--faq", faq, "--data", tmp_path / "var")
    assert result.exit_code == 4
    assert result.output.count("\n") == 1


def test_content_with_an_error_is_named_by_file_and_line(faq: Path) -> None:
    (faq / "contract" / "keep-gms.md").write_text(ARTICLE.replace("[^gponline-acos]", "[^nobody]"))
    result = run("check", "--faq", faq)
    assert result.exit_code == 1
    assert re.search(r"^error: contract/keep-gms\.md:\d+ ", result.output, re.MULTILINE)
    findings = json.loads(run("check", "--json", "--faq", faq).stdout)
    assert {"path", "line", "rule", "message", "severity"} == set(findings[0])


def test_a_quiet_check_tells_errors_and_the_count_only(faq: Path) -> None:
    error, count = run("check", "--quiet", "--faq", faq).output.splitlines()
    assert error.startswith("error: contract/keep-gms.md:9 old ")
    assert re.fullmatch(r"1 errors, \d+ warnings", count)


def test_a_deep_check_names_wordings_that_lead_elsewhere_or_stand_alone(faq: Path, tmp_path: Path) -> None:
    other = ARTICLE.replace("Can a practice keep its GMS contract?", "Who pays the rent of a surgery?")
    other = other.replace("A practice keeps its GMS contract in the virtual model", "Rent is paid as before")
    other = other.replace("- Do we keep GMS?", "- practice keeps GMS contract virtual").replace(
        "is our contract", "is rent"
    )
    (faq / "contract" / "rent.md").write_text(other.replace("- is rent safe", "- zebra crossing"))
    found = run("check", "--deep", "--faq", faq, "--data", tmp_path / "var").output
    assert re.search(r"contract/rent\.md:\d+ wording-other .*finds contract/keep-gms first", found)
    assert re.search(r"contract/rent\.md:\d+ wording-alone .*'zebra crossing'", found)


def test_question_sets_are_measured_kept_and_set_against_an_earlier_run(faq: Path, tmp_path: Path) -> None:
    cases, saved = tmp_path / "direct.yml", tmp_path / "run.json"
    cases.write_text("- question: Does our practice keep its GMS contract?\n  article: [contract/keep-gms]\n")
    options = ("--faq", faq, "--data", tmp_path / "var")
    first = run("evaluate", cases, "--save", saved, *options)
    assert "right 1/1" in first.output, first.output
    assert "0 now right, 0 no longer" in run("evaluate", cases, "--against", saved, *options).output


def test_wordings_are_measured_by_topic(faq: Path, tmp_path: Path) -> None:
    told = run("evaluate", "--wordings", "--faq", faq, "--data", tmp_path / "var").output
    assert re.search(r"contract +left out 2/2 .*with itself 2/2", told), told


def test_the_ranking_alone_is_measured_on_a_folder_with_as_many_wordings_as_asked_for(tmp_path: Path) -> None:
    entry = {"_id": "lease", "title": "Who takes it on?", "text": "", "metadata": {"aliases": ["surgery", "rent"]}}
    (tmp_path / "corpus.jsonl").write_text(f"{json.dumps(entry)}\n{json.dumps({'_id': 'pay', 'title': 'Pay'})}\n")
    (tmp_path / "queries.jsonl").write_text(json.dumps({"_id": "1", "text": "rent"}))
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\tlease\t1\n")
    options = ("evaluate", "--beir", tmp_path, "--data", tmp_path / "var")
    assert re.search(r"words alone .*success@1 1\.000", run(*options).output)
    assert re.search(r"words alone .*success@1 0\.000", run(*options, "--wordings", 1).output)


def test_a_measuring_without_anything_to_measure_is_wrong_use(faq: Path) -> None:
    assert run("evaluate", "--faq", faq).exit_code == 2
    assert "goes with --beir" in run("evaluate", "--wordings", 3, "--faq", faq).output


def test_a_wrong_setting_is_told_and_nothing_starts(faq: Path) -> None:
    result = run("ask", "x", "--faq", faq, GP_ENGAGE_TLS="perhaps", GP_ENGAGE_WORKERS="none")
    assert result.exit_code == 3
    assert "GP_ENGAGE_TLS" in result.output
    assert "GP_ENGAGE_WORKERS" in result.output


def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    for command in ("check", "serve"):
        result = run(command, "--faq", tmp_path / "nowhere")
        assert result.exit_code == 4
        assert "There is no folder" in result.output


def test_serving_prints_its_address_and_answers_there(faq: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "web.commands", "serve", "--port", "0", "--faq", faq, "--data", tmp_path / "var"]
    environment = os.environ | {"GP_ENGAGE_ENCODER": "off", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as server:
        try:
            address = re.search(r"http://\S+", server.stdout.readline())[0]
            with urlopen(address + "/faq/contract/keep-gms", timeout=20) as response:
                assert "Can a practice keep its GMS contract?" in response.read().decode()
        finally:
            server.terminate()
    assert server.returncode == 0


def test_people_are_added_listed_reset_disabled_and_enabled(tmp_path: Path) -> None:
    ada, data = "ada@example.nhs.uk", ("--data", tmp_path)
    added = run(
        "user", "add", ada, "--role", "lead", "--role", "editor", *data, GP_ENGAGE_PUBLIC_URL="https://engage.example"
    )
    assert re.fullmatch(r"https://engage\.example/invitation/[\w-]{43}\n", added.output)
    assert run("user", "list", *data).output == f"{ada}\tinvited\teditor,lead\t\n"
    assert "no account" in run("user", "disable", ada, *data).output
    accounts, record = open_accounts(Settings(data_dir=tmp_path))
    accounts.people.accept(LinkKind.INVITATION, added.output.strip().rpartition("/")[2], "Ada", PASSWORD)
    record.close()
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/reset/[\w-]{43}\n", run("user", "reset", ada, *data).output)
    assert run("user", "disable", ada, *data).exit_code == 0
    assert "\tdisabled\teditor,lead\tAda" in run("user", "list", *data).output
    assert run("user", "enable", ada, *data).exit_code == 0
    assert "\tactive\t" in run("user", "list", *data).output


@pytest.mark.parametrize("email", ["nobody", "nobody@example.nhs.uk"])
def test_somebody_unknown_is_told_in_one_line(tmp_path: Path, email: str) -> None:
    result = run("user", "reset", email, "--data", tmp_path)
    assert result.exit_code == 4
    assert result.output.count("\n") == 1


def test_the_first_start_prints_a_link_for_the_first_admin_and_later_ones_do_not(faq: Path, tmp_path: Path) -> None:
    first = _greeting(faq, tmp_path / "var")
    address, token = re.search(
        r"Become the first admin within 48 hours: (http://127\.0\.0\.1:\d+)/set-up/(\S+)", first
    ).groups()
    assert address in first.splitlines()[0]
    accounts, record = open_accounts(Settings(data_dir=tmp_path / "var"))
    accounts.people.accept(LinkKind.SET_UP, token, "Grace", PASSWORD, "grace@example.nhs.uk")
    record.close()
    assert "set-up" not in _greeting(faq, tmp_path / "var")


@pytest.mark.parametrize("public_url", ["", "https://engage.example"])
def test_the_start_says_that_mails_will_lack_their_links(capsys, public_url: str) -> None:
    settings = Settings(smtp_url="smtp://localhost", mail_from="engage@example.nhs.uk", public_url=public_url)
    Server(settings, "127.0.0.1", 8000).greet()
    assert ("set GP_ENGAGE_PUBLIC_URL" in capsys.readouterr().err) == (not public_url)


def _greeting(faq: Path, data: Path) -> str:
    """What the server prints until it can be reached."""
    command = [sys.executable, "-m", "web.commands", "serve", "--port", "0", "--faq", faq, "--data", data]
    environment = os.environ | {"GP_ENGAGE_ENCODER": "off", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as server:
        address = re.search(r"http://\S+", said := server.stdout.readline())[0]
        with urlopen(address + "/healthz", timeout=20):
            server.terminate()
        return said + server.stdout.read()


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"GP_ENGAGE_PUBLIC_URL": "engage.example"}, "GP_ENGAGE_PUBLIC_URL"),
        ({"GP_ENGAGE_PUBLIC_URL": "https://engage.example/"}, "GP_ENGAGE_PUBLIC_URL"),
        ({"GP_ENGAGE_OIDC_ISSUER": "https://id.example"}, "GP_ENGAGE_OIDC_CLIENT_ID and GP_ENGAGE_OIDC_CLIENT_SECRET"),
    ],
)
def test_settings_for_signing_in_that_do_not_fit_are_told(tmp_path: Path, settings: dict[str, str], fault: str) -> None:
    result = run("user", "list", "--data", tmp_path, **settings)
    assert result.exit_code == 3
    assert fault in result.output

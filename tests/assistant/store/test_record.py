"""How a URL chooses the engine, and long readings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.store.engine import read_in_pages
from assistant.store.record import open_store


@pytest.mark.parametrize("url", ["", "mysql://host/db", "record.db", "sqlite://", "sqlite:///", "sqlite://host/file"])
def test_a_url_that_names_no_record_is_a_fault_of_the_settings(url):
    with pytest.raises(SettingsError, match="record's URL"):
        open_store(url)


def test_three_slashes_are_a_file_here_and_four_one_from_the_root(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for url, path in (
        ("sqlite:///a%20b.db", tmp_path / "a b.db"),
        (f"sqlite:///{tmp_path}/c.db", tmp_path / "c.db"),
    ):
        store = open_store(url)
        store.migrate()
        store.close()
        assert path.exists()


def test_psycopg_is_loaded_only_when_the_url_asks_for_it():
    program = (
        "import sys; from assistant.store.record import open_store; "
        "from assistant.errors import SettingsError; open_store('sqlite:///x.db'); "
        "assert not [name for name in sys.modules if name.startswith('psycopg')]; "
        "sys.modules['psycopg'] = None\n"
        "try: open_store('postgresql://host/db')\n"
        "except SettingsError as error: print(error)"
    )
    root = Path(__file__).parents[3]
    said = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True).stdout
    assert "pip install 'gp-engage[postgres]'" in said


class Numbers:
    """An engine that has the numbers from 1 to `last` and remembers how it was asked."""

    def __init__(self, last):
        self.last = last
        self.asked = []

    def read(self, _sql, params):
        self.asked.append(params["n"])
        return [{"n": n} for n in range(params["n"] + 1, self.last + 1)][: params["limit"]]


@pytest.mark.parametrize("last", [0, 1, 9, 10, 11, 25])
def test_a_long_reading_gives_each_row_once_and_only_a_page_at_a_time(last):
    engine = Numbers(last)
    rows = list(read_in_pages(engine, "", {"n": 0}, ("n",), page=10))
    assert [row["n"] for row in rows] == list(range(1, last + 1))
    assert engine.asked == list(range(0, last + 1, 10))

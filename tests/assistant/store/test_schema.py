"""The steps of the schema: how they are found, applied and refused."""

from __future__ import annotations

import pytest

from assistant.errors import StoreUnavailable
from assistant.store.record import open_engine
from assistant.store.schema import FOLDER, Migration, migrate, migrations_for

ONE = Migration("0001_one", "CREATE TABLE one (id TEXT PRIMARY KEY);\nCREATE INDEX one_id ON one (id);")
TWO = Migration("0002_two", "CREATE TABLE two (id TEXT PRIMARY KEY);\n")


@pytest.fixture
def engine(request, record_url):
    opened = open_engine(record_url)
    yield opened
    for table in opened.tables():
        opened.alter(lambda transaction, table=table: transaction.run_script(f"DROP TABLE {table};"))
    opened.close()


def test_only_what_is_missing_is_applied(engine):
    assert migrate(engine, [ONE]) == ("0001_one",)
    assert migrate(engine, [ONE, TWO]) == ("0002_two",)
    assert migrate(engine, [ONE, TWO]) == ()
    assert engine.tables() == {"migration", "one", "two"}


def test_a_step_that_fails_leaves_nothing_of_itself(engine):
    broken = Migration("0002_broken", "CREATE TABLE half (id TEXT PRIMARY KEY);\nCREATE NONSENSE;\n")
    with pytest.raises(Exception, match="NONSENSE"):
        migrate(engine, [ONE, broken])
    assert engine.tables() == {"migration", "one"}


def test_a_schema_newer_than_the_program_is_refused_in_one_line(engine):
    migrate(engine, [ONE, TWO])
    with pytest.raises(StoreUnavailable, match=r"newer version of this program \(it has 0002_two\)") as refused:
        migrate(engine, [ONE])
    assert "\n" not in str(refused.value)


def test_a_step_changed_after_it_was_applied_is_refused(engine):
    migrate(engine, [ONE])
    with pytest.raises(StoreUnavailable, match="another text of 0001_one"):
        migrate(engine, [Migration("0001_one", "CREATE TABLE other (id TEXT);")])


def test_each_engine_gets_the_common_steps_and_its_own(tmp_path):
    for name in ("0001_common.sql", "0002_search.sqlite.sql", "0002_search.postgresql.sql", "0003_common.sql"):
        (tmp_path / name).write_text(f"-- {name}")
    found = migrations_for("postgresql", tmp_path)
    assert [migration.name for migration in found] == ["0001_common", "0002_search", "0003_common"]
    assert found[1].script == "-- 0002_search.postgresql.sql"


@pytest.mark.parametrize("name", ["1_short.sql", "0001_x.mysql.sql", "0001_Upper.sql"])
def test_a_misnamed_step_is_an_error(tmp_path, name):
    (tmp_path / name).write_text("")
    with pytest.raises(ValueError, match="NNNN_name"):
        migrations_for("sqlite", tmp_path)


def test_a_number_used_twice_is_an_error(tmp_path):
    for name in ("0001_a.sql", "0001_b.sqlite.sql"):
        (tmp_path / name).write_text("")
    with pytest.raises(ValueError, match="0001_a has that number"):
        migrations_for("sqlite", tmp_path)


def test_both_engines_have_the_same_steps():
    assert [step.name for step in migrations_for("sqlite")] == [step.name for step in migrations_for("postgresql")]
    assert len(list(FOLDER.glob("*.sql"))) >= 1

"""The PostgreSQL record when connections break and the server goes away."""

from __future__ import annotations

import time

import pytest
from conversations import a_session, a_turn

from assistant.errors import SettingsError, StoreUnavailable
from assistant.store.postgres_engine import PostgresEngine, _translated
from assistant.store.record import Record, open_store

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def url(postgres):
    return postgres.new_database()


@pytest.fixture
def store(url):
    kept = Record(PostgresEngine(url, pool_wait=0.5))
    kept.migrate()
    yield kept
    kept.close()


@pytest.fixture
def session(store):
    new = a_session()
    store.open_session(new)
    return new.id


def test_broken_connections_are_replaced_without_the_caller_noticing(postgres, store, session):
    for number in range(1, 6):
        assert store.add_turn(a_turn(session)).number == number
        postgres.cut_connections()


def test_a_transaction_cut_off_in_the_middle_is_done_once(postgres, store, session):
    tries = []

    def count_and_be_cut_off(transaction):
        tries.append(1)
        rows = transaction.run("UPDATE session SET turns = turns + 1 WHERE id = :id RETURNING turns", {"id": session})
        if len(tries) == 1:
            postgres.cut_connections()
            transaction.run("SELECT 1")
        return rows[0]["turns"]

    assert store._engine.write(count_and_be_cut_off) == 1
    assert len(tries) == 2


CUT_OFF_IN_COMMIT = """
    CREATE TABLE doomed (id INTEGER);
    CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER cut_off AFTER INSERT ON doomed
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut_off();
"""


@pytest.mark.parametrize(("repeatable", "tries"), [(False, 1), (True, 2)])
def test_a_write_that_may_have_been_kept_is_done_again_only_if_that_changes_nothing(postgres, repeatable, tries):
    engine = PostgresEngine(postgres.new_database(), pool_wait=0.5)
    engine.alter(lambda transaction: transaction.run_script(CUT_OFF_IN_COMMIT))
    tried = []

    def insert(transaction):
        tried.append(1)
        transaction.run("INSERT INTO doomed VALUES (1)")

    with pytest.raises(StoreUnavailable, match="was lost"):
        engine.write(insert, repeatable=repeatable)
    assert len(tried) == tries
    engine.close()


def test_a_server_that_is_gone_is_unavailable_soon_and_used_again_when_back(postgres, store, session):
    kept = store.add_turn(a_turn(session))
    postgres.stop()
    try:
        began = time.monotonic()
        with pytest.raises(StoreUnavailable, match="PostgreSQL database 'record"):
            store.add_turn(a_turn(session))
        assert time.monotonic() - began < 3.0
    finally:
        postgres.start()
    until = time.monotonic() + 5.0
    while time.monotonic() < until:
        try:
            store.check()
            break
        except StoreUnavailable:
            continue
    assert store.turns(session) == (kept,)
    assert store.add_turn(a_turn(session)).number == 2


def test_the_server_ends_statements_and_idle_transactions_that_take_too_long(store):
    limits = {
        name: store._engine.read(f"SELECT current_setting('{name}') AS setting")[0]["setting"]
        for name in ("statement_timeout", "idle_in_transaction_session_timeout")
    }
    assert limits == {"statement_timeout": "3s", "idle_in_transaction_session_timeout": "10s"}


def test_a_write_that_meets_a_limit_is_unavailable_and_not_tried_again(store):
    tries = []

    def wait(transaction):
        tries.append(1)
        transaction.run("SET LOCAL statement_timeout = '50ms'")
        transaction.run("SELECT pg_sleep(1)")

    with pytest.raises(StoreUnavailable, match="statement timeout"):
        store._engine.write(wait)
    assert len(tries) == 1


def test_a_record_without_tables_fails_its_check(postgres):
    store = open_store(postgres.new_database())
    with pytest.raises(StoreUnavailable, match="no tables yet"):
        store.check()
    store.close()


def test_no_message_repeats_a_password():
    engine = PostgresEngine("postgresql://gp:sesame@127.0.0.1:1/record", pool_wait=0.2)
    with pytest.raises(StoreUnavailable) as refused:
        engine.read("SELECT 1")
    assert "sesame" not in str(refused.value)
    engine.close()
    with pytest.raises(SettingsError) as unreadable:
        PostgresEngine("postgresql://gp:sesame@[/record")
    assert "sesame" not in str(unreadable.value)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT :a, :long_name", "SELECT %(a)s, %(long_name)s"),
        ("SELECT ':a' || :a", "SELECT ':a' || %(a)s"),
        ("SELECT 'it''s :a', :a::text", "SELECT 'it''s :a', %(a)s::text"),
        ("SELECT 5 % 2, '100%'", "SELECT 5 %% 2, '100%%'"),
        ("SELECT 1 -- not :a, 100%\n, :b", "SELECT 1 -- not :a, 100%%\n, %(b)s"),
    ],
)
def test_names_are_translated_and_text_is_left_alone(ours, theirs):
    assert _translated(ours) == theirs

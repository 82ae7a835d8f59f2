"""The API keeps what its own document says, whatever is generated from it."""

import os
import uuid
from collections import Counter

import pytest
import schemathesis
from fakes.desk import FakeDesk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation

from assistant.accounts.permissions import Role
from assistant.engagement.raising import Wish
from assistant.settings import Settings
from web.app import create_app

IN_CI = os.environ.get("CI") == "true"
EVERYDAY = 175 if IN_CI else 15
"""Generated calls for each operation that takes anything; make fuzz asks for many more."""
EXAMPLES = int(os.environ.get("GP_ENGAGE_TEST_EXAMPLES", EVERYDAY))

# Every check is made. No schema can say that a question of invisible characters alone is empty, that a period is over
# ten years, or how many bytes all fields together have: what a schema lets through may be refused for that.
REFUSED = ["404", "409", "413", "422"]
STATUSES = {
    "positive_data_acceptance": {"expected-statuses": ["2xx", *REFUSED]},
    "negative_data_rejection": {"expected-statuses": ["400", "401", "405", "415", *REFUSED]},
}

desk = FakeDesk()
app = create_app(Settings(secret="a secret for tests, 32 characters"), desk)
schema = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json", app, config=SchemathesisConfig.from_dict({"checks": STATUSES})
)
_, PROGRAM = desk.accounts.tokens.issue("Program", {Role.LEAD}, 1, None)

called: Counter[str] = Counter()


# Not schemathesis' own parametrising: it gives all its tests one id, of which processes that share the work run one.
@pytest.mark.parametrize(
    "operation", [found.ok() for found in schema.get_all_operations()], ids=lambda operation: operation.label
)
def test_generated_calls_are_answered_as_documented(operation: APIOperation) -> None:
    @given(st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)))
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES == EVERYDAY, suppress_health_check=list(HealthCheck)
    )
    def call(case: schemathesis.Case) -> None:
        called[case.operation.label] += 1
        answered_as_documented(case)

    call()


def answered_as_documented(case: schemathesis.Case) -> None:
    """Ids and a token are put in that open what there is, but where a call was generated to be without."""
    session, token = desk.open_session()
    if not case.meta.is_negative_at(ParameterLocation.PATH):
        case.path_parameters |= {name: real(name, session) for name in case.path_parameters if name.endswith("_id")}
    bearer = PROGRAM if case.operation.path.startswith("/leads") else token
    known = not case.meta.is_negative_at(ParameterLocation.HEADER)
    case.call_and_validate(headers={"Authorization": f"Bearer {bearer}"} if known else {})


def real(name: str, session) -> str:
    if name == "session_id":
        return session.id
    if name == "turn_id":
        return desk.ask(session, "Is our GMS contract safe?", key=str(uuid.uuid4())).id
    return desk.raise_concern(Wish(str(uuid.uuid4()), "Will our list be taken over?"), None).concern.id


def test_enough_calls_were_made():
    assert sum(called.values()) >= (2000 if IN_CI else 10 * EXAMPLES)

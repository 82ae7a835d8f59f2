"""The API keeps what its own document says, whatever is generated from it."""

import os

import schemathesis
from fakes.desk import FakeDesk
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS

from assistant.settings import Settings
from web.app import create_app

EVERYDAY = 250 if os.environ.get("CI") == "true" else 15
"""Generated calls for each of eight operations: 2,000 in CI; make fuzz asks for many more."""
EXAMPLES = int(os.environ.get("GP_ENGAGE_TEST_EXAMPLES", EVERYDAY))

app = create_app(Settings(secret="a secret for tests, 32 characters"), FakeDesk())
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

# The session of each call is put in below, so a call that was generated without one is no wrong call any more;
# and no schema can say that a question of invisible characters alone is empty.
LEFT_OUT = CHECKS.get_by_names(["negative_data_rejection", "ignored_auth", "positive_data_acceptance"])


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES == EVERYDAY, suppress_health_check=list(HealthCheck)
)
def test_a_generated_call_is_answered_as_documented(case: schemathesis.Case) -> None:
    opened = app.test_client().post("/api/v1/sessions", json={}).json
    if "session_id" in case.path_parameters:
        case.path_parameters["session_id"] = opened["id"]
    case.call_and_validate(headers={"Authorization": f"Bearer {opened['token']}"}, excluded_checks=LEFT_OUT)

"""The web application over a desk in memory, and a GP who visits it."""

import pytest
from browsing.gp import Gp
from fakes.desk import FakeDesk
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from assistant.settings import Settings
from web import logs
from web.app import create_app
from web.application import Application


class Clock:
    """A clock that stands still until a test moves it; seconds."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _logs() -> None:
    logs.write_to_stderr()


@pytest.fixture
def settings() -> Settings:
    return Settings(secret="a secret for tests, 32 characters", organisation="Anytown ICB")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all tests: each application would compile them again."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, desk: FakeDesk, clock: Clock, compiled: FileSystemBytecodeCache) -> Application:
    app = create_app(settings, desk, clock)
    app.jinja_env.bytecode_cache = compiled
    return app


@pytest.fixture
def client(app: Application) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def gp(client: FlaskClient) -> Gp:
    return Gp(client)

"""Every page of the content that comes along: whole, and every link on it leads somewhere."""

from browsing.gp import Gp
from fakes.desk import FakeDesk

from assistant.settings import Settings
from knowledge.folder import content_of
from knowledge.library import Library
from knowledge.release import Release
from web.app import create_app


def test_every_article_and_source_can_be_read() -> None:
    settings = Settings(secret="a secret for tests, 32 characters")
    content, _ = content_of(settings.content_folder)
    library = Library(Release.build(content))
    gp = Gp(create_app(settings, FakeDesk(library=library)).test_client())
    gp.visit("/")
    gp.visit("/faq")
    gp.visit("/sources")
    for article in library.articles:
        page = gp.visit(f"/faq/{article.id}")
        assert page.all("h1")[0].text == article.question
    for source in library.sources:
        gp.visit(f"/sources/{source.key}")

"""Pages to read, and what holds for every page."""

from dataclasses import fields
from pathlib import Path

import pytest
from browsing.gp import Gp
from jinja2 import meta, nodes

from web import account_pages, editing_pages, pages, reading_pages, report_pages
from web.application import Application
from web.pages import Page

PAGES = (
    *pages.PAGES,
    *account_pages.PAGES,
    *report_pages.PAGES,
    *reading_pages.PAGES,
    *editing_pages.PAGES,
)

ROUTES = Path(__file__).parent / "routes.txt"


def test_addresses_do_not_change_unnoticed(app: Application) -> None:
    """An address that goes away needs a redirect; write the new list to routes.txt once that is thought of."""
    routes = sorted(
        f"{method} {rule.rule}" for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    )
    assert routes == ROUTES.read_text().splitlines()


@pytest.mark.parametrize("page", PAGES)
def test_a_template_uses_exactly_the_fields_of_its_page(app: Application, page: type[Page]) -> None:
    used: set[str] = set()
    for template in (page.template, "base.html"):
        tree = _tree(app, template)
        used |= {
            each.attr
            for each in tree.find_all(nodes.Getattr)
            if isinstance(each.node, nodes.Name) and each.node.name == "page"
        }
    assert used == {each.name for each in fields(page)}


@pytest.mark.parametrize("template", sorted(path.name for path in Path("web/templates").iterdir()))
def test_a_template_uses_no_unknown_name(app: Application, template: str) -> None:
    """Undefined names are silent where the NHS templates are used, so they are looked for here."""
    tree = _tree(app, template)
    imported = {name for each in tree.find_all(nodes.FromImport) for name in each.names}
    known = {"page", "site", "request", "csrf_token", *app.jinja_env.globals}
    assert meta.find_undeclared_variables(tree) - imported <= known


def _tree(app: Application, template: str) -> nodes.Template:
    source, _, _ = app.jinja_env.loader.get_source(app.jinja_env, template)
    return app.jinja_env.parse(source)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/faq",
        "/faq/contract/our-contract",
        "/faq/pensions/nhs-pension",
        "/sources",
        "/sources/gponline-acos",
        "/sources/lmc-note",
        "/compare",
        "/compare?by=models",
        "/compare?by=models&only=MCP&only=IHO",
        "/timeline",
        "/terms",
        "/right-to-return",
        "/search",
        "/search?q=pension+scheme",
        "/search?q=contract&topic=contract&standing=contested&model=ACO&source=gponline-acos",
        "/search?topic=pensions",
        "/search?topic=none-such",
    ],
)
def test_a_page_is_whole(gp: Gp, address: str) -> None:
    gp.visit(address)


@pytest.mark.parametrize(
    "address", ["/nope", "/faq/contract/nope", "/sources/nope", "/compare?by=nothing", "/turns/1/feedback"]
)
def test_what_is_not_there_is_said_on_a_page(gp: Gp, address: str) -> None:
    assert "Page not found" in gp.visit(address, 404).text


def test_an_article_shows_its_standing_and_its_sources(gp: Gp) -> None:
    page = gp.visit("/faq/contract/our-contract")
    assert "Contested: our sources or the sides disagree" in page.text
    assert "GPonline, about January 2018" in page.text
    assert "Do I stay in the NHS Pension Scheme?" in page.text


def test_an_old_address_leads_to_where_the_article_moved(gp: Gp) -> None:
    response = gp.client.get("/faq/contract/gms")
    assert response.status_code == 301
    assert response.headers["Location"] == "/faq/contract/our-contract"


def test_a_source_shows_what_rests_on_it(gp: Gp) -> None:
    page = gp.visit("/sources/gponline-acos")
    assert "You keep your contract and add an alliance agreement" in page.text
    assert "about January 2018" in page.text


def test_private_pages_are_never_stored_and_others_may_be_asked_for_again(gp: Gp) -> None:
    assert gp.client.get("/").headers["Cache-Control"] == "no-store"
    first = gp.client.get("/faq")
    assert first.headers["Cache-Control"] == "no-cache"
    again = gp.client.get("/faq", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_reading_sets_no_cookie(gp: Gp) -> None:
    assert "Set-Cookie" not in gp.client.get("/faq/contract/our-contract").headers


def test_the_footer_names_the_release_and_says_what_this_is_not(gp: Gp) -> None:
    footer = gp.visit("/faq").all("footer")[0].text
    assert "Not an NHS.UK service" in footer
    assert "fa4e01234567" in footer

# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of the role audit in a real browser: sorted, searched, by keyboard, in the dark, attacked, printed."""

from __future__ import annotations

import io
import os
import pathlib
from typing import Any

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from ansible_collections.community.cognigy.tests.browser.conftest import HOSTILE, Site

TABLES = ("findings", "organisations", "protection", "accounts", "endpoints", "snapshots")


def column(page: Page, table: str, head: str) -> list[str]:
    """The values of a column in the order of the rows that are shown."""
    heads = [one.strip() for one in page.locator(f"#{table} thead th").all_inner_texts()]
    number = next(place for place, text in enumerate(heads, 1) if text.startswith(head))
    return [one.strip() for one in page.locator(f"#{table} tbody tr:visible > :nth-child({number})").all_inner_texts()]


def head(page: Page, table: str, name: str) -> Locator:
    return page.locator(f"#{table}").get_by_role("columnheader", name=name, exact=True)


def test_it_asks_for_nothing_and_nothing_is_wrong(site: Site, report: pathlib.Path) -> None:
    page = site.open(report)
    page.mouse.wheel(0, 20000)
    page.wait_for_timeout(300)
    assert site.asked == [page.url] and site.complaints == []
    assert page.locator("section[data-table] table").count() == len(TABLES)
    assert page.locator("#accounts tbody tr").count() == 32


def test_a_click_sorts(site: Site, report: pathlib.Path) -> None:
    page = site.open(report)
    last = head(page, "accounts", "Last used")
    assert last.get_attribute("aria-sort") == "none"
    last.get_by_role("button").click()
    ascending = column(page, "accounts", "Last used")
    known = [one for one in ascending if one != "unknown"]
    assert last.get_attribute("aria-sort") == "ascending" and known[:3] == ["never"] * 3 and known[3:] == sorted(known[3:])
    assert ascending[-8:] == ["unknown"] * 8, "the accounts of the organisation that is disabled"
    last.get_by_role("button").click()
    descending = column(page, "accounts", "Last used")
    assert last.get_attribute("aria-sort") == "descending" and descending == [*reversed(known), *["unknown"] * 8]
    head(page, "accounts", "Login").get_by_role("button").click()
    assert last.get_attribute("aria-sort") == "none" and column(page, "accounts", "Login") == sorted(column(page, "accounts", "Login"))
    head(page, "findings", "Severity").get_by_role("button").click()
    shown = column(page, "findings", "Severity")
    assert shown == sorted(shown, key=["error", "warning", "info"].index) and len(set(shown)) == 3


def test_words_filter_one_table(site: Site, report: pathlib.Path) -> None:
    page = site.open(report)
    field = page.get_by_label("Search in accounts")
    count = page.locator("#accounts output")
    assert count.inner_text() == "32 of 32 rows"
    field.fill("ACME  admin")
    assert column(page, "accounts", "Login") == ["ada@acme.example.com"] and count.inner_text() == "1 of 32 rows"
    assert page.locator("#findings tbody tr:visible").count() == page.locator("#findings tbody tr").count()
    head(page, "accounts", "Name").get_by_role("button").click()
    assert column(page, "accounts", "Login") == ["ada@acme.example.com"]
    field.fill("nobody")
    assert column(page, "accounts", "Login") == [] and count.inner_text() == "0 of 32 rows"
    field.fill("")
    assert count.inner_text() == "32 of 32 rows"


def test_the_keyboard_is_enough(site: Site, report: pathlib.Path) -> None:
    page = site.open(report)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the findings"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("id") == "findings-search"
    page.keyboard.type("license")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("role") == "group", "so that wide tables can be scrolled"
    for key, wanted in (("Enter", "ascending"), ("Space", "descending")):
        if key == "Enter":
            page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text().strip() == "Severity"
        outline = page.locator(":focus").evaluate("element => getComputedStyle(element).outlineStyle")
        assert outline == "solid", "it is seen where one is"
        page.keyboard.press(key)
        assert head(page, "findings", "Severity").get_attribute("aria-sort") == wanted


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(site: Site, report: pathlib.Path, scheme: Any) -> None:
    page = site.open(report, color_scheme=scheme)
    back = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (back == "rgb(255, 255, 255)") == (scheme == "light")
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    assert [page.get_by_role(role).count() for role in ("banner", "navigation", "main")] == [1, 1, 1]
    for table in TABLES:
        assert page.locator(f"#{table} caption").inner_text()
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=pathlib.Path(folder) / f"audit-{scheme}.png")  # makes the folder


def test_names_that_attack_are_only_text(site: Site, hostile_report: pathlib.Path) -> None:
    page = site.open(hostile_report)
    page.get_by_label("Search in accounts").fill("pwned")
    head(page, "accounts", "Name").get_by_role("button").click()
    page.get_by_label("Search in accounts").fill("")
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None and site.complaints == [] and site.asked == [page.url]
    assert (
        page.locator("script").count() == 1 and page.locator("body img, body svg, body style, [onerror], [onload], [onfocus]").count() == 0
    )
    assert page.title() == HOSTILE[0]
    for table, name in (("accounts", "Name"), ("organisations", "Organisation"), ("snapshots", "Project"), ("snapshots", "Snapshot")):
        assert sorted(column(page, table, name)) == sorted(HOSTILE), table
    assert set(HOSTILE) <= set(column(page, "findings", "Organisation"))


def test_it_prints_whole_and_on_white(site: Site, report: pathlib.Path) -> None:
    page = site.open(report, color_scheme="dark")
    pages = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    text = " ".join(" ".join(one.extract_text() for one in pages).split())
    width, height = pages[0].mediabox.width, pages[0].mediabox.height
    assert width > height and len(pages) > 2
    for wanted in ("Audit of Cognigy.AI", "ada@acme.example.com", "hal@umbrella.example.com", "snapshot 2026.11", "End of the license"):
        assert wanted in text, wanted
    assert "Search in" not in text and "Skip to" not in text
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("#accounts .wide").evaluate("element => element.scrollHeight - element.clientHeight") == 0


def test_it_can_be_read_without_the_script(site: Site, report: pathlib.Path) -> None:
    page = site.open(report, java_script_enabled=False)
    assert page.locator("#accounts tbody tr:visible").count() == 32
    assert page.locator("button").count() == 0 and page.locator("input:visible").count() == 0

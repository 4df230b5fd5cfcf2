"""axe-core in the page: the automatic rules of WCAG 2.2 A and AA, and good practice."""

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).parent.parent / "vendor" / "axe.min.js"
RUN = """options => axe.run(document, options).then(found => found.violations.map(
  each => `${each.id}: ${each.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | ')}`))"""
ALL_RULES: dict[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLOUR_RULES: dict[str, object] = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}


def keep_ready(page: Page) -> None:
    """Let whatever this window opens have axe from the start, which is quicker than handing it to each page."""
    page.context.add_init_script(path=SCRIPT)


def violations(page: Page) -> list[str]:
    """What every rule finds on the page: the rule, and the first places."""
    return run(page, ALL_RULES)


def colour_violations(page: Page) -> list[str]:
    """What the rules about colours find."""
    return run(page, COLOUR_RULES)


def run(page: Page, options: dict[str, object]) -> list[str]:
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(SCRIPT.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN, options)
    return found

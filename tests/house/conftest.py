"""The browser fixtures are tried out here, without either program."""

from centre_env.browser import browser, chromium, open_page

__all__ = ["browser", "chromium", "open_page"]

"""Wait for a page. Playwright's own `wait_for_function` evaluates text, which our policy refuses."""

import time


def until(page, expression, *, seconds=10):
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(30)

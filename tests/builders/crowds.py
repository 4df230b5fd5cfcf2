"""Many at once, and one browser before two processes of the site."""

import threading
from collections.abc import Callable
from typing import TypeVar

from flask import Flask

from tests.builders.pages import Browser

Result = TypeVar("Result")
LONGEST = 240


def all_at_once(*acts: Callable[[], Result]) -> list[Result]:
    """Do everything in threads that start together; raises what any of them raised."""
    barrier = threading.Barrier(len(acts))
    done: dict[int, Result] = {}
    failed: list[BaseException] = []

    def run(index: int, act: Callable[[], Result]) -> None:
        try:
            barrier.wait(LONGEST)
            done[index] = act()
        except BaseException as error:  # noqa: BLE001  raised again in the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
    if failed:
        raise failed[0]
    assert len(done) == len(acts), "somebody is still waiting"
    return [done[index] for index in range(len(acts))]


def same_browser(device: Browser, app: Flask) -> Browser:
    """The same browser, cookie and all: for a second click at once, or before another process of the site."""
    copy = Browser(app)
    cookie = device.client.get_cookie("esh")
    assert cookie is not None
    copy.client.set_cookie("esh", cookie.value)
    return copy

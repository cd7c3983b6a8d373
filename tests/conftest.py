"""What all tests share: settings, a real browser without a network, and registers on both databases."""

import datetime
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, Route, sync_playwright

from builders import postgres
from builders.made_once import made_once
from emfassess.register import Register, open_register

# a slow machine is no fault of the code; timing has its own place in benchmarks/
settings.register_profile("emfassess", deadline=None)
settings.load_profile("emfassess")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_configure(config: pytest.Config) -> None:
    """Compile the kernels before workers start: each would compile them for itself, two minutes of processor time."""
    starts_workers = not hasattr(config, "workerinput") and bool(config.getoption("tx", None))
    if starts_workers and not config.getoption("collectonly"):
        from builders.compiled_kernels import compile_kernels  # not needed in a worker

        compile_kernels()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where it is missing, these tests are left out, but not in CI."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed; in CI these tests must run")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that reaches nothing but this computer, and fails the test if it tried to or if its scripts failed."""
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    found = context.new_page()
    outside: list[str] = []
    errors: list[str] = []

    def gate(route: Route) -> None:
        url = route.request.url
        if url.startswith(("file:", "data:", "blob:", "http://localhost", "http://127.0.0.1")):
            route.continue_()
        else:
            outside.append(url)
            route.abort()

    context.route("**/*", gate)
    found.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: errors.append(str(error)))
    yield found
    context.close()
    assert outside == []
    assert errors == []


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Path]:
    """Folder with the socket of a PostgreSQL server; where none is installed, its tests are left out, but not in CI."""
    programs = postgres.binaries()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed; in CI these tests must run")
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with postgres.running(programs) as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'register.sqlite'}"
    folder = request.getfixturevalue("postgresql")
    with psycopg.connect(postgres.url(folder), autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return postgres.url(folder)


@pytest.fixture
def register(database_url: str) -> Iterator[Register]:
    """An empty register on each kind of database; its clock gains a minute whenever it is read."""
    moments = itertools.count()
    start = datetime.datetime(2026, 3, 1, 8, tzinfo=datetime.UTC)
    opened = open_register(database_url, lambda: start + datetime.timedelta(minutes=next(moments)))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the three stations of :mod:`builders.portal_site` and their run; not to be written to."""
    from builders.portal_site import write_project  # not needed where no portal is tested

    return made_once(tmp_path_factory, "portal-project", write_project)


@pytest.fixture(scope="session")
def site(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published site of that run; not to be written to."""
    from builders.portal_site import publish_site

    folder = made_once(tmp_path_factory, "portal-site", lambda folder: publish_site(project, folder / "site"))
    return folder / "site"


@pytest.fixture(scope="session")
def app_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of :mod:`builders.app_project`, without a register; not to be written to."""
    from builders.app_project import run_project  # not needed where no page is tested

    return made_once(tmp_path_factory, "app-run", run_project)

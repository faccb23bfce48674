"""The house's rules: who may know whom, and who needs nothing but Python."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("domain", "scheduling", "projections", "api")
BARE = (
    "domain.bilingual",
    "domain.columns",
    "domain.enterprises",
    "domain.registry",
    "domain.plan",
    "domain.calendar",
    "domain.refusals",
    "domain.merkle",
    "domain.draw",
    "domain.folder",
    "domain.checker",
)
MAY_IMPORT = {
    "domain": {"eventsourcing", "msgspec"},
    "scheduling": {"domain", "ortools", "numpy", "rustworkx"},
    "projections": {"domain", "eventsourcing", "msgspec", "sqlalchemy", "cryptography"},
}
"""Beside the standard library and itself; `api` may import everything."""


@cache
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(*LAYERS, include_external_packages=True, cache_dir=None)


@cache
def modules(package: str) -> tuple[str, ...]:
    return (package, *sorted(imports().find_descendants(package)))


def packages_imported_by(package: str) -> set[str]:
    named = {
        name.partition(".")[0]
        for module in modules(package)
        for name in imports().find_modules_directly_imported_by(module)
    }
    return named - set(sys.stdlib_module_names) - {package.partition(".")[0]}


def sources(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_a_layer_imports_only_what_it_may_know(layer: str) -> None:
    assert packages_imported_by(layer) <= MAY_IMPORT[layer]


@pytest.mark.parametrize(("one", "other"), [("scheduling", "projections"), ("projections", "scheduling")])
def test_scheduling_and_projections_are_strangers(one: str, other: str) -> None:
    assert not imports().find_shortest_chains(one, other)


@pytest.mark.parametrize("remembering", ["eventsourcing", "sqlalchemy", "msgspec"])
def test_scheduling_sees_no_event_not_even_through_another(remembering: str) -> None:
    reached = imports().find_upstream_modules("scheduling", as_package=True)
    assert remembering not in reached


def test_sql_is_in_projections_alone() -> None:
    speakers = {
        module
        for database in ("sqlalchemy", "sqlite3", "psycopg")
        if database in imports().modules
        for module in imports().find_modules_that_directly_import(database)
    }
    assert {module.partition(".")[0] for module in speakers} <= {"projections"}


@pytest.mark.parametrize("package", BARE)
def test_what_an_auditor_runs_imports_the_standard_library_and_itself_alone(package: str) -> None:
    known = {module for bare in BARE for module in modules(bare)} | {"domain"}
    reached = imports().find_upstream_modules(package, as_package=True)
    assert {name for name in reached - known if name.partition(".")[0] not in sys.stdlib_module_names} == set()


@pytest.mark.parametrize("package", BARE)
def test_what_an_auditor_runs_runs_in_a_bare_python(package: str) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {package}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.parametrize("source", ["random", "secrets", "time", "uuid"])
def test_chance_and_time_come_into_the_rules_as_arguments(source: str) -> None:
    importers = imports().find_modules_that_directly_import(source) if source in imports().modules else set()
    assert {module for module in importers if module.partition(".")[0] in ("domain", "scheduling")} == set()


def test_nothing_in_the_rules_asks_what_time_it_is() -> None:
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources("domain", "scheduling")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")
    ]
    assert asked == []


def test_every_folder_of_modules_is_a_package() -> None:
    assert [path.parent for path in sources(*LAYERS) if not (path.parent / "__init__.py").exists()] == []


def test_no_file_of_ours_is_longer_than_250_lines_but_the_verifier_which_is_one_file() -> None:
    too_long = {
        path.relative_to(ROOT): lines
        for path in sources(*LAYERS, "tests", "benchmarks")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) >= 250 and path.name != "verify.py"
    }
    assert too_long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in sources(*LAYERS, "tests", "benchmarks")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= 60
    ]
    assert too_long == []


def test_ctrl_c_is_left_to_python_by_every_solver() -> None:
    solving = {path: text for path in sources(*LAYERS) if "CpSolver()" in (text := path.read_text(encoding="utf-8"))}
    assert [path.name for path, text in solving.items() if "catch_sigint_signal = False" not in text] == []

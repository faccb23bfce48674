"""The verifier is one file of the standard library, and knows nothing of ours."""

from __future__ import annotations

import ast
import sys

from tests.dossier.given import VERIFIER, Files, load_verifier

TREE = ast.parse(VERIFIER.read_text(encoding="utf-8"))


def test_it_imports_the_standard_library_alone() -> None:
    imported = {name.name for node in ast.walk(TREE) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(TREE) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)


def test_each_check_of_the_table_is_a_method_with_its_rule() -> None:
    verifier = load_verifier()
    assert [name for name in verifier.CHECKS if not getattr(verifier.Dossier, name).__doc__] == []
    assert [name for name in verifier.CHECKS if f"\n    {name} " not in str(verifier.__doc__)] == []


def test_the_dossier_carries_it_verbatim(ceremony: Files) -> None:
    assert ceremony["verify.py"] == VERIFIER.read_bytes()

"""The registry folder and the plan folder, read and written with the standard library alone.

`read_registry` reads a folder of CSV files; `read_tables` and `load` do the same in two steps, for text that comes from
elsewhere (`tabulate`). `freeze` writes a registry in the one form in which a round seals it. `write_plan` writes a plan
as a folder, the same bytes each time; `read_plan` reads it back.
"""

from domain.folder.columns import ENTERPRISES, POLICY_SHAPE, REGISTRY_SHAPES
from domain.folder.files import POLICY_FILE, FolderFiles
from domain.folder.frozen import freeze, lists_digest
from domain.folder.loading import load, read_registry, read_tables
from domain.folder.plan_folder import declared_digests, plan_digests, plan_files, plan_tables, read_plan, write_plan
from domain.folder.tables import ReadEnterprises, Table, header_of, tabulate
from domain.folder.writing import digests, table_bytes

__all__ = [
    "ENTERPRISES",
    "POLICY_FILE",
    "POLICY_SHAPE",
    "REGISTRY_SHAPES",
    "FolderFiles",
    "ReadEnterprises",
    "Table",
    "declared_digests",
    "digests",
    "freeze",
    "header_of",
    "lists_digest",
    "load",
    "plan_digests",
    "plan_files",
    "plan_tables",
    "read_plan",
    "read_registry",
    "read_tables",
    "table_bytes",
    "tabulate",
    "write_plan",
]

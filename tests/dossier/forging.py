"""A forger at work: who changes what was recorded and makes every digest anew that can be made without the public.

The office knows the secret, so it can make anew the tables, their digests in the events, the roots, the links of the
record, `plan.json` and the manifest. It cannot make anew what was published: digests, roots, links.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from domain.aggregates.ceremony import record_link
from domain.draw.commitment import commit
from domain.folder import lists_digest
from tests.dossier.given import SECRET

Files = Mapping[str, bytes]
HOLDS = {
    "visits": ("scheduled", "visits"),
    "unplanned": ("left_unplanned", "checks"),
    "teams": ("officers_drawn", "members"),
    "skipped": ("officers_skipped", "officers"),
}
"""Table of the plan → the step that recorded it, and the field that holds its rows."""


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


class Forgery:
    """A dossier laid open: `events` (topic and state), `files` (all others as bytes), `plan` (plan.json)."""

    def __init__(self, files: Files) -> None:
        self.files = dict(files)
        self.events: list[dict[str, Any]] = [json.loads(line) for line in files["events.jsonl"].decode().splitlines()]
        self.plan: dict[str, Any] = json.loads(files["plan/plan.json"])

    def states(self, step: str) -> list[dict[str, Any]]:
        """The states of the events of a step, `seed_revealed`."""
        return [event["state"] for event in self.events if event["topic"].split(".")[1] == step]

    def last(self, step: str) -> dict[str, Any]:
        """The state of the last event of a step."""
        return self.states(step)[-1]

    def rows(self, table: str) -> list[list[Any]]:
        """The rows of a table, to be changed; in these small rounds they are one event's."""
        step, field = HOLDS[table]
        rows: list[list[Any]] = self.last(step)[field]
        return rows

    def visits(self) -> list[list[Any]]:
        """The visits by number."""
        return sorted(self.rows("visits"))

    def skip(self, reason: str) -> list[Any]:
        """The first row of skipped.csv with a reason."""
        return next(row for row in sorted(self.rows("skipped")) if row[4] == reason)

    def row(self, table: str, *first: str) -> list[Any]:
        """The row that begins with these cells."""
        return next(row for row in self.rows(table) if tuple(row[: len(first)]) == first)

    def seal_list(self, name: str, before: str, after: str) -> None:
        """Seal a list in which a text is replaced, as if it had been so from the start."""
        text = self.files[f"lists/{name}"].decode()
        assert before in text
        self.files[f"lists/{name}"] = text.replace(before, after).encode()
        sealed, lists = self.last("registry_sealed"), sorted(self.files)
        sealed["lists"] = {file[6:]: digest(self.files[file]) for file in lists if file.startswith("lists/")}
        sealed["digest"] = lists_digest(sealed["lists"])
        sealed["working_days"] = self.files["lists/working_days.csv"].decode().split()[1:]
        policy = tomllib.loads(self.files["lists/policy.toml"].decode())
        sealed["policy"] = policy | {"max_load_lead": str(policy["max_load_lead"])}
        self.plan["policy"] = policy

    def made_anew(self) -> dict[str, bytes]:
        """All files, with whatever digest can be made anew made anew."""
        for table in HOLDS:
            self._write(table, self.rows(table))
        self._write("draw", [row for s in self._drawn() for row in self._draw_rows(s)])
        self._write(
            "frames", [[s["matter"], s["credit_class"], s["frame_size"], s["sample_size"]] for s in self._drawn()]
        )
        self._seal("draw_sealed", "draw", "frames")
        self._seal("schedule_sealed", "visits", "unplanned")
        outputs = {file: digest(self.files[f"plan/{file}"]) for file in self.plan["outputs"]}
        self.last("published")["outputs"] = self.plan["outputs"] = outputs
        self.files["plan/plan.json"] = _json(self.plan)
        self._link()
        return self.with_manifest()

    def with_manifest(self) -> dict[str, bytes]:
        """All files as they stand, under a new manifest."""
        manifest = json.loads(self.files.pop("manifest.json"))
        manifest["files"] = {name: digest(data) for name, data in sorted(self.files.items())}
        self.files["manifest.json"] = _json(manifest)
        return self.files

    def _drawn(self) -> list[dict[str, Any]]:
        return self.states("drawn")

    def _draw_rows(self, state: dict[str, Any]) -> list[list[str]]:
        seed, pair = state["seed"], [state["matter"], state["credit_class"]]
        return [[*pair, e, digest(f"{seed}|{self.plan['round']}|{e}".encode())] for e in state["enterprises"]]

    def _write(self, table: str, rows: list[list[Any]]) -> None:
        header = self.files[f"plan/{table}.csv"].split(b"\n", 1)[0].decode()
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(sorted([_cell(value) for value in row] for row in rows))
        self.files[f"plan/{table}.csv"] = f"{header}\n{out.getvalue()}".encode()

    def _seal(self, step: str, *tables: str) -> None:
        state = self.last(step)
        state["files"] = {f"{table}.csv": digest(self.files[f"plan/{table}.csv"]) for table in sorted(tables)}
        lines = self.files[f"plan/{tables[0]}.csv"].decode().split("\n")[1:-1]
        root, leaves = commit(SECRET, self.plan["round"], f"{tables[0]}.csv", lines)
        state |= {"root": root if state["root"] else "", "leaves": leaves}

    def _link(self) -> None:
        lines: list[bytes] = []
        for number, event in enumerate(self.events, 1):
            event["state"]["originator_version"] = number
            if "record" in event["state"]:
                event["state"]["record"] = record_link(lines)
            lines.append(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode())
        self.files["events.jsonl"] = b"".join(line + b"\n" for line in lines)


def _json(value: object) -> bytes:
    return f"{json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False)}\n".encode()


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else str(int(value) if isinstance(value, bool) else value)

#!/usr/bin/env python3
"""核验一轮抽查的卷宗 / Verify the dossier of a round of inspections. Needs Python 3.11 and nothing else.

    python3 verify.py DOSSIER        a folder or the zip: works everything out anew; says `ok`, or where the first
                                     difference lies (file, row, what stands there, what should), with status 1
    python3 verify.py --proof FILE   an enterprise's proof: prints the root to compare with the public notice

The checks, each a method of that name below, with the rule in its docstring:
    manifest  文件齐全未动    every file is there, no other, each with the digest that the manifest names
    order     步骤次序        the events are whole and in order, from the opening to the publication
    seeds     先来源后种子    each seed came from a source named before its hour, and from the sealed secret
    lists     名录封存后未动  the lists are those that were sealed before any seed was known
    tables    方案即事件所记  the tables of the plan say what the events recorded, neither more nor less
    draw      抽取检查对象    frames, sample sizes and the enterprises drawn
    visits    检查安排        hard rules 1, 2, 6: days, slots, scenes, lead, departments, outings; all numbers
    accounts  事项有着落      every check is made by a visit or unplanned, once; every visit makes a new check
    year      频次上限        hard rule 5: caps, days between visits, who may exceed the department limit
    officers  选派执法人员    hard rules 3, 4: turns, tickets, teams, why each officer was passed over
    facts     方案说明        plan.json: seeds, policy, digests and every figure that can be counted
"""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import re
import sys
import tomllib
import zipfile
from collections import Counter, defaultdict, namedtuple
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from hashlib import sha256
from itertools import combinations, groupby, islice, pairwise, product, zip_longest
from math import ceil, inf, lcm
from multiprocessing import Pool
from pathlib import Path
from typing import Any

CHECKS = re.findall(r"^    (\w+)  ", __doc__ or "", re.MULTILINE)
RULES = "chayici-draw-1"
STEPS = re.findall(
    r"\w+",  # each follows the one before it
    """opened registry_sealed enterprises_seed_source_named enterprises_seed_revealed drawn draw_sealed left_unplanned
    scheduled schedule_sealed officers_seed_source_named officers_seed_revealed officers_skipped officers_drawn
    published change secret_disclosed""",
)
CEREMONY = [step for step in STEPS if "_seed_" in step or step == "secret_disclosed"]
IN_PARTS = ("drawn", "left_unplanned", "scheduled", "officers_skipped", "officers_drawn", "change")
MAY_LACK = ("drawn", "change")
BACK_TO = {"seal_redraw_ordered": 0, "draw_redraw_ordered": 1, "officers_redraw_ordered": 8}  # the step to go on from
CHANGES = (
    "change_reported", "officer_replaced", "enterprise_replaced", "visits_cancelled", "visit_moved", "visit_added",
    "visit_extended", "department_withdrawn", "team_drawn", "checks_left_out", "visits_confirmed",
)  # fmt: skip
FIELDS = """opened.v2 calendar first last originator_topic; seed_source_named.v1 draw_kind source;
    registry_sealed.v2 commitment digest inputs lists policy rules working_days; secret_disclosed.v1 record secret;
    seed_revealed.v1 draw_kind evidence outcome; redraw_ordered.v1 back_to cause; draw_sealed.v1 files leaves root seed;
    drawn.v1 credit_class enterprises frame_size matter part parts sample_size seed; scheduled.v1 part parts visits;
    left_unplanned.v1 checks part parts; schedule_sealed.v1 beyond_limit bounds counts files leaves root versions;
    officers_skipped.v1 officers part parts; officers_drawn.v1 members officer_seed part parts;
    published.v2 beyond_limit bounds counts outputs record versions; visits_cancelled.v1 answers visits;
    change_reported.v1 cause first kind last number subject; seed_revealed.v2 draw_kind evidence outcome;
    change_reported.v3 area as_of cause department district first kind last matter number subject;
    change_reported.v2 area as_of cause department district first kind last matter number subject;
    visit_moved.v1 answers visit why; visit_added.v1 answers visit why; visit_extended.v1 answers visit why;
    department_withdrawn.v1 answers department visit why; checks_left_out.v1 answers checks; visits_confirmed.v1 visits;
    officer_replaced.v1 answers department inspector lead outing successor ticket; team_drawn.v1 answers members;
    enterprise_replaced.v1 answers credit_class enterprise matter successor ticket"""  # beside those that all have
OF_ALL = ["actor", "correlation_id", "originator_id", "originator_version", "reason", "timestamp"]
FIELDS_OF = {f"round.{topic}": fields for topic, *fields in map(str.split, FIELDS.split(";"))}
PLAN = {  # table of the plan: the step that recorded it, the field that holds its rows, its columns
    "draw": ("drawn", "enterprises", "matter,credit_class,enterprise,ticket"),
    "frames": ("drawn", "", "matter,credit_class,frame_size,sample_size"),
    "visits": ("scheduled", "visits", "visit,enterprise,date,slot,outing,scene,lead_department,departments,matters"),
    "unplanned": ("left_unplanned", "checks", "enterprise,matter,not_before,reason,detail"),
    "teams": ("officers_drawn", "members", "outing,department,inspector,ticket,lead"),
    "skipped": ("officers_skipped", "officers", "outing,department,inspector,ticket,reason,detail"),
}
LISTS = {"enterprises": 0, "departments": 1, "inspectors": 1, "matters": 1, "sampling": 2, "caps": 2, "scenes": 1}
LISTS |= {"due": 0, "absences": 0, "recusals": 0, "blackouts": 0, "history": 0, "calendar": 1, "working_days": 1}
UNPLANNED = ("cap", "window", "scene", "people", "officers", "skill", "lead", "blackout", "min_days", "closed")
EVENTS, VISITS, TEAMS, STRANDED, LEAD = "events.jsonl", "plan/visits.csv", "plan/teams.csv", "stranded.csv", " lead"
Visit = namedtuple("Visit", "id enterprise date slot outing scene lead departments matters")
Check = namedtuple("Check", "enterprise matter not_before first last counts row")  # not_before "": drawn
Duty = namedtuple("Duty", "outing day week slots recused place needs")  # a department's part in an outing
Seats = namedtuple("Seats", "day slots count able needs")  # open seats of a duty; each need with those who meet it
Room = namedtuple("Room", "week a_day taken")  # visits an officer may still make, visits a day, the slots taken
NO_SLOTS: frozenset[Any] = frozenset()
TRIES = 1_000  # teams that the proof of one core may try
moment, to_json = datetime.fromisoformat, json.JSONEncoder(sort_keys=True, indent=2, ensure_ascii=False).encode


class Difference(Exception):
    """Where the dossier is not as it should be: file, row (its number or first cells), what stands, what should."""


def need(holds: object, file: str, row: object, stands: object, should: object) -> None:
    if not holds:
        raise Difference(file, row, stands, should)


def same(file: str, row: object, stands: Any, should: Any) -> None:
    """What stands there is what should; of whole files (row 0) the first line or row that differs is told."""
    if row == 0 and stands != should:
        text = isinstance(stands, str)
        both = (stands.split("\n"), should.split("\n")) if text else (stands, should)
        for n, (one, other) in enumerate(zip_longest(*both), 1):
            same(file, n if text else tuple(min(row for row in (one, other) if row)[:3]), one, other)
    need(stands == should, file, row, stands, should)


def digest(data: str | bytes) -> str:
    return sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def listed(cell: str) -> set[str]:
    return set(cell.split(";")) - {""}


def cell(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\r", " ")
    return "" if value is None else ";".join(value) if isinstance(value, list) else str(int(value))


def root_of(leaves: list[bytes]) -> str:
    """The root of the tree of RFC 6962, level by level: a node without a sibling rises as it is."""
    while len(leaves) > 1:
        pairs = [sha256(b"\1" + left + right).digest() for left, right in zip(leaves[::2], leaves[1::2], strict=False)]
        leaves = pairs + leaves[2 * len(pairs) :]
    return leaves[0].hex() if leaves else digest("")


@cache
def most(room: Room, duties: tuple[tuple[str, frozenset[str]], ...]) -> int:
    """The most visits that an officer can make of some duties, each a day and its slots."""
    totals = {0}
    for today in sorted({day for day, _ in duties}):
        ways = {busy := frozenset(slot for day, slot in room.taken if day == today)}
        for slots in (slots for day, slots in duties if day == today):
            ways |= {way | slots for way in ways if not way & slots and len(way | slots) <= room.a_day}
        totals = {total + len(way - busy) for total in totals for way in ways}
    return max(total for total in totals if total <= room.week)


def impossible(seats: list[Seats], room: dict[str, Room], tries: Iterator[int]) -> bool:
    """Whether the seats cannot all be filled: all of them, those of one need, or of these those of long duties, ask for
    more visits than the able can make; or, whichever team the tightest duty is given (of teams alike one is tried), the
    others cannot be filled. Whoever takes the only seat meets every need. StopIteration: the tries ran out."""
    seats = [s._replace(able={o for o in s.able if most(room[o], ((s.day, s.slots),))}) for s in seats]
    seats = [s._replace(able=s.able.intersection(*(s.needs.values() if s.count == 1 else ()))) for s in seats]
    for name, long in product({"", *(name for s in seats for name in s.needs)}, {len(s.slots) for s in seats}):
        asking = [s for s in seats if len(s.slots) >= long and (not name or name in s.needs)]
        asking = [s._replace(able=s.able & s.needs.get(name, s.able)) for s in asking]
        wanted = {o: tuple((s.day, s.slots) for s in asking if o in s.able) for s in asking for o in s.able}
        asked = sum(len(s.slots) * (1 if name else s.count) for s in asking)
        if asked > sum(most(room[o], duties) for o, duties in wanted.items()):
            return True
    if not seats:
        return False
    tight, tried = min(seats, key=lambda s: len(s.able) - s.count), set[Any]()
    alike = {o: (room[o], *((o in s.able, *(o in met for met in s.needs.values())) for s in seats)) for o in tight.able}
    for team in combinations(sorted(tight.able), tight.count):
        kinds = frozenset(Counter(alike[o] for o in team).items())
        if kinds in tried or not all(met.intersection(team) for met in tight.needs.values()):
            continue
        tried.add(kinds)
        slots = {(tight.day, slot) for slot in tight.slots}
        after = {o: Room(room[o].week - len(slots), room[o].a_day, room[o].taken | slots) for o in team}
        next(tries)
        if not impossible([s for s in seats if s is not tight], room | after, tries):
            return False
    return True


class Dossier:
    """The files of a dossier; `read` makes values of them for the checks."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files, self.is_read = files, False

    def text(self, file: str) -> str:
        return self.files[file].decode()

    def rows(self, file: str) -> list[Any]:
        """The rows of a table, cells by column; an absent table has none."""
        header, *rows = csv.reader(io.StringIO(self.files.get(file, b"absent\n").decode(), newline=""))
        row_of: Any = namedtuple("row_of", header, rename=True)  # type: ignore[misc]
        return [row_of(*row) for row in rows]

    def recorded(self, table: str) -> list[Any]:
        """The rows of a table of the plan, as the events recorded them."""
        return [row for state in self.steps[PLAN[table][0]] for row in state[PLAN[table][1]]]

    def read(self) -> None:
        """The events with their steps (`steps`: the states that no redraw took back), and what several checks share."""
        self.events, self.steps = [], defaultdict[str, list[Any]](list)
        for text in self.text(EVENTS).removesuffix("\n").split("\n"):
            topic, state = (event := json.loads(text))["topic"], event["state"]
            step, kind = topic.split(".")[1], state.get("draw_kind") or state.get("back_to")
            step = "change" if step in CHANGES else f"{kind}_{step}" if kind else step
            self.events.append((text, topic, step, state))
            for undone in STEPS[BACK_TO[step] + 1 :] if step in BACK_TO else ():
                self.steps.pop(undone, None)
            self.steps[step].append(state)
        self.round = self.events[0][3]["originator_id"].partition(":")[2]
        self.sealed, self.seed = self.steps["registry_sealed"][0], self.steps["draw_sealed"][0]["seed"]
        self.officer_seed = self.steps["officers_drawn"][0]["officer_seed"]
        self.drawn = {(s["matter"], s["credit_class"]): s | {"enterprises": []} for s in self.steps["drawn"]}
        for s in self.steps["drawn"]:
            self.drawn[s["matter"], s["credit_class"]]["enterprises"] += s["enterprises"]
        self.policy = tomllib.loads(self.text("lists/policy.toml"), parse_float=Fraction)
        self.days, self.stranded = [day for (day,) in self.rows("lists/working_days.csv")], self.rows(STRANDED)
        self.rank = {department.id: place for place, department in enumerate(self.rows("lists/departments.csv"))}
        self.matters, self.due = {m.id: m for m in self.rows("lists/matters.csv")}, self.rows("lists/due.csv")
        history = (row for row in self.rows("lists/history.csv") if row.date[:4] == self.round[:4])
        counted = (row for row in history if row.counted == "1")
        dates = {(who, row.enterprise, row.date) for row in counted for who in ("*", row.department)}
        self.past = Counter((who, enterprise) for who, enterprise, _ in dates)
        visits = [Visit(*row) for row in self.recorded("visits")]
        self.read_enterprises({row.enterprise for row in visits + self.due} | {e for _, e in self.past})
        slots = [*self.policy["slots"], *(v.slot for v in visits)]
        order = ((v.date, slots.index(v.slot), self.named[v.enterprise].area, v.enterprise, v) for v in visits)
        self.schedule = [v for *_, v in sorted(order)]
        self.make_checks()
        self.is_read = True

    def read_enterprises(self, names: set[str]) -> None:
        """Whole rows of the enterprises that something names; ids of all active ones, by class, industry and tags."""
        reader = csv.reader(io.TextIOWrapper(io.BytesIO(self.files["lists/enterprises.csv"]), "utf-8", newline=""))
        row_of: Any = namedtuple("row_of", next(reader))  # type: ignore[misc]
        self.named, self.active, self.known, before = dict[str, Any](), defaultdict[Any, list[str]](list), 0, ""
        for self.known, row in enumerate(reader, 1):
            id = row[0]
            if id <= before:
                raise Difference("lists/enterprises.csv", (id,), id, f"> {before}")
            before = id
            if row[9] == "active":
                self.active[row[2], row[3], row[4]].append(id)
            if id in names:
                self.named[id] = row_of(*row)
        same(VISITS, "enterprise", names - self.named.keys(), set())

    def make_checks(self) -> None:
        """A visit makes every due check of its enterprise and matters whose window, clipped to the round, holds the
        day; the earliest of a pair also the drawn one. `idle`: what makes no new check; `left`: what no visit makes."""
        first, last = self.steps["opened"][0]["first"], self.steps["opened"][0]["last"]
        checks, seen = defaultdict[Any, list[Check]](list), set[Check]()
        self.made, self.idle = defaultdict[str, list[Check]](list), list[tuple[str, str]]()
        for (m, _), s in self.drawn.items():
            for e in s["enterprises"]:
                checks[e, m].append(Check(e, m, "", first, last, self.matters[m].counts_toward_cap, 0))
        for n, (e, m, _, start, end, _, counts) in enumerate(self.due):
            checks[e, m].append(Check(e, m, start, max(start, first), min(end, last), counts, n))
        for v in self.schedule:
            for m in v.matters:
                now = [check for check in checks[v.enterprise, m] if check.first <= v.date <= check.last]
                new = {check for check in now if check not in seen}
                if not new or self.named[v.enterprise].status != "active":
                    self.idle.append((v.id, m))
                self.made[v.id] += [check for check in now if check.not_before or check in new]
                seen |= new
        self.left = sorted(check for pair in checks.values() for check in pair if check not in seen)

    def caps(self, credit_class: str, departments: Any) -> list[tuple[str, int]]:
        """Every cap that counts a visit of these departments to this class, `*` being all departments together."""
        rows = [row for row in self.rows("lists/caps.csv") if row.credit_class in ("*", credit_class)]
        return [(who, int(most)) for who, _, most in rows if who in {"*", *departments}]

    def manifest(self) -> None:
        """The manifest names every file with its digest, and no other file; none was changed."""
        said = json.loads(self.text("manifest.json"))
        for file in sorted({*said["files"], *self.files} - {"manifest.json"}):
            stands = digest(self.files[file]) if file in self.files else "缺少 missing"
            same(file, "", stands, said["files"].get(file, "不应有 no such file"))
        right = {"format": "chayici-dossier-1"} | {key: said[key] for key in ("round", "rules", "files")}
        same("manifest.json", 0, self.text("manifest.json"), f"{to_json(right)}\n")

    def order(self) -> None:
        """Events have their fields and no other, are numbered without a gap, none before its predecessor; each step
        follows the one before it in STEPS, or is one more part of it; a redraw has a cause, and goes back to something
        that there is; a later change names the report that it answers; publication and disclosure bear the hash of all
        before."""
        link, before, last, steps, changes = bytes(32), "", "1970-01-01T00:00Z", STEPS, 0
        for n, (text, topic, step, state) in enumerate(self.events, 1):
            event = json.dumps({"topic": topic, "state": state}, ensure_ascii=False, separators=(",", ":"))
            stands = text, state["originator_version"], state["originator_id"], state.get("record", link.hex())
            same(EVENTS, n, stands, (event, n, f"round:{self.round}", link.hex()))
            same(EVENTS, n, sorted(state), sorted(OF_ALL + FIELDS_OF.get(topic, [])))
            need(moment(last) <= moment(state["timestamp"]), EVENTS, n, state["timestamp"], f">= {last}")
            later = steps[steps.index(before) + 1 if before else 0 :]
            allowed = [before] * (before in IN_PARTS) + later[: 1 + (later[0] in MAY_LACK if later else 0)]
            if step in BACK_TO:
                reached = STEPS.index(before) >= max(1, BACK_TO[step]) and STEPS[BACK_TO[step] + 1] in steps
                allowed = [step] if reached and before != "secret_disclosed" and state["cause"].strip() else []
            need(step in allowed, EVENTS, n, step, " | ".join(allowed))
            changes += "number" in state
            same(EVENTS, n, state.get("number", changes), changes)
            need("answers" not in state or 0 < state["answers"] <= changes, EVENTS, n, state.get("answers"), changes)
            if step == "registry_sealed":
                steps = [each for each in STEPS if state["commitment"] or each not in CEREMONY]
            link, last = sha256(link + text.encode()).digest(), state["timestamp"]
            before = STEPS[BACK_TO[step]] if step in BACK_TO else step
        need(before in ("published", "change", "secret_disclosed"), EVENTS, n, before, "published")
        for (step, *_), run in groupby(self.events, lambda e: (e[2], e[3].get("matter"), e[3].get("credit_class"))):
            parts = [(state["part"], state["parts"]) for *_, state in run if "part" in state]
            same(EVENTS, step, parts, [(n, len(parts)) for n in range(1, len(parts) + 1)])

    def seeds(self) -> None:
        """A source is a public event named at most a year before its hour, with a million outcomes or more; the outcome
        is revealed at its hour or later, matches the pattern, and is shown by two witnesses, a link or a signature. A
        seed is the outcome, "/" and the secret whose SHA-256 was sealed; that is disclosed after the last visit's day,
        as Beijing counts days."""
        commitment, source, outcome = "", dict[str, Any](), ""
        for n, (_, _, step, state) in enumerate(self.events, 1):
            at, seed = moment(state["timestamp"]), state.get("seed", state.get("officer_seed"))
            commitment = state.get("commitment", commitment)
            if "source" in state:
                source, due = state["source"], moment(state["source"]["due"])
                right = at < due <= at + timedelta(days=366) and source["outcomes"] >= 1_000_000
                right = right and source["event"].strip() and source["written"].strip()
                need(right, EVENTS, n, f"{at} {source}", "先于其时，百万种结果 before its hour; a million outcomes")
            elif "outcome" in state:
                said, outcome = state["evidence"], state["outcome"] + "/"
                two = len({name.strip() for name in said["witnesses"]} - {""}) > 1
                shown = {"dice": two, "lottery": said["link"].strip(), "beacon": said["signature"].strip()}
                right = at >= moment(source["due"]) and re.fullmatch(source["pattern"], state["outcome"])
                need(right and shown[source["kind"]], EVENTS, n, f"{at} {outcome}", f"{source}，有证据 with evidence")
            elif seed is not None and commitment:
                right = seed.startswith(outcome) and digest(seed.removeprefix(outcome)) == commitment
                need(right, EVENTS, n, seed, f"{outcome}…, SHA-256 {commitment}")
            elif step == "secret_disclosed":
                day = max([v.date for v in self.schedule] or [self.steps["opened"][0]["first"]])
                done = moment(f"{day}T00:00+08:00") + timedelta(days=1)
                need(at >= done and digest(state["secret"]) == commitment, EVENTS, n, at, f">= {done}, {commitment}")

    def lists(self) -> None:
        """The lists are, byte by byte, those whose digests were sealed, so are policy and working days, and these days
        are what the calendar says. No file but scenes.csv is missing, none is of no use, none has a key twice; the
        round is a quarter; the rules are these."""
        stand = {file[6:]: digest(data) for file, data in sorted(self.files.items()) if file.startswith("lists/")}
        for file in sorted({*stand, *self.sealed["lists"]}):
            same(f"lists/{file}", "", stand.get(file), self.sealed["lists"].get(file))
        policy = self.policy | {"max_load_lead": str(self.policy["max_load_lead"])}
        right = policy, self.days, digest("".join(f"{file} {stand[file]}\n" for file in stand))
        same(EVENTS, "registry_sealed", tuple(self.sealed[key] for key in ("policy", "working_days", "digest")), right)
        files = {EVENTS, STRANDED, "manifest.json", "README.html", "verify.py", "plan/plan.json", "lists/policy.toml"}
        files |= {f"plan/{table}.csv" for table in PLAN} | {f"lists/{name}.csv" for name in LISTS}
        same("manifest.json", "files", sorted({*self.files, "lists/scenes.csv"}), sorted(files))
        said, (year, quarter) = json.loads(self.text("manifest.json")), map(int, self.round.split("Q"))
        same("manifest.json", "rules", (said["round"], said["rules"], self.sealed["rules"]), (self.round, RULES, RULES))
        first, end = date(year, 3 * quarter - 2, 1), date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
        days, opened = [first + timedelta(n) for n in range((end - first).days)], self.steps["opened"][0]
        stands = self.round, opened["first"], opened["last"]
        same(EVENTS, "opened", stands, (f"{year}Q{quarter}", str(days[0]), str(days[-1])))
        weekdays = {str(day): day.weekday() < 5 for day in days}
        told = {"weekdays": weekdays, "folder": {day: w == "1" for day, w, _ in self.rows("lists/calendar.csv")}}
        worked = [day for day in weekdays if told[opened["calendar"]].get(day, day in self.days)]
        same("lists/working_days.csv", "", self.days, worked)
        for name, width in LISTS.items():
            keys = [row[:width] for row in self.rows(f"lists/{name}.csv")] if width else []
            same(f"lists/{name}.csv", "", [key for key, times in Counter(keys).items() if times > 1], [])

    def tables(self, table: str) -> None:
        """A table of the plan is what the events recorded, in its one form: rows sorted as text. Draw and visits were
        sealed at once: their digests, and the root of the tree over their salted rows if there is a secret."""
        rows, pairs = self.recorded(table) if table not in ("draw", "frames") else [], self.drawn.items()
        if table == "frames":
            rows = [(*pair, s["frame_size"], s["sample_size"]) for pair, s in pairs]
        if table == "draw":
            rows = [(*pair, e, digest(f"{self.seed}|{self.round}|{e}")) for pair, s in pairs for e in s["enterprises"]]
        out, file = io.StringIO(), f"plan/{table}.csv"
        csv.writer(out, lineterminator="\n").writerows(sorted([*map(cell, row)] for row in rows))
        same(file, 0, self.text(file), f"{PLAN[table][2]}\n{out.getvalue()}")
        step = {"draw": "draw_sealed", "frames": "draw_sealed"}.get(table, "schedule_sealed")
        state, lines, leaves = self.steps[step][0], self.text(file).split("\n")[1:-1], list[bytes]()
        if table in ("draw", "frames", "visits", "unplanned"):
            same(EVENTS, step, state["files"][f"{table}.csv"], digest(self.files[file]))
        if table in ("draw", "visits"):
            start = f"{self.seed.rpartition('/')[2]}|{self.round}|{table}.csv|"
            for n, line in enumerate(lines if self.sealed["commitment"] else (), 1):
                leaves.append(sha256(b"\0" + sha256(f"{start}{n}".encode()).digest() + line.encode()).digest())
            root = root_of(sorted(leaves)) if self.sealed["commitment"] else ""
            same(EVENTS, step, (state["root"], state["leaves"]), (root, len(lines)))

    def draw(self, credit_class: str) -> None:
        """The frame of a matter and class: active enterprises of the class to which the matter applies, with a visit
        left under every cap that would count one. The sample: n = min(|frame|, max(min_count, ⌈ratio × |frame|⌉)) of
        it, those with the fewest visits this year and, among equals, the smallest tickets."""
        kinds = {(industry, tags): ids for (whose, industry, tags), ids in self.active.items() if whose == credit_class}
        made = {enterprise: visits for (who, enterprise), visits in self.past.items() if who == "*"}
        ranked, start = defaultdict[int, list[Any]](list), f"{self.seed}|{self.round}|"
        for kind, ids in kinds.items():
            for id in ids:
                ranked[made.get(id, 0)].append((sha256((start + id).encode()).hexdigest(), id, kind))
        ranking = [(id, kind) for visits in sorted(ranked) for _, id, kind in sorted(ranked[visits])]
        visited = {id: kind for visits in ranked if visits for _, id, kind in ranked[visits]}
        rules = [rule for rule in self.rows("lists/sampling.csv") if rule.credit_class == credit_class]
        recorded = sorted(matter for matter, whose in self.drawn if whose == credit_class)
        same("plan/frames.csv", credit_class, recorded, sorted(rule.matter for rule in rules))
        for rule in rules:
            matter, s = self.matters[rule.matter], self.drawn[rule.matter, credit_class]
            prefixes, tags = tuple(listed(matter.industries)), listed(matter.tags)
            fits = {kind for kind in kinds if kind[0].startswith(prefixes) or tags & listed(kind[1])}
            fits = fits if prefixes or tags else {*kinds}
            caps = self.caps(credit_class, [matter.department]) if matter.counts_toward_cap == "1" else []
            gone = {id for who, cap in caps for id in visited if self.past.get((who, id), 0) >= cap}
            size = sum(len(kinds[kind]) for kind in fits) - sum(visited[id] in fits for id in gone)
            size = size if all(cap for _, cap in caps) else 0
            n = min(size, max(int(rule.min_count), ceil(Fraction(rule.ratio) * size)))
            drawn = list(islice((id for id, kind in ranking if kind in fits and id not in gone), n))
            stands = s["seed"], s["frame_size"], s["sample_size"]
            same("plan/frames.csv", (rule.matter, credit_class), stands, (self.seed, size, n))
            same("plan/draw.csv", (rule.matter, credit_class), s["enterprises"], drawn)

    def visits(self) -> None:
        """A visit is on a working day, in a slot, outside blackouts, outside quiet days unless it makes a due check. It
        names the smallest scene that holds its matters; the scene's lead department leads if it is there, else the
        first by precedence. Numbers go by date, slot, area, enterprise. An outing has one area and day, other slots."""
        scenes = [(scene, listed(scene.matters)) for scene in sorted(self.rows("lists/scenes.csv"))]
        closed, outings, policy = defaultdict[Any, list[Any]](list), dict[str, list[Any]](), self.policy
        for enterprise, area, *days, _ in self.rows("lists/blackouts.csv"):
            closed[bool(enterprise), enterprise or area].append(days)
        for n, v in enumerate(self.schedule, 1):
            e, departments = self.named[v.enterprise], {self.matters[matter].department for matter in v.matters}
            by_rank = sorted(departments, key=self.rank.__getitem__)
            scene = next((scene for scene, matters in scenes if matters.issuperset(v.matters)), None)
            lead = scene.lead_department if scene and scene.lead_department in departments else by_rank[0]
            outing = outings.setdefault(v.outing, [f"O{len(outings) + 1:05}", (v.date, e.district, e.area)])
            names = outing[0], scene.id if scene else "", lead, by_rank, sorted(set(v.matters))
            same(VISITS, (v.id,), v, Visit(f"V{n:05}", v.enterprise, v.date, v.slot, *names))
            quiet = int(v.date[8:]) in policy["quiet_days_of_month"] and not any(c.not_before for c in self.made[v.id])
            blackouts = closed[True, v.enterprise] + closed[False, e.area]
            day = v.date in self.days and not quiet and not any(first <= v.date <= last for first, last in blackouts)
            turn = v.slot in policy["slots"] and v.slot not in outing and outing[1] == (v.date, e.district, e.area)
            people = len(departments) * policy["inspectors_per_department"] <= policy["max_people_per_visit"]
            one_scene = scene or len(v.matters) == 1 or "lists/scenes.csv" not in self.files
            need(day, VISITS, (v.id,), v.date, "可以检查的工作日 a working day open to it")
            need(turn, VISITS, (v.id,), v.slot, f"{outing[1]}，时段各异 in different slots")
            need(people and one_scene, VISITS, (v.id,), v, "同一场景、人数上限内 one scene, the head-count")
            outing.append(v.slot)

    def accounts(self) -> None:
        """Every visit makes, for each of its matters, a check that no earlier visit made, at an active enterprise.
        Every other check stands in unplanned.csv, once, with a reason and a sentence: `closed` if and only if the
        enterprise is, else `window` if and only if its window has no working day."""
        for visit, matter in self.idle:
            raise Difference(VISITS, (visit,), matter, "尚未完成的检查 a check that is still to be made")
        rows, right = [[*map(cell, row)] for row in self.recorded("unplanned")], list[Any]()
        for e, m, day, first, last, *_ in self.left:
            gone = "" if any(first <= worked <= last for worked in self.days) else "window"
            right.append([e, m, day, "closed" if day and self.named[e].status != "active" else gone])
        certain = [[*row[:3], row[3] if row[3] in ("closed", "window") else ""] for row in rows]
        same("plan/unplanned.csv", 0, sorted(certain), sorted(right))
        for e, m, _, reason, detail in rows:
            need(reason in UNPLANNED and detail.strip(), "plan/unplanned.csv", (e, m), f"{reason} {detail}", UNPLANNED)

    def year(self) -> None:
        """Visits to an enterprise are days apart; with those of the history they keep to every cap. A visit counts if a
        check that it makes counts. Beyond the department limit are only visits whose splitting would break a cap."""
        by_enterprise, beyond = defaultdict[str, list[Any]](list), list[str]()
        apart, limit = self.policy["min_days_between_visits"], self.policy["max_departments_per_visit"]
        caps = {credit_class: self.caps(credit_class, self.rank) for credit_class in "ABCD"}
        for v in self.schedule:
            by_enterprise[v.enterprise].append(v)
        for e, visits in by_enterprise.items():
            for before, v in pairwise(visits):
                days = (date.fromisoformat(v.date) - date.fromisoformat(before.date)).days
                need(days >= apart, VISITS, (v.id,), v.date, f"{before.id} {before.date} + {apart}")
            counted, spare = [v for v in visits if any(c.counts == "1" for c in self.made[v.id])], inf
            joined = Counter(who for v in counted for who in ("*", *v.departments))
            for who, cap in caps[self.named[e].credit_class]:
                left = cap - self.past[who, e] - joined[who]
                need(not joined[who] or left >= 0, VISITS, (visits[-1].id,), f"{e}: {cap - left}", f"<= {cap} ({who})")
                spare = min(spare, left) if who == "*" else spare
            for v in (v for v in visits if len(v.departments) > limit):
                counting = {self.matters[c.matter].department for c in self.made[v.id] if c.counts == "1"}
                need(ceil(len(counting) / limit) - 1 > max(spare, 0), VISITS, (v.id,), v.departments, f"<= {limit}")
                beyond.append(v.id)
        same("plan/plan.json", "beyond_limit", self.steps["published"][0]["beyond_limit"], sorted(beyond))

    def facts(self) -> None:
        """plan.json, in its one form, says what was recorded; what can be counted in it is counted again."""
        published, early = self.steps["published"][0], self.steps["schedule_sealed"][0]
        place = {v.outing: (v.date, self.named[v.enterprise].area) for v in self.schedule}
        drawn, due = sum(len(s["enterprises"]) for s in self.drawn.values()), len(self.due)
        unplanned = self.recorded("unplanned")
        counts: dict[str, Any] = {"enterprises": self.known, "visits": len(self.schedule), "outings": len(place)}
        counts |= {"checks_drawn": drawn, "checks_due": due, "checks_planned": drawn + due - len(unplanned)}
        counts |= {"checks_unplanned": Counter(reason for *_, reason, _ in unplanned)}
        counts |= {"trips": len({(row[2], *place[row[0]]) for row in self.recorded("teams")})}
        lead = Fraction(self.policy["max_load_lead"])
        policy = self.policy | {"max_load_lead": int(lead) if lead.denominator == 1 else float(lead)}
        right = {key: published[key] for key in ("outputs", "versions", "bounds", "beyond_limit")}
        right |= {"round": self.round, "seed": self.seed, "officer_seed": self.officer_seed, "policy": policy}
        right |= {"inputs": self.sealed["inputs"], "calendar": self.steps["opened"][0]["calendar"]}
        right |= {"counts": published["counts"] | counts}
        same("plan/plan.json", 0, self.text("plan/plan.json"), f"{to_json(right)}\n")
        outputs = {f"{table}.csv": digest(self.files[f"plan/{table}.csv"]) for table in PLAN}
        same(EVENTS, "published", (published["outputs"], published["counts"]), (outputs, right["counts"]))
        levels = {"levels": published["bounds"]["levels"]} if "levels" in published["bounds"] else {}
        stands = {key: early[key] for key in ("beyond_limit", "versions")} | {"bounds": early["bounds"] | levels}
        stands["counts"] = early["counts"] | {"trips": counts["trips"]}
        counted = counts | {"left_out": len(unplanned)}
        for said in levels.get("levels", []):
            same(EVENTS, "published", said["value"], counted.get(said["level"], said["value"]))
        same(EVENTS, "schedule_sealed", stands, {key: right[key] for key in stands})

    def officers(self, department: str) -> int:
        """Outings are served by turn; by ascending ticket each candidate, who covers the area, is taken until the team
        is full unless a reason holds (docs/draw.md, section 4). Whoever is passed over with a smaller ticket than one
        taken is listed with the first that holds. would_strand is proven by its core; gives how many have none."""
        roster, key = Roster(self, department), f"{self.officer_seed}|{self.round}|"
        cores = {(row.outing, row.inspector): row.core for row in self.stranded if row.department == department}
        teams, skips = ([row[:5] for row in self.recorded(t) if row[1] == department] for t in ("teams", "skipped"))
        recorded, drawn, skipped, unproven = {(row[0], row[2]) for row in teams}, list[Any](), list[Any](), 0
        for duty in sorted(roster.duties.values(), key=lambda duty: digest(f"{key}{duty.outing}|{department}")):
            start, team = f"{key}{duty.outing}|{department}|", list[str]()
            ticket = {i: sha256((start + i).encode()).hexdigest() for i in roster.covering(duty)}
            reasons = {i: roster.kept_away(i, duty) for i in sorted(ticket, key=ticket.__getitem__)}
            free = [i for i in reasons if not reasons[i]]
            idlest = sorted(free, key=roster.load.__getitem__)
            for again in (False, True):  # once more without load, if seats are left
                for i in [i for i in free if not again or reasons[i] == "load"]:
                    if len(team) == roster.size:
                        break
                    least = next(roster.load[o] for o in idlest if o not in team)
                    leads = not again and roster.load[i] - least > roster.most_lead
                    reasons[i] = "load" if leads else roster.lacks(duty, [*team, i])
                    if not reasons[i] and (duty.outing, i) in recorded:
                        team.append(i)
                    elif not reasons[i]:
                        row, core = (duty.outing, department, i), cores.pop((duty.outing, i), None)
                        need(core is not None, TEAMS, row, "未选派 not taken", "按签号应选派 to be taken")
                        refused = {other for other in reasons if reasons[other] == "would_strand"}
                        open_seats = roster.open_seats(duty, {*team, i}, refused, listed(core))
                        reasons[i] = "would_strand"
                        try:
                            proven = core and impossible(*open_seats, iter(range(TRIES)))
                            need(proven or not core, STRANDED, row, core, "证明 a proof")
                        except StopIteration:
                            proven = False
                        unproven += not proven
            need(len(team) == roster.size, TEAMS, (duty.outing, department), team, roster.size)
            last, chiefs = max(ticket[i] for i in team), [i for i in reasons if i in team and LEAD in roster.brings[i]]
            drawn += [[duty.outing, department, i, ticket[i], LEAD in duty.needs and i == chiefs[0]] for i in team]
            passed = [i for i in reasons if reasons[i] and ticket[i] < last]
            skipped += [[duty.outing, department, i, ticket[i], reasons[i]] for i in passed]
            roster.engage(duty, team)
        same(TEAMS, 0, sorted(teams), sorted(drawn))
        same("plan/skipped.csv", 0, sorted(skips), sorted(skipped))
        same(STRANDED, department, sorted(cores), [])
        return unproven


class Roster:
    """A department's officers, its duties, and what the officers have been drawn for so far."""

    def __init__(self, d: Dossier, department: str) -> None:
        self.own = {o.id: o for o in d.rows("lists/inspectors.csv") if o.department == department}
        self.most = {i: (int(o.max_visits_per_day), int(o.max_visits_per_week)) for i, o in self.own.items()}
        self.brings = {i: listed(o.skills) | ({LEAD} if o.can_lead == "1" else set()) for i, o in self.own.items()}
        absences, recusals = d.rows("lists/absences.csv"), defaultdict[str, set[str]](set)
        self.away = {(who, day) for who, first, last, _ in absences for day in d.days if first <= day <= last}
        for who, enterprise, _ in d.rows("lists/recusals.csv"):
            recusals[enterprise].add(who)
        unit = lcm(*range(1, len(d.days) + 1))  # the load c/a is counted in this part of an outing a day, so exactly
        self.size = d.policy["inspectors_per_department"]
        self.most_lead = Fraction(d.policy["max_load_lead"]) * unit / max(1, len(d.days))
        self.share, self.load = dict[str, int](), Counter[str]()
        for i, o in self.own.items():
            there = [day for day in d.days if day <= o.certificate_valid_until and (i, day) not in self.away]
            self.share[i] = unit // max(1, len(there))
        self.busy = defaultdict[Any, frozenset[str]](frozenset)  # by officer and day: slots
        self.held = defaultdict[Any, frozenset[tuple[str, str]]](frozenset)  # by officer and week: days and slots
        parts, self.duties, self.near = defaultdict[str, list[Any]](list), dict[str, Duty](), dict[Any, list[str]]()
        for v in d.schedule:
            if department in v.departments:
                parts[v.outing].append(v)
        for outing, visits in parts.items():
            day, e = visits[0].date, d.named[visits[0].enterprise]
            matters = [m for m in (d.matters[m] for v in visits for m in v.matters) if m.department == department]
            needs = [LEAD] * any(v.lead == department for v in visits) + sorted({m.skill for m in matters} - {""})
            week, slots = date.fromisoformat(day).isocalendar()[:2], frozenset(v.slot for v in visits)
            recused = set[str]().union(*(recusals.get(v.enterprise, ()) for v in visits))
            self.duties[outing] = Duty(outing, day, week, slots, recused, (e.district, e.area), needs)

    def covering(self, duty: Duty) -> list[str]:
        """The candidates: whose district and areas, where there are any, are those of the outing."""
        district, area = duty.place
        if duty.place not in self.near:
            own = (o for o in self.own.values() if o.district in ("", district))
            self.near[duty.place] = [o.id for o in own if not o.areas or area in listed(o.areas)]
        return self.near[duty.place]

    def kept_away(self, i: str, duty: Duty) -> str:
        """The first reason that does not depend on the team, if any."""
        if (i, duty.day) in self.away:
            return "absent"
        if self.own[i].certificate_valid_until < duty.day:
            return "certificate"
        if i in duty.recused:
            return "recused"
        today, visits, (a_day, a_week) = self.busy.get((i, duty.day), NO_SLOTS), len(duty.slots), self.most[i]
        if today and not today.isdisjoint(duty.slots):
            return "busy"
        if len(today) + visits > a_day:
            return "day_limit"
        return "week_limit" if len(self.held.get((i, duty.week), NO_SLOTS)) + visits > a_week else ""

    def lacks(self, duty: Duty, team: list[str]) -> str:
        """What a full team lacks: somebody who can lead, or a skill."""
        lacking = [n for n in duty.needs if len(team) == self.size and not any(n in self.brings[i] for i in team)]
        return "" if not lacking else "lead" if lacking[0] == LEAD else "skill"

    def engage(self, duty: Duty, team: list[str]) -> None:
        for i in team:
            self.busy[i, duty.day] |= duty.slots
            self.held[i, duty.week] |= {(duty.day, slot) for slot in duty.slots}
            self.load[i] += self.share[i]
        del self.duties[duty.outing]

    def open_seats(self, duty: Duty, fixed: set[str], refused: set[str], core: set[str]) -> tuple[list[Seats], Any]:
        """The seats of a core's outings, all still to be served, with these fixed in the duty; everybody's room."""
        room, seats = dict[str, Room](), list[Seats]()
        for i, (a_day, a_week) in self.most.items():
            taken = self.held[i, duty.week] | ({(duty.day, slot) for slot in duty.slots} if i in fixed else set())
            room[i] = Room(a_week - len(taken), a_day, taken)
        for each in (self.duties[outing] for outing in sorted(core)):
            need(each.week == duty.week, STRANDED, (duty.outing,), each.outing, "同一周 of the same week")
            there, out = (fixed, fixed | refused) if each is duty else (set(), set())
            never = ("absent", "certificate", "recused")
            able = {i for i in self.covering(each) if self.kept_away(i, each) not in never} - out
            lacking = [n for n in each.needs if not any(n in self.brings[i] for i in there)]
            needs = {n: {i for i in able if n in self.brings[i]} for n in lacking}
            seats.append(Seats(each.day, each.slots, self.size - len(there), able, needs))
        return seats, room


def load(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()}
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


CURRENT: list[Dossier] = []


def begin(files: dict[str, bytes]) -> Any:
    """Read a dossier in this process, unless it has been."""
    CURRENT[:] = CURRENT or [Dossier(files)]
    return None if CURRENT[0].is_read else run("read")


def run(check: str, *part: str) -> Any:
    """What a check gives, or the difference that it finds; what cannot even be read is one."""
    try:
        return getattr(CURRENT[0], check)(*part)
    except Difference as difference:
        return difference
    except Exception as error:
        file = {"manifest": "manifest.json", "order": EVENTS}.get(check, check)
        return Difference(file, "", f"{type(error).__name__}: {error}", "可核验的内容 what can be checked")


def verify(files: dict[str, bytes], processes: int = 1) -> tuple[Difference | None, int]:
    """The first difference, if any, and how many refusals are not proven. Several processes are for a city."""
    CURRENT.clear()
    unread, d, tasks = begin(files), CURRENT[0], list[tuple[str, ...]]([("manifest",), ("order",)])
    if d.is_read:
        rows = [*d.recorded("skipped"), *d.recorded("teams"), *d.stranded]
        departments = [department for department, _ in Counter([row[1] for row in rows] + [*d.rank]).most_common()]
        tasks += [("officers", department) for department in departments[:1]]  # what takes longest comes first
        tasks += [("draw", credit_class) for credit_class in sorted({*"ABCD", *(whose for _, whose in d.drawn)})]
        tasks += [("tables", table) for table in sorted(PLAN)]
        tasks += [(check,) for check in ("year", "visits", "seeds", "lists", "accounts", "facts")]
        tasks += [("officers", department) for department in departments[1:]]
    if processes > 1:
        with Pool(processes, begin, [files]) as pool:
            found = pool.starmap(run, tasks, 1)
    else:
        found = [run(*task) for task in tasks]
    by_check = sorted(zip(tasks, found, strict=True), key=lambda both: CHECKS.index(both[0][0]))
    wrong = [each for each in (*(each for _, each in by_check), unread) if isinstance(each, Difference)]
    exact = (each for each in wrong if each.args[0] == wrong[0].args[0] and each.args[1] != "")
    return next(exact, wrong[0]) if wrong else None, sum(each for each in found if isinstance(each, int))


def root_by(proof: dict[str, Any]) -> str:
    """The root to which a line leads, with its salt and its path from the leaf upwards."""
    node = sha256(b"\0" + bytes.fromhex(proof["salt"]) + proof["line"].encode()).digest()
    index, last, path = proof["leaf_index"], proof["leaves"] - 1, [bytes.fromhex(each) for each in proof["path"]]
    while last > 0:
        if index % 2:
            node = sha256(b"\1" + path.pop(0) + node).digest()
        elif index < last:
            node = sha256(b"\1" + node + path.pop(0)).digest()
        index, last = index // 2, last // 2
    return "不成立 no proof" if path or index else node.hex()


def tell_proofs(path: Path) -> bool:
    """Print the root that each proof leads to; whether these are the roots that the proofs name."""
    proofs = json.loads(path.read_text(encoding="utf-8"))
    for proof in proofs:
        print(f"{proof['round']} {proof['file']}: {proof['line']}\n  根 root: {root_by(proof)}")
    return all(root_by(proof) == proof["root"] for proof in proofs)


def tell(path: Path) -> bool:
    """Print `ok` and what was looked at, or the first difference; whether it is `ok`."""
    try:
        files = load(path)
    except (OSError, zipfile.BadZipFile) as error:
        sys.exit(f"{path}: 无法读取 cannot be read ({error})")
    wrong, unproven = verify(files, (os.cpu_count() or 1) if len(files.get(EVENTS, b"")) > 5_000_000 else 1)
    if wrong is not None:
        file, row, stands, should = wrong.args
        if isinstance(row, tuple):
            text, first = files.get(file, b"").decode(errors="replace"), ",".join(row)
            row = f"{text[: text.find(chr(10) + first) + 1].count(chr(10)) + 1} ({first})"
        print(f"{file} 第 {row} 行 line {row}\n  所列 stands:   {stands}\n  应为 should be: {should}")
        return False
    d = CURRENT[0]
    drawn, visits = sum(len(s["enterprises"]) for s in d.drawn.values()), len(d.schedule)
    seats, passed = len(d.recorded("teams")), len(d.recorded("skipped"))
    zh = f"{d.known} 户中抽取 {drawn} 项，检查 {visits} 家次，选派 {seats} 人次，跳过 {passed} 次，全部复算一致"
    en = f"{drawn} checks drawn of {d.known} enterprises, {visits} visits, {seats} seats, {passed} officers passed over"
    if not d.sealed["commitment"]:
        zh, en = f"{zh}；种子未经公开仪式", f"{en}; the seeds came without a ceremony"
    if unproven:
        zh, en = f"{zh}；{unproven} 次 would_strand 未予证明", f"{en}; {unproven} would_strand not proven"
    print(f"ok {d.round}：{zh} / {en}")
    return True


def main() -> None:
    gc.disable()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    *option, path = sys.argv[1:]
    sys.exit(0 if (tell_proofs if option == ["--proof"] else tell)(Path(path)) else 1)


if __name__ == "__main__":
    main()

"""An office whose round is published, to be asked why its visits are as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.ceremony.changes import plan_now
from api.reading.explain import explained
from api.reading.explain_told import told
from api.reading.explanation import Explanation, MatterWhy
from api.record.store import open_record
from domain.plan import Visit
from tests.api.tiny_folder import write_folder
from tests.api.walked import ROUND, Office

LARGER = {
    "enterprises": "id,name,credit_class,district,area\n"
    + "".join(f"E{n:02},Shop {n},{'AB'[n % 2]},D1,A{n % 3}\n" for n in range(24)),
    "scenes": "id,name,lead_department,matters\nS1,Shops,fire,H1;F1\n",
    "history": "enterprise,department,date,kind,counted\n"
    + "".join(f"E{n:02},fire,2027-01-0{n % 4 + 1},routine,1\n" for n in (0, 2, 4, 6, 8)),
    "inspectors": "id,name,department,certificate_no,certificate_valid_until,can_lead\n"
    + "".join(f"{of}-{n},Officer,{of},C{of}{n},2030-12-31,{n % 2}\n" for of in ("health", "fire") for n in range(7)),
}


def publish_in(folder: Path) -> Path:
    """Walk a round to its publication: one scene, enterprises visited before, quiet days, officers who cannot lead."""
    write_folder(folder / "registry", **LARGER)
    (folder / "registry" / "policy.toml").write_text("quiet_days_of_month = [5, 6, 7, 8]\n")
    with open_record(str(folder / "chayici.db")) as record:
        Office(record, folder).walk("publish")
    return folder


def why(office: Office, visit: str, position: int | None = None) -> Explanation:
    return explained(office.record, ROUND, visit, position)


def visits(office: Office) -> tuple[Visit, ...]:
    return plan_now(office.standing()).visits


def every_matter(office: Office) -> Iterator[tuple[Explanation, MatterWhy]]:
    for visit in visits(office):
        explanation = why(office, visit.visit)
        yield from ((explanation, matter) for matter in explanation.matters)


def topic(office: Office, position: int) -> str:
    (stored,) = office.record.store.recorder.select_notifications(position, 1)
    return stored.topic.rpartition(".")[0]


def lines(explanation: Explanation) -> str:
    return "\n".join(f"{said.zh} / {said.en}" for said in told(explanation))

"""Rules of the draw of enterprises: `frames.csv` and `draw.csv` are exactly what seed, registry and ratios give."""

from __future__ import annotations

from domain.checker.case import Case
from domain.checker.violation import DRAW, FRAMES, Findings, Found
from domain.draw.tickets import enterprise_ticket


def frame_sizes(case: Case) -> Findings:
    """Every row of `sampling.csv` has its row in `frames.csv`, with the exact sizes of frame and sample."""
    said = {(row.matter, row.credit_class): (row.frame_size, row.sample_size) for row in case.plan.frames}
    for key, sample in case.samples.items():
        sizes = sample.frame_size, len(sample.drawn)
        what = " ".join(key)
        right_zh, right_en = "应为总体 {}、抽取 {}".format(*sizes), "right is frame {}, sample {}".format(*sizes)
        if key not in said:
            yield Found(FRAMES, what, f"缺少该行，{right_zh}", f"the row is missing; {right_en}")
        elif said[key] != sizes:
            now = "{}、{}".format(*said[key])
            yield Found(FRAMES, what, f"所列为 {now}，{right_zh}", f"says {now}; {right_en}")
    for key in sorted(said.keys() - case.samples.keys()):
        yield Found(FRAMES, " ".join(key), "抽查比例表中没有这一行", "sampling.csv has no such row")


def sample(case: Case) -> Findings:
    """Drawn are exactly the enterprises of the frame with the fewest visits this year and, among equals, the smallest
    tickets: as many as the ratio says, not one more, fewer or other."""
    said = {(row.matter, row.credit_class, row.enterprise) for row in case.plan.drawn}
    true = {(*key, enterprise) for key, drawn in case.samples.items() for enterprise in drawn.drawn}
    for matter, credit_class, enterprise in sorted(true - said):
        ranks = list(case.samples[matter, credit_class].drawn)
        place = f"{ranks.index(enterprise) + 1}/{len(ranks)}"
        zh, en = f"应被抽中（排名 {place}），却未列出", f"belongs to the sample (rank {place}) but is not listed"
        yield Found(DRAW, f"{matter} {credit_class} {enterprise}", zh, en)
    for matter, credit_class, enterprise in sorted(said - true):
        row = case.samples.get((matter, credit_class))
        size = len(row.drawn) if row else 0
        zh, en = f"不在应抽取的 {size} 户之中", f"is not among the {size} to be drawn"
        yield Found(DRAW, f"{matter} {credit_class} {enterprise}", zh, en)


def enterprise_tickets(case: Case) -> Findings:
    """A ticket in `draw.csv` is SHA-256 of seed | round | enterprise, and nothing else."""
    for row in case.plan.drawn:
        right = enterprise_ticket(case.seed, case.round, row.enterprise)
        if row.ticket != right:
            what = f"{row.matter} {row.credit_class} {row.enterprise}"
            yield Found(
                DRAW, what, f"签号应为 {right}，所列为 {row.ticket}", f"its ticket is {right}, not {row.ticket}"
            )

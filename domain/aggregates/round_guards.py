"""What a round refuses: a step out of order, before its hour, or with a seed that nobody announced."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from domain.aggregates import stages
from domain.aggregates.base import Attribution, RecordedAggregate
from domain.aggregates.ceremony import (
    CHANGE_RULES,
    EVIDENCE_RULES,
    LONGEST_WAIT,
    SOURCE_RULES,
    Evidence,
    Rule,
    SeedSource,
    as_told,
    broken,
    commitment_to,
    may_disclose_from,
    seed_of,
)
from domain.aggregates.stages import Redraw, Standing
from domain.draw.changes import Change
from domain.refusals import RoundRefusal


class GuardedRound(RecordedAggregate):
    """A round as its guards see it. Each `require…` raises RoundRefusal, saying where the round stands."""

    if TYPE_CHECKING:
        standing: Standing
        redraws: tuple[Redraw, ...]
        changes: tuple[int, ...]

    @property
    def stage(self) -> str:
        """Where the round stands."""
        return self.standing.stage

    @property
    def next_step(self) -> str:
        """The step that leads on, in Chinese and as the command's word; "" when nothing is left to be done."""
        return next((step for step in self.standing.may_follow if step not in stages.ANY_TIME), "")

    def require(self, allowed: bool, zh: str, en: str) -> None:
        """Refuse a command unless it is allowed; the sentence goes on from the round."""
        if not allowed:
            raise RoundRefusal(
                f"轮次 {self.bare_id}（{self.stage}）{zh}；{self._next('zh')}",
                f"round {self.bare_id} ({self.stage}) {en}; {self._next('en')}",
            )

    def require_step(self, step: str, by: Attribution) -> None:
        """That a step may follow now, and that its moment is no earlier than the last one's."""
        reason = ("", "")
        if step in stages.CEREMONIAL and self.stage != stages.OPENED and not self.standing.commitment:
            reason = ("：封存时没有密钥承诺，本轮没有仪式", ": sealed without a commitment, it has no ceremony")
        self.require(
            step in self.standing.may_follow,
            f"此时不能“{step}”{reason[0]}",
            f"does not allow “{step}” now{reason[1]}",
        )
        self.require(
            by.recorded_at >= self.modified_on,
            f"上一步记于 {as_told(self.modified_on)}，而本机时钟现为 {as_told(by.recorded_at)}，时间倒退；请先校准时钟",
            f"was last changed at {as_told(self.modified_on)}; {as_told(by.recorded_at)} runs backwards: set the clock",
        )

    def require_commitment(self, commitment: str) -> None:
        """That a commitment is a SHA-256 in hex, or "" for none."""
        self.require(
            re.fullmatch("([0-9a-f]{64})?", commitment) is not None,
            f"密钥承诺“{commitment}”不是 64 位小写十六进制的 SHA-256",
            f"cannot be sealed with “{commitment}”: a commitment is a SHA-256, 64 hex digits in lower case",
        )

    def require_source(self, source: SeedSource, by: Attribution) -> None:
        """That a source can be trusted, and that its hour is still to come."""
        self._require_rules(broken(SOURCE_RULES, source))
        self.require(
            source.due - by.recorded_at <= LONGEST_WAIT,
            f"种子来源的时刻 {as_told(source.due)} 距今超过一年，请核对年份",
            f"waits a year for a source at most, not until {as_told(source.due)}; look at its year",
        )
        self.require(
            by.recorded_at < source.due,
            f"种子来源须在结果产生的时刻 {as_told(source.due)} 之前指定，现在已是 {as_told(by.recorded_at)}",
            f"names a source before its hour {as_told(source.due)}; it is {as_told(by.recorded_at)} now",
        )

    def require_outcome(self, outcome: str, evidence: Evidence, by: Attribution) -> None:
        """That an outcome comes at or after its hour, is written as was said, and is shown by evidence."""
        source = self.standing.sources[self.standing.draw_kind]
        self.require(
            by.recorded_at >= source.due,
            f"结果产生的时刻是 {as_told(source.due)}，不能在此之前公布种子",
            f"reveals no seed before its hour {as_told(source.due)}",
        )
        self.require(
            re.fullmatch(source.pattern, outcome) is not None,
            f"结果“{outcome}”不合事先指定的写法：{source.written}（{source.pattern}）",
            f"is promised an outcome written so: {source.written} ({source.pattern}); “{outcome}” is not",
        )
        self._require_rules(broken((EVIDENCE_RULES[source.kind],), evidence))

    def require_seed(self, draw_kind: str, seed: str) -> None:
        """That a seed is the one begun with, and in a ceremony the revealed outcome, `/` and the sealed secret."""
        begun = self.standing.seeds.get(draw_kind, seed)
        self.require(seed == begun, f"已用种子“{begun}”抽取", f"is drawn with seed “{begun}”")
        if self.standing.commitment:
            outcome = self.standing.outcomes[draw_kind]
            start = seed_of(outcome, "")
            self.require(
                seed.startswith(start), f"种子须是“{start}”加密钥", f"draws with “{start}” and the secret alone"
            )
            self.require_secret(seed.removeprefix(start))

    def require_secret(self, secret: str) -> None:
        """That a secret is the one of which the SHA-256 was sealed."""
        sealed = self.standing.commitment
        self.require(
            commitment_to(secret) == sealed,
            f"密钥与封存的承诺 {sealed[:12]}… 不符",
            f"was sealed with another secret: its SHA-256 is {sealed[:12]}…",
        )

    def require_root(self, root: str) -> None:
        """That a ceremony commits to the rows, and a round without one to nothing."""
        self.require(
            bool(root) == bool(self.standing.commitment),
            "仪式中须有行承诺的根，没有仪式则须留空",
            "commits to its rows by a root in a ceremony, and has none without one",
        )

    def require_visits_done(self, by: Attribution) -> None:
        """That the last visit's day is over, by Beijing time."""
        last = max(self.standing.visit_days, default=None)
        self.require(
            last is None or by.recorded_at >= may_disclose_from(last),
            f"最后一次上门在 {last}，次日起方可启封密钥",
            f"makes its last visit on {last}; the secret is disclosed from the day after",
        )

    def require_redraw(self, back_to: str, cause: str) -> None:
        """That a redraw has a cause and goes back to something that there is."""
        self.require(bool(cause.strip()), "重新抽取须说明理由", "is redrawn for a cause, which must be given")
        possible = [stages.BACK_TO_SEAL]
        possible += [stages.BACK_TO_DRAW] if self.standing.commitment else []
        possible += [stages.BACK_TO_OFFICERS] if possible[1:] and self.stage in stages.SCHEDULE_STANDS else []
        allowed = " / ".join(possible)
        self.require(back_to in possible, f"只能退回到 {allowed}", f"can go back to {allowed} only, not to {back_to}")

    def require_sound(self, change: Change) -> None:
        """That a change is of a known kind and says what its kind must say."""
        kinds = " / ".join(CHANGE_RULES)
        self.require(change.kind in CHANGE_RULES, f"变更只有 {kinds}", f"knows the changes {kinds}, no {change.kind}")
        self._require_rules(broken((CHANGE_RULES[change.kind],), change))

    def require_answer(self, answers: int, by: Attribution) -> None:
        """That changes may be answered now, and that one of this number was reported."""
        self.require_step(stages.CHANGE, by)
        known = ", ".join(map(str, self.changes))
        self.require(
            answers in self.changes,
            f"没有编号为 {answers} 的变更，已报告的有：{known or '无'}",
            f"knows no change {answers}; reported are: {known or 'none'}",
        )

    def _require_rules(self, breaches: Sequence[Rule[Any]]) -> None:
        zh, en = "，".join(rule.zh for rule in breaches), ", ".join(rule.en for rule in breaches)
        self.require(not breaches, f"要求：{zh}", f"demands: {en}")

    def _next(self, language: str) -> str:
        allowed = " / ".join(step for step in self.standing.may_follow if step not in stages.WITHIN_A_STEP)
        if language == "zh":
            return f"此时可以：{allowed}" if allowed else "此后不再有步骤"
        return f"allowed now: {allowed}" if allowed else "nothing can follow"

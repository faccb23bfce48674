"""What is asked of `chayici whatif`, read from its options: an alternative is a registry changed in one way or several.

Every value is read as the registry folder would have it, and refused in the same words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from domain.folder import cells
from domain.folder.cells import Unreadable
from domain.folder.policy import SETTINGS
from domain.refusals import UsageRefusal
from domain.registry import Registry
from scheduling.whatif import Officers, with_cap, with_officers, with_ratio

Change = Callable[[Registry], Registry]


class Alternative(NamedTuple):
    """What is to be otherwise, in a few words and as changes of a registry, in the order of the options."""

    label: str
    changes: tuple[Change, ...]

    def of(self, registry: Registry) -> Registry:
        """The registry as it would be.

        Raises:
            UsageRefusal: it has no such department, skill, matter …
        """
        for change in self.changes:
            registry = change(registry)
        return registry


def read_alternative(options: Mapping[str, Any], certified_until: date) -> Alternative:
    """The alternative that the options of one text or command line ask for.

    Raises:
        UsageRefusal: none, or something that cannot be read.
    """
    read = [*_officers(options, certified_until)]
    read += [(text, _setting(text)) for text in options["settings"]]
    read += [(text, _of_class(text, "--ratio", cells.ratio, with_ratio)) for text in options["ratios"]]
    read += [(text, _of_class(text, "--cap", cells.whole_number, with_cap)) for text in options["caps"]]
    if not read:
        raise UsageRefusal(
            "没有说明什么要不同：用 --officers、--set、--ratio、--cap 或 --alternative",
            "nothing is to be otherwise: use --officers, --set, --ratio, --cap or --alternative",
        )
    return Alternative(", ".join(label for label, _ in read), tuple(change for _, change in read))


def _officers(options: Mapping[str, Any], certified_until: date) -> Iterator[tuple[str, Change]]:
    described = {name: options[name] for name in ("department", "skills", "can_lead", "district", "areas")}
    if not options["officers"]:
        if any(described.values()):
            raise UsageRefusal(
                "--department、--skill、--can-lead、--district、--areas 须与 --officers 人数同用",
                "--department, --skill, --can-lead, --district and --areas go with --officers, how many",
            )
        return
    if not described["department"]:
        raise UsageRefusal("--officers 须与 --department 同用", "--officers goes with --department")
    asked = Officers(
        options["officers"],
        described["department"],
        frozenset(described["skills"]),
        described["can_lead"],
        described["district"] or "",
        frozenset(cells.words(described["areas"] or "")),
    )
    yield _told(asked), partial(with_officers, officers=asked, certified_until=certified_until)


def _told(asked: Officers) -> str:
    words = [f"{asked.many:+d}", asked.department, *sorted(asked.skills), asked.district, *sorted(asked.areas)]
    return " ".join([*filter(None, words), *["可带队 / can lead"] * asked.can_lead])


def _setting(text: str) -> Change:
    """A key of `policy.toml` and its value, written as there."""
    key, _, written = map(str.strip, text.partition("="))
    if key not in SETTINGS:
        listed = " ".join(SETTINGS)
        raise UsageRefusal(
            f"--set {text}：没有这个设置项，只有 {listed}", f"--set {text} is no setting; there are {listed}"
        )
    try:
        values = tomllib.loads(f"value = {written}", parse_float=Decimal)
        given: dict[str, Any] = {key: SETTINGS[key](values["value"] if len(values) == 1 else None)}
    except tomllib.TOMLDecodeError as error:
        raise UsageRefusal(f"--set {text}：不是合规的 TOML 值", f"--set {text} has no TOML value ({error})") from None
    except Unreadable as error:
        raise UsageRefusal(f"--set {text}：{error.zh}", f"--set {text} {error.en}") from None
    return lambda registry: replace(registry, policy=replace(registry.policy, **given))


def _of_class(text: str, option: str, read: cells.Reader, change: Callable[..., Registry]) -> Change:
    """A value for a matter or department and a credit class, written `ID:CLASS=VALUE`."""
    key, is_given, written = text.rpartition("=")
    id, has_class, credit_class = key.rpartition(":")
    if not is_given or not has_class:
        raise UsageRefusal(f"{option} {text}：应写作 编号:等级=值", f"{option} {text} is to be written ID:CLASS=VALUE")
    try:
        value = read(written.strip())
    except Unreadable as error:
        raise UsageRefusal(f"{option} {text}：{error.zh}", f"{option} {text} {error.en}") from None
    return lambda registry: change(registry, id.strip(), credit_class.strip(), value)

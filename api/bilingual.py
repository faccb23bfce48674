"""Help in Chinese first, then English: click's own words, translated."""

from __future__ import annotations

import click

HEADINGS = {"Options": "选项 / Options", "Commands": "命令 / Commands"}
SHOW_HELP = "显示本帮助 / Show this message."


class BilingualFormatter(click.HelpFormatter):
    """Headings of a help page in both languages."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "用法 / Usage: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(HEADINGS.get(heading, heading))


class BilingualContext(click.Context):
    """A context that formats its help in both languages."""

    formatter_class = BilingualFormatter


class BilingualCommand(click.Command):
    """A command whose help page is in both languages."""

    context_class = BilingualContext

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = SHOW_HELP
        return option


class BilingualGroup(click.Group, BilingualCommand):
    """A group whose help page is in both languages; its commands keep the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

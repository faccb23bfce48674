"""`chayici serve` as a user runs it."""

from __future__ import annotations

import re
import signal
import socket
from pathlib import Path

import httpx

from api.record.store import open_record
from tests.api.command_line import chayici, start


def test_it_serves_at_the_address_that_it_prints_until_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    open_record(str(tmp_path / "chayici.db")).close()
    serving = start(tmp_path, "serve", "--port", "0")
    assert serving.stdout is not None
    (address,) = set(re.findall(r"http://\S+/", serving.stdout.readline()))
    assert httpx.get(address).status_code == 200
    serving.send_signal(signal.SIGINT)
    said, complained = serving.communicate()
    assert (serving.returncode, said) == (130, "")
    assert complained.strip() == "已中断，没有留下半成品 / interrupted; nothing half-written is left"


def test_a_store_that_does_not_exist_is_refused_before_anything_is_served(tmp_path: Path) -> None:
    said = chayici(tmp_path, "serve", "--port", "0")
    assert (said.status, said.out) == (2, "")
    assert "does not exist yet" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_somebody_has_is_refused_with_a_way_out(tmp_path: Path) -> None:
    open_record(str(tmp_path / "chayici.db")).close()
    with socket.create_server(("127.0.0.1", 0)) as other:
        said = chayici(tmp_path, "serve", "--port", str(other.getsockname()[1]))
    assert said.status == 2
    assert "--port 0" in said.err


def test_it_listens_on_this_machine_alone(tmp_path: Path) -> None:
    assert chayici(tmp_path, "serve", "--host", "0.0.0.0").status == 2

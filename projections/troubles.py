"""What a database's error means for whoever typed a command: what is wrong, and what helps.

SQLite tells by its result codes (sqlite.org/rescode.html), PostgreSQL by SQLSTATE (its manual, Appendix A); only of a
connection that was never made there is nothing but a text.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa

from projections.engine import MOVED_AWAY
from projections.log.tables import METADATA


class Trouble(NamedTuple):
    """The rest of a sentence that begins with the store."""

    zh: str
    en: str


_BUSY = Trouble(
    "正被另一个程序写入；已记录的都在，请稍后重新运行",
    "is being written by another program; try again later: what was recorded stays",
)
_FULL = Trouble(
    "所在的磁盘已满；已记录的都在，腾出空间后重新运行",
    "lies on a disk that is full; what was recorded stays: make room and run it again",
)
_READ_ONLY = Trouble(
    "只读（文件权限，或备用服务器），不能记录；已记录的都在",
    "can only be read (the file's permissions, or a standby server) and records nothing; what was recorded stays",
)
_GONE = Trouble(
    "与数据库服务器的连接中断；已记录的都在，服务器恢复后重新运行即可",
    "has lost its database server; what was recorded stays: run it again when the server is back",
)
_REMOVED = Trouble(
    "的文件打不开：文件夹已移走，或没有权限",
    "cannot be opened: its folder was moved away, or its permissions forbid it",
)
_MOVED = Trouble(
    "的文件在使用中被移走或删除；之后的没有记录，请放回原处后重新运行",
    "was moved away or removed while it was open; nothing was recorded after that: put it back and run it again",
)
_DEVICE = Trouble(
    "所在的磁盘读写出错；请检查磁盘，必要时 chayici restore 备份",
    "lies on a disk that fails to read or write; look after the disk, and chayici restore a backup if need be",
)
_NO_DATABASE = Trouble("不是数据库文件", "is not a database file")
_PASSWORD = Trouble("的用户名或密码不对", "refuses that user name or password")
_NO_SUCH_DATABASE = Trouble(
    "在服务器上没有这个数据库；请先建立 (createdb)", "names a database that its server does not have; create it first"
)
_FORBIDDEN = Trouble("不允许这个用户读写其中的表", "does not let this user read and write its tables")
_NO_SCHEMA = Trouble(
    "没有可以建表的模式 (search_path)", "has no schema to make tables in (search_path); create the schema first"
)
_STARTING = Trouble(
    "的服务器正在启动或停止，请稍后再试", "is on a server that is starting or stopping; try again later"
)
_CROWDED = Trouble("的服务器连接数已满，请稍后再试", "is on a server that takes no more connections; try again later")
_LOG_DAMAGED = Trouble(
    "的事件日志已损坏；chayici verify log 指出损坏之处，chayici restore 可从备份恢复",
    "has a damaged log of events; chayici verify log names the place, chayici restore brings back a backup",
)
_VIEW_DAMAGED = Trouble(
    "的读模型已损坏，事件不受影响；运行 chayici rebuild 即可修复",
    "has a damaged read model; its events are not touched, and chayici rebuild mends it",
)
_DAMAGED = Trouble(
    "已损坏；chayici verify log 查验事件是否完整：完整则运行 chayici rebuild，否则 chayici restore 备份",
    "is damaged; chayici verify log tells whether its events are whole: if so, chayici rebuild mends the rest, "
    "otherwise chayici restore brings back a backup",
)

_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _REMOVED,
    sqlite3.SQLITE_IOERR: _DEVICE,
    sqlite3.SQLITE_NOTADB: _NO_DATABASE,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
}
_SQLSTATE = {
    "55P03": _BUSY,
    "53100": _FULL,
    "25006": _READ_ONLY,
    "08": _GONE,
    "57P": _GONE,
    "28": _PASSWORD,
    "3D000": _NO_SUCH_DATABASE,
    "42501": _FORBIDDEN,
    "3F000": _NO_SCHEMA,
    "53300": _CROWDED,
    "58030": _DEVICE,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
"""By code or by the beginning of one (a class)."""
_TEXTS = (
    (re.compile(r"password authentication failed|no password supplied|no pg_hba.conf entry"), _PASSWORD),
    (re.compile(r'database ".*" does not exist'), _NO_SUCH_DATABASE),
    (re.compile(r"too many clients|remaining connection slots"), _CROWDED),
    (re.compile(r"the database system is"), _STARTING),
    (re.compile(r"server closed the connection|connection (is|was) (closed|lost)|terminating connection"), _GONE),
    (re.compile(r"database disk image is malformed"), _DAMAGED),
    (re.compile(MOVED_AWAY), _MOVED),
    (re.compile(r"database is locked|QueuePool limit"), _BUSY),
)


def trouble(error: BaseException) -> Trouble | None:
    """What is wrong with a store that raised this; None if no more is known than the error's own text."""
    chain = list(_causes(error))
    found = next((known for each in chain if (known := _known(each))), None)
    if found is _DAMAGED:
        statement = next((each.statement for each in chain if isinstance(each, sa.exc.StatementError)), None)
        return _damaged(statement or "")
    return found


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what it was raised from: the library's, SQLAlchemy's, the driver's."""
    while error is not None:
        yield error
        error = getattr(error, "orig", None) or error.__cause__


def _known(error: BaseException) -> Trouble | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and (found := _SQLITE.get(code & 0xFF)):
        return found
    state = getattr(error, "sqlstate", None) or ""
    if found := next((found for prefix, found in _SQLSTATE.items() if state.startswith(prefix)), None):
        return found
    if isinstance(error, sa.exc.SQLAlchemyError) or type(error).__module__.startswith(("psycopg", "sqlite3")):
        return next((found for pattern, found in _TEXTS if pattern.search(str(error))), None)
    return None


def _damaged(statement: str) -> Trouble:
    """Whether the log is damaged or a read model, by the tables that were asked; neither can be read off a page."""
    if re.search(r"\b\w+__\d+\b", statement):
        return _VIEW_DAMAGED
    if any(re.search(rf"\b{name}\b", statement) for name in METADATA.tables):
        return _LOG_DAMAGED
    return _DAMAGED

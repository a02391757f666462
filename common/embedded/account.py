"""Choose whom the PostgreSQL server runs as: it refuses to run as root."""

from __future__ import annotations

import ctypes
import os
import pwd
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True)
class Account:
    """``ids`` are the user and group to become (None: stay), ``enter`` is called in the child."""

    ids: tuple[int, int] | None = None
    enter: Callable[[], None] | None = None

    def own(self, path: Path) -> None:
        """Hand a folder and all in it to the server's user, where that is another than ours."""
        uid, gid = self.ids or (os.geteuid(), os.getegid())
        if path.stat().st_uid == uid:
            return
        os.chown(path, uid, gid)
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                os.chown(os.path.join(folder, name), uid, gid, follow_symlinks=False)


def choose(reach: Sequence[Path]) -> Account | None:
    """Return an account that can enter every folder of ``reach``, None when there is none.

    Not root: ourselves. Root: ``postgres`` or ``nobody``; below a closed folder such as /root
    neither gets through: the server stays root outside and sees another user in a name space.
    """
    if os.geteuid() != 0:
        return Account()
    for ids in service_accounts():
        if reaches(ids, reach):
            return Account(ids=ids)
    if _succeeds(_enter_user_namespace):
        return Account(enter=_enter_user_namespace)
    return None


def service_accounts() -> list[tuple[int, int]]:
    """Return user and group of the accounts a server may run as, the best first."""
    entries = {entry.pw_name: entry for entry in pwd.getpwall()}
    return [
        (entries[name].pw_uid, entries[name].pw_gid)
        for name in ("postgres", "nobody")
        if name in entries
    ]


def reaches(ids: tuple[int, int], folders: Sequence[Path]) -> bool:
    """Tell whether a user can enter all these folders."""

    def enter() -> None:
        os.setgroups([])
        os.setgid(ids[1])
        os.setuid(ids[0])
        if not all(os.access(folder, os.X_OK) for folder in folders):
            raise PermissionError

    return _succeeds(enter)


def _enter_user_namespace() -> None:
    """Become an ordinary user in a user name space of our own; initdb asks for one with a name."""
    uid, gid = os.geteuid(), os.getegid()
    inside = next(entry for entry in pwd.getpwall() if entry.pw_uid != 0)
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{inside.pw_uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{inside.pw_gid} {gid} 1")


def _succeeds(act: Callable[[], None]) -> bool:
    """Try an act that changes the process for good in a child of its own."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0

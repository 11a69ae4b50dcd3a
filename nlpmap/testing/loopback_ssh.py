"""Hosts to try things on that are this machine: an ssh server of one's own, on the loopback and a high port."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from ..errors import HostError

SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
COMES_UP = 60.0  # seconds that the server gets


@contextmanager
def loopback_hosts(*names: str) -> Iterator[list[str]]:
    """Yield the spec of a worker on each of some hosts, that are this machine by as many names, until the block ends.

    The workers are reached over ssh, and know nothing of each other or of this process, as on other machines. Raises
    `HostError` where OpenSSH's server or client is missing.

    >>> with loopback_hosts("ada", "bea") as specs:  # doctest: +SKIP
    ...     nlpmap.map(len, ["a", "bc"], specs)
    [1, 2]
    """
    if SSHD is None or shutil.which("ssh") is None:
        raise HostError("ssh hosts on the loopback need OpenSSH's server and client: apt-get install openssh-server")
    with tempfile.TemporaryDirectory(prefix="nlpmap-ssh-") as folder:
        server = server_in(Path(folder), names)
        with server.serving():
            yield [server.spec(host=name) for name in names]


@dataclass(frozen=True)
class LoopbackServer:
    """A server, and the client's configuration that reaches it by its names."""

    config: Path
    port: int
    names: Sequence[str]

    @property
    def log(self) -> Path:
        """What the server writes down."""
        return self.config.with_name("log")

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Let the server run until the block ends."""
        settings = self.config.with_name("sshd_config")
        server = subprocess.Popen([str(SSHD), "-D", "-f", str(settings), "-E", str(self.log)])
        try:
            wait_for_banner(self.port)
            yield
        finally:
            server.terminate()
            server.wait()

    def spec(self, extra: str = f"//python={sys.executable}", host: str = "") -> str:
        """Return the spec of a worker on a host, else the first, with this Python unless told otherwise."""
        return f"ssh={host or self.names[0]}//ssh_config={self.config}{extra}"


def server_in(folder: Path, names: Sequence[str] = ("lab",)) -> LoopbackServer:
    """Return a server that is not up yet, with keys and configurations in a folder, for this user only."""
    server_key, client_key = make_key(folder / "server"), make_key(folder / "client")
    shutil.copy(f"{client_key}.pub", folder / "authorized_keys")
    port = free_port()
    settings = [
        f"Port {port}", "ListenAddress 127.0.0.1", f"HostKey {server_key}", f"PidFile {folder / 'pid'}",
        f"AuthorizedKeysFile {folder / 'authorized_keys'}", "StrictModes no", "UsePAM no",
        "PasswordAuthentication no", "PermitRootLogin prohibit-password",
    ]  # fmt: skip
    (folder / "sshd_config").write_text("\n".join(settings) + "\n", "utf-8")
    client = [
        f"Host {' '.join(names)}", "HostName 127.0.0.1", f"Port {port}", f"User {getpass.getuser()}",
        f"IdentityFile {client_key}", "IdentitiesOnly yes", "StrictHostKeyChecking no",
        f"UserKnownHostsFile {folder / 'known_hosts'}", "BatchMode yes", "LogLevel ERROR",
    ]  # fmt: skip
    (folder / "config").write_text("\n".join(client) + "\n", "utf-8")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where sshd separates privileges
    return LoopbackServer(folder / "config", port, names)


def make_key(path: Path) -> Path:
    """Make a key without a passphrase."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


def free_port() -> int:
    """Return a port of the loopback that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for_banner(port: int) -> None:
    """Wait until a server says that it speaks ssh; raises `HostError` where none does in a minute."""
    deadline = monotonic() + COMES_UP
    while monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                if connection.recv(4) == b"SSH-":
                    return
        except OSError:
            pass
        sleep(0.05)
    raise HostError(f"sshd did not come up on port {port}")

"""A certificate authority per cluster, and kubeconfig files with the certificates inside.

Elliptic-curve keys throughout: making them takes milliseconds.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from . import shell

_DAYS = "3650"
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


@dataclass(frozen=True)
class Pair:
    cert: Path
    key: Path


@dataclass(frozen=True)
class Pki:
    """The certificates of one cluster, in one folder."""

    folder: Path

    @property
    def ca(self) -> Pair:
        return self._pair("ca")

    @property
    def service_account_key(self) -> Path:
        return self.folder / "service-account.key"

    def create(self, server_names: Sequence[str]) -> None:
        self.folder.mkdir(parents=True, mode=0o700)
        _openssl("req", "-x509", *_KEY, "-days", _DAYS, "-subj", "/CN=modelmonitor-local-ca",
                 "-keyout", self.ca.key, "-out", self.ca.cert,
                 "-addext", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature")
        _openssl("ecparam", "-genkey", "-noout", "-name", "prime256v1",
                 "-out", self.service_account_key)
        self._issue("server", "/CN=kube-apiserver", "serverAuth", server_names)

    def client(self, name: str, user: str, group: str | None) -> Pair:
        """A client certificate: the API server takes CN as the user, O as a group."""
        pair = self._pair(name)
        if not pair.cert.exists():
            subject = f"/O={group}/CN={user}" if group else f"/CN={user}"
            self._issue(name, subject, "clientAuth", ())
        return pair

    def server(self) -> Pair:
        return self._pair("server")

    def kubeconfig(self, file: Path, server: str, client: Pair) -> Path:
        file.touch(mode=0o600)
        file.write_text(_KUBECONFIG.format(
            server=server, ca=_inline(self.ca.cert), cert=_inline(client.cert),
            key=_inline(client.key)))
        return file

    def _pair(self, name: str) -> Pair:
        return Pair(self.folder / f"{name}.crt", self.folder / f"{name}.key")

    def _issue(self, name: str, subject: str, usage: str, names: Sequence[str]) -> None:
        pair = self._pair(name)
        extensions = ["-addext", "basicConstraints=critical,CA:FALSE",
                      "-addext", "keyUsage=critical,digitalSignature",
                      "-addext", f"extendedKeyUsage={usage}"]
        if names:
            entries = ",".join(("IP:" if _is_address(n) else "DNS:") + n for n in names)
            extensions += ["-addext", f"subjectAltName={entries}"]
        _openssl("req", "-x509", *_KEY, "-days", _DAYS, "-subj", subject, *extensions,
                 "-CA", self.ca.cert, "-CAkey", self.ca.key,
                 "-keyout", pair.key, "-out", pair.cert)


def _openssl(*arguments: object) -> None:
    shell.output(["openssl", *(str(a) for a in arguments)])


def _is_address(name: str) -> bool:
    return name.replace(".", "").isdigit()


def _inline(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()


_KUBECONFIG = """\
apiVersion: v1
kind: Config
clusters:
- name: local
  cluster:
    server: {server}
    certificate-authority-data: {ca}
users:
- name: local
  user:
    client-certificate-data: {cert}
    client-key-data: {key}
contexts:
- name: local
  context:
    cluster: local
    user: local
current-context: local
"""

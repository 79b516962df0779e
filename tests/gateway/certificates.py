"""Certificates for a gateway's TLS, made by the openssl command as deploy/wechaty tells operators to."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "deploy" / "wechaty" / "certificate.sh"


@dataclass(frozen=True)
class Secure:
    """An authority's file, and the gateway's certificate and key as text."""

    authority: Path
    certificate: str
    key: str


def make(folder: Path) -> Secure:
    """Make an authority and a certificate signed by it."""
    subprocess.run(["/bin/sh", str(SCRIPT), str(folder)], check=True, capture_output=True)
    return Secure(folder / "ca.pem", (folder / "server.pem").read_text(), (folder / "server.key").read_text())

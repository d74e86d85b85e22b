"""A timestamping authority of our own: openssl behind a small HTTP server."""

from __future__ import annotations

import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

SETTINGS = """
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
[stamper]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = office
[office]
serial = serial
signer_cert = stamper.pem
signer_key = stamper.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
"""


def open_office(folder: Path, more: str = "") -> HTTPServer:
    """The office at an address of this machine; its certificate is `authority.pem`."""
    (folder / "settings").write_text(SETTINGS + more)
    (folder / "serial").write_text("01\n")
    new = "req -newkey rsa:2048 -nodes -config settings -sha256"
    openssl(
        folder,
        f"{new} -x509 -keyout authority.key -out authority.pem -days 2"
        " -subj /CN=Staden -extensions authority",
    )
    openssl(folder, f"{new} -keyout stamper.key -out stamper.csr -subj /CN=Klockan")
    openssl(
        folder,
        "x509 -req -in stamper.csr -CA authority.pem -CAkey authority.key"
        " -CAcreateserial -days 1 -extfile settings -extensions stamper"
        " -out stamper.pem -sha256",
    )

    class Office(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            (folder / "asked").write_bytes(self.rfile.read(length))
            openssl(folder, "ts -reply -queryfile asked -out answer -config settings")
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write((folder / "answer").read_bytes())

        def log_message(self, *_: object) -> None:
            pass

    return HTTPServer(("127.0.0.1", 0), Office)


def openssl(folder: Path, told: str) -> str:
    """Run it; what it printed."""
    done = subprocess.run(
        ["openssl", *told.split()],  # noqa: S607 -- the machine's own
        cwd=folder,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout

"""Web processes behind the project's own `deploy/nginx.conf`: real nginx, real TLS, only its paths and ports are the test's."""

import http.client
import os
import shutil
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.settings import ROOT
from tests.faults.real_server import RealServer, Visitor, free_port, wait_for_answer

SITE = "utbildning.example.se"
HOW_TO_GET_IT = (
    "No nginx found: `make browser-tools` fetches it. Elsewhere: make test NGINX_PROGRAM=/path/to/nginx"
)


def nginx_program() -> str:
    """Where nginx is: named, installed, or fetched by `make browser-tools`."""
    fetched = ROOT / ".venv-tools" / "nginx" / "usr" / "sbin" / "nginx"
    for each in (os.environ.get("NGINX_PROGRAM"), shutil.which("nginx"), "/usr/sbin/nginx", str(fetched)):
        if each and os.access(each, os.X_OK):
            return each
    raise AssertionError(HOW_TO_GET_IT)


class WebProcess(RealServer):
    """`flask serve` with the settings docs/operations.md asks for behind a proxy."""

    def __init__(self, folder: Path, database_url: str, secret: Path) -> None:
        folder.mkdir()
        super().__init__(folder, database_url)
        self.environment |= {
            "ESH_SECRET_FILE": str(secret),
            "ESH_PUBLIC_URL": f"https://{SITE}",
            "ESH_TRUSTED_HOSTS": f"{SITE},127.0.0.1",
            "ESH_PROXY_COUNT": "1",
            "ESH_WORKERS": "1",
        }


class Nginx:
    """nginx with `deploy/nginx.conf` before some ports, and a certificate for the example's name."""

    def __init__(self, folder: Path, ports: list[int]) -> None:
        self.folder = folder
        self.port = free_port()
        self.ports = ports
        self.certificate = make_certificate(folder)
        self.process: subprocess.Popen[bytes] | None = None

    def site(self) -> str:
        """The project's file; what is replaced in it must be there, once."""
        text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
        first = "    server 127.0.0.1:8000;\n"
        servers = "".join(first.replace("8000", str(port)) for port in self.ports)
        changes = {
            f"{first}    # server 127.0.0.1:8001;\n": servers,
            "    listen 80;\n    listen [::]:80;\n": f"    listen 127.0.0.1:{free_port()};\n",
            "    listen 443 ssl http2;\n    listen [::]:443 ssl http2;\n": f"    listen 127.0.0.1:{self.port} ssl http2;\n",
            "/etc/ssl/esh/fullchain.pem": str(self.certificate),
            "/etc/ssl/esh/key.pem": str(self.folder / "key.pem"),
            "/var/log/nginx/esh.log": str(self.folder / "access.log"),
            "/var/log/nginx/esh-error.log crit": f"{self.folder}/error.log error",
        }
        for old, new in changes.items():
            assert text.count(old) == 1, f"deploy/nginx.conf no longer has {old!r} once"
            text = text.replace(old, new)
        return text

    def main(self) -> str:
        """What the machine's own nginx.conf is elsewhere."""
        temporary = "".join(
            f"{kind}_temp_path {self.folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        return (
            f"{user} daemon off; worker_processes 2; pid {self.folder}/pid; error_log {self.folder}/error.log error;"
            f"events {{}} http {{ {temporary} include {self.folder}/site.conf; }}\n"
        )

    def __enter__(self) -> Self:
        (self.folder / "site.conf").write_text(self.site(), "utf-8")
        (self.folder / "nginx.conf").write_text(self.main(), "utf-8")
        self.process = subprocess.Popen(
            [nginx_program(), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e", "stderr"]
        )
        wait_for_answer(ProxyVisitor(self))
        return self

    def errors(self) -> str:
        """What nginx has had to tell, such as a server that it could not reach."""
        return (self.folder / "error.log").read_text("utf-8")

    def trust(self) -> ssl.SSLContext:
        """For who knows the certificate."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def __exit__(self, *_: object) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(20)


class ProxyVisitor(Visitor):
    """A browser that comes through the proxy, by https, under the site's name."""

    cookie_name = "__Host-esh"
    host = SITE

    def __init__(self, proxy: Nginx) -> None:
        super().__init__(proxy.port)
        self.context = proxy.trust()

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=self.context)


def make_certificate(folder: Path) -> Path:
    """A certificate for a day, signed by its own key, for this machine under the example's name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SITE)])
    names = [x509.DNSName(SITE), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    path = folder / "fullchain.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return path

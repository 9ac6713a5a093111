"""A real mailbox on loopback: dovecot with a folder and a certificate of its own."""

import getpass
import imaplib
import os
import pwd
import shutil
import signal
import ssl
import subprocess
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.channels.programs import answers, free_port, program, wait_for

PASSWORD = "rahasia-surat"


class Dovecot:
    """IMAP on `port` (STARTTLS) and `tls_port`; every user has the same password."""

    def __init__(self):
        self.path = program("dovecot", "dovecot-imapd")
        self.folder = Path(tempfile.mkdtemp(prefix="kentongan-mail-"))
        self.port, self.tls_port = free_port(), free_port()
        self.certificate, self.key = certificate(self.folder)
        is_root = os.geteuid() == 0
        # Dovecot never opens mail as root.
        self.owner = pwd.getpwnam("nobody" if is_root else getpass.getuser())
        (self.folder / "dovecot.conf").write_text(self._configuration(is_root=is_root))
        self.folder.chmod(0o755)
        (self.folder / "mail").mkdir()
        if is_root:
            os.chown(self.folder / "mail", self.owner.pw_uid, self.owner.pw_gid)
        self.start()

    def start(self):
        config = self.folder / "dovecot.conf"
        self.process = subprocess.Popen([self.path, "-F", "-c", config], process_group=0)
        wait_for(lambda: answers(self.port) and answers(self.tls_port))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=5)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def box(self):
        """A client that is signed in."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        client = imaplib.IMAP4_SSL("localhost", self.tls_port, ssl_context=context, timeout=10)
        client.login("lapor", PASSWORD)
        return client

    def put(self, raw, *, folder="INBOX"):
        """A mail arrives."""
        client = self.box()
        kind, said = client.append(folder, None, None, raw)
        assert kind == "OK", said
        client.logout()

    def renew(self, folder):
        """Remove a folder and make it again: its numbers begin anew, under a new validity."""
        client = self.box()
        client.delete(folder)
        assert client.create(folder)[0] == "OK"
        client.logout()

    def _configuration(self, *, is_root):
        own = "" if is_root else f"default_login_user = {self.owner.pw_name}\n" + (
            f"default_internal_user = {self.owner.pw_name}\n"
        )  # fmt: skip
        chroots = "" if is_root else "".join(
            f"service {name} {{\n  chroot =\n}}\n" for name in ("anvil", "imap-login", "stats")
        )  # fmt: skip
        return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {self.folder}/run
state_dir = {self.folder}/run
log_path = {self.folder}/dovecot.log
{own}{chroots}
ssl = yes
ssl_cert = <{self.certificate}
ssl_key = <{self.key}
disable_plaintext_auth = no
auth_failure_delay = 0 secs
mail_location = maildir:{self.folder}/mail/%n
first_valid_uid = 1
namespace inbox {{
  inbox = yes
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={self.owner.pw_uid} gid={self.owner.pw_gid} home={self.folder}/mail
}}
service imap-login {{
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port}
  }}
}}
"""


def certificate(folder):
    """A certificate for localhost, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_path, key_path = folder / "cert.pem", folder / "key.pem"
    cert_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert_path, key_path

"""Keys that a demo makes for itself, kept in the data folder, readable by its owner alone."""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

from kentongan.notifications import push


def _any() -> str:
    return secrets.token_urlsafe(48)


def _vault() -> str:
    return Fernet.generate_key().decode()


MAKERS = {"vault": _vault, "vapid": push.new_key}


def generated(folder: Path, name: str) -> str:
    """The key kept under `name`; made at first use. Safe when several processes start at once."""
    try:
        return _kept(folder / "keys" / name)
    except OSError as error:
        raise SystemExit(
            f"Cannot write the data folder {folder} ({error.strerror}). "
            "Set KENTONGAN_DATA_FOLDER to a folder that you may write, on a disk with room."
        ) from None


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        value = MAKERS.get(path.name, _any)()
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_text(value)
        draft.chmod(0o600)
        try:
            os.link(draft, path)  # fails when another process was first: its key is the key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()

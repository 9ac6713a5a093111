"""A line between browser and server that can be cut: before the server hears, or before it is heard."""

import socket
import threading
from contextlib import suppress


class Line:
    """`state`: "whole"; "mute", the server takes what is posted but its answer is lost; "cut"."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.state = "whole"
        self.lost = threading.Event()  # an answer to something posted was lost
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def close(self) -> None:
        self.listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            head = self._head(client)
            if not head or self.state == "cut":
                return
            # One request for each connection: the line must know what it carries.
            head = head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
            head = head.replace(b"Connection: keep-alive\r\n", b"")
            with socket.create_connection(self.target) as server:
                server.sendall(head)
                threading.Thread(target=_pump, args=(client, server), daemon=True).start()
                answer = b"".join(iter(lambda: server.recv(65536), b""))
            if self.state == "mute" and head.startswith(b"POST"):
                self.lost.set()
            else:
                client.sendall(answer)
            client.shutdown(socket.SHUT_RDWR)  # or the pump would keep it open

    def _head(self, client: socket.socket) -> bytes:
        head = b""
        while b"\r\n\r\n" not in head:
            part = client.recv(65536)
            if not part:
                return b""
            head += part
        return head


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)

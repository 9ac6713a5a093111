"""The load: so many clients for so many seconds, in a process of its own.

Reads one order as JSON from standard input and writes what it measured as JSON. Each client keeps
one connection, from an address of its own within 127.0.0.0/8, since the product limits how many
reports one address may send; after `ADDRESS_LASTS` requests it takes another.
"""

import asyncio
import json
import random
import resource
import sys
import time
from itertools import count
from uuid import uuid4

ADDRESS_LASTS = 100
TEXT = (
    "Jembatan desa kami rusak sejak minggu lalu dan berbahaya bagi anak sekolah. "
    "Mohon segera diperbaiki, setiap hari kami lewat di sana."
)
BOUNDARY = "----kentongan-benchmark"
addresses = count(random.randrange(15_000_000))  # not those of the run before


def address() -> str:
    """The next of some millions of loopback addresses."""
    number = next(addresses)
    return f"127.{1 + number // 62500 % 250}.{number // 250 % 250}.{1 + number % 250}"


def request(order: dict, number: int) -> bytes:
    """The bytes of one request."""
    kind, body = order["kind"], b""
    head = [f"Host: localhost:{order['port']}", "Accept-Encoding: br", "Accept-Language: id"]
    if order.get("cookie"):
        head.append(f"Cookie: {order['cookie']}")
    if kind == "form":
        body = _form(number, order.get("photo", ""))
        head.append(f"Content-Type: multipart/form-data; boundary={BOUNDARY}")
    elif kind == "api":
        contact = {"name": "Siti", "email": f"warga{number}@contoh.demo"}
        given = {"text": TEXT, "contact": contact, "area_code": "32.10.01.2001"}
        body = json.dumps(given).encode()
        head += ["Content-Type: application/json", f"Idempotency-Key: {uuid4()}"]
    method = "POST" if body else "GET"
    if body:
        head.append(f"Content-Length: {len(body)}")
    lines = "\r\n".join([f"{method} {order['path']} HTTP/1.1", *head, "", ""])
    return lines.encode() + body


def _form(number: int, photo: str) -> bytes:
    fields = {
        "text": TEXT,
        "area": "",
        "area_code": "32.10.01.2001",
        "landmark": "dekat pasar",
        "kind": "complaint",
        "show_name": "",
        "name": "",
        "contact": f"warga{number}@contoh.demo",
        "key": str(uuid4()),
        "seen": "1",
        "step": "send",
    }
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    body = "".join(parts).encode()
    if photo:
        head = 'Content-Disposition: form-data; name="photos"; filename="jembatan.jpg"'
        body += f"--{BOUNDARY}\r\n{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode()
        with open(photo, "rb") as file:
            body += file.read()
        body += b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


async def client(
    order: dict, until: float, numbers: "count[int]", times: list, wrong: list
) -> None:
    """One client: asks, reads the whole answer, asks again."""
    while time.monotonic() < until:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", order["port"], local_addr=(address(), 0)
        )
        for _ in range(ADDRESS_LASTS):
            sent = request(order, next(numbers))
            began = time.perf_counter()
            writer.write(sent)
            status = await _answer(reader)
            times.append(time.perf_counter() - began)
            if status != order["expected"]:
                wrong.append(status)
            if time.monotonic() >= until:
                break
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next(int(one.split(b":")[1]) for one in lines if one.startswith(b"content-length"))
    await reader.readexactly(length)
    return int(lines[0].split()[1])


async def main(order: dict) -> dict:
    """All clients together."""
    times: list[float] = []
    wrong: list[int] = []
    numbers = count(1)
    began = time.monotonic()
    until = began + order["seconds"]
    await asyncio.gather(
        *(client(order, until, numbers, times, wrong) for _ in range(order["clients"]))
    )
    took = time.monotonic() - began
    times.sort()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "requests": len(times),
        "seconds": took,
        "p50": times[len(times) // 2] * 1000,
        "p95": times[int(len(times) * 0.95)] * 1000,
        "cpu": used.ru_utime + used.ru_stime,
        "wrong": sorted(set(wrong)),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.load(sys.stdin)))))

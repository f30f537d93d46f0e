"""A phone as a small client over sockets: cookies, forms, redirects as answers; no browser, so that many fit."""

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE = 60
"""Seconds until nobody waits for a page any longer."""
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


@dataclass
class Reply:
    status: int
    location: str
    body: bytes


@dataclass
class Phone:
    """A connection for each request, as through a mobile network's proxies."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    async def get(self, path: str) -> Reply:
        reply = await self._ask(f"GET {path} HTTP/1.1", b"")
        found = TOKEN.search(reply.body)
        if found:
            self.token = found.group(1).decode()
        return reply

    async def post(self, path: str, **fields: str) -> Reply:
        return await self._ask(f"POST {path} HTTP/1.1", urlencode({"csrf_token": self.token, **fields}).encode())

    async def _ask(self, line: str, body: bytes) -> Reply:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = [line, f"Host: {self.host}:{self.port}", f"Cookie: {cookies}", "Connection: close"]
        head += [f"Content-Length: {len(body)}", "Content-Type: application/x-www-form-urlencoded"]
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(self.host, self.port)
            writer.write("\r\n".join([*head, "", ""]).encode() + body)
            await writer.drain()
            answer = await reader.read()
            writer.close()
        return self._read(answer)

    def _read(self, answer: bytes) -> Reply:
        head, _, body = answer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        location = ""
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "location":
                location = value
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Reply(int(lines[0].split(" ", 2)[1]), location, body)

"""A desk of the office: one signed-in person's browser over one connection, as a small client."""

import http.client
import re
import urllib.parse
import uuid
from dataclasses import dataclass, field

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')


@dataclass
class Desk:
    port: int
    cookie: str
    token: str = ""
    line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def get(self, path: str) -> tuple[int, str]:
        status, text, _ = self._ask("GET", path, None)
        found = TOKEN.search(text)
        if found:
            self.token = found.group(1)
        return status, text

    def post(self, path: str, fields: dict[str, object], *, twice: bool = False) -> tuple[int, str, str]:
        """Status, page and where it leads; `twice` sends the same once more, as an impatient person does, who then
        sees the second answer."""
        sent = {"csrf_token": self.token, "request_key": uuid.uuid4().hex, **fields}
        body = urllib.parse.urlencode(sent, doseq=True)
        answer = self._ask("POST", path, body)
        if twice:
            first, answer = answer, self._ask("POST", path, body)
            assert first[0] != 302 or (answer[0], answer[2]) == (first[0], first[2]), (first[0], answer[0])
        return answer

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        text = answer.read().decode()
        fresh = answer.getheader("Set-Cookie")
        if fresh and answer.status < 400:
            self.cookie = fresh.partition(";")[0]
        return answer.status, text, answer.getheader("Location") or ""

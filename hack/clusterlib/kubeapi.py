"""A few plain requests to an API server, to wait for it and to check it."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from typing import Any, Callable
from urllib.parse import urlsplit

from .pki import Pair, Pki
from .ui import ClusterError


class Api:
    def __init__(self, server: str, pki: Pki, client: Pair) -> None:
        parts = urlsplit(server)
        self._address = (parts.hostname or "", parts.port or 443)
        self._context = ssl.create_default_context(cafile=str(pki.ca.cert))
        self._context.load_cert_chain(client.cert, client.key)

    def request(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status code and parsed answer (text where it is no JSON)."""
        connection = http.client.HTTPSConnection(*self._address, context=self._context, timeout=10)
        try:
            data = None if body is None else json.dumps(body)
            connection.request(method, path, data, {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        try:
            return response.status, json.loads(text)
        except ValueError:
            return response.status, text

    def answers(self, path: str) -> bool:
        """Whether a GET gives 200 now; a refused connection is simply a no."""
        try:
            return self.request("GET", path)[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def get(self, path: str) -> Any:
        """The object, or None while there is none."""
        try:
            status, answer = self.request("GET", path)
        except (OSError, http.client.HTTPException):
            return None
        return answer if status == 200 else None

    def expect(self, method: str, path: str, body: Any = None) -> Any:
        try:
            status, answer = self.request(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            raise ClusterError(f"{method} {path}: the API server went away: {error}") from None
        if status >= 300:
            message = answer.get("message", answer) if isinstance(answer, dict) else answer
            raise ClusterError(f"{method} {path}: {status}: {message}")
        return answer


def wait_until(condition: Callable[[], bool], seconds: float, interval: float = 0.1) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(interval)
    return True

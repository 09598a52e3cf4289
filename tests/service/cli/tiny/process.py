"""A process as the local stack expects one: healthy over HTTP, with metrics, telling what it was given."""

from __future__ import annotations

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """`/healthz`, `/metrics` and, for the tests, `/environment`."""

    def do_GET(self) -> None:
        """Answer as a process of ours does."""
        body = {
            "/healthz": "ok",
            "/metrics": 'tiny_asked_total{kind="all"} 3.0\n',
            "/environment": json.dumps(dict(os.environ)),
        }[self.path].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    listen = (os.environ["DASAI_METRICS_HOST"], int(os.environ["DASAI_METRICS_PORT"]))
    ThreadingHTTPServer(listen, Handler).serve_forever()

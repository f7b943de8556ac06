"""Sockets: HTTP/1.1 with keep-alive, one thread a connection, and the ways a transport can go wrong."""

import socket
import socketserver
import struct
import threading
import time

from sandbox.http import Reply, Request, text_reply

LONGEST_LINE = 8190  # front ends refuse longer request lines with 414


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, port: int, box):
        self.box, self.stopping = box, threading.Event()
        super().__init__(("127.0.0.1", port), Connection)

    def handle_error(self, request, client_address):
        """A client that hangs up is no news."""


class Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    timeout = 300

    def handle(self):
        try:
            while self._one():
                pass
        except (OSError, ValueError):
            return

    def _one(self) -> bool:
        line = self.rfile.readline(65537)
        if not line.strip():
            return False
        method, target, version = line.decode("latin-1").split()
        headers = {}
        while (raw := self.rfile.readline(65537)) not in (b"\r\n", b"\n"):
            if not raw:
                return False  # the client died in the midst: nobody has asked anything yet
            name, _, value = raw.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        if "100-continue" in headers.get("expect", ""):
            self.request.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        length = int(headers.get("content-length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            return False
        keep_alive = headers.get("connection", "").lower() != "close" and version == "HTTP/1.1"
        if len(line) > LONGEST_LINE:
            return self._send(text_reply("URI Too Long", 414), False)
        return self._send(self.server.box.answer(Request(method, target, headers, body)), keep_alive, method == "HEAD")

    def _send(self, reply: Reply, keep_alive: bool, head_only: bool = False) -> bool:
        kind = reply.fault.kind if reply.fault else None
        if kind == "reset":
            # lingering for zero seconds makes close() send a reset instead of a farewell
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.request.close()
            return False
        if kind == "hang":
            self.server.stopping.wait(reply.fault.seconds)
            return False
        if kind == "truncate":
            self.request.sendall(reply.head(False) + reply.body[: len(reply.body) // 2])
            return False
        if kind == "drip":
            self._drip(reply)
            return False
        self.request.sendall(reply.head(keep_alive) + (b"" if head_only else reply.body))
        return keep_alive

    def _drip(self, reply: Reply):
        self.request.sendall(reply.head(False))
        for byte in reply.body:
            if self.server.stopping.is_set():
                return
            self.request.sendall(bytes([byte]))
            time.sleep(1)

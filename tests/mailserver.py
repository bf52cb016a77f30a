"""A small mail server of this machine for tests: real SMTP over a socket, with answers that a test can set."""

import email
import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import default as modern
from threading import Event, Lock, Thread
from typing import Any

from django.test import override_settings


class Mailbox:
    """What has come, and how the server answers."""

    def __init__(self) -> None:
        self.port = 0
        self.messages: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        """Answers other than yes, by the verb (or by the verb and what follows it)."""
        self.before: Callable[[str], None] = lambda verb: None
        """Called with each verb, and "GREETING" and "END" (of a message), before the server answers."""
        self.lock = Lock()

    def subjects(self) -> list[str]:
        """The subjects of what has come, in order."""
        return [str(message["Subject"]) for message in self.messages]

    def ids(self) -> list[str]:
        """The Message-IDs of what has come, in order."""
        return [str(message["Message-ID"]) for message in self.messages]


class _Talk(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        box = self.server.box
        self._say("220 test", "GREETING")
        while line := self.rfile.readline():
            words = line.decode().strip()
            verb = words.upper().split(" ")[0].split(":")[0]
            if verb == "DATA":
                if self._say("354 go on", verb).startswith("3"):
                    self._message(box)
            else:
                self._say("221 bye" if verb == "QUIT" else "250 yes", verb, words)
            if verb == "QUIT":
                return

    def _message(self, box: Mailbox) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:  # cut off: no message
                return
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message: Any = email.message_from_bytes(b"".join(lines), policy=modern)
        if not box.answers.get("END", "2").startswith("2"):
            self._say("", "END")
            return
        with box.lock:
            box.messages.append(message)
        self._say("250 taken", "END")

    def _say(self, usual: str, verb: str, words: str = "") -> str:
        box = self.server.box
        box.before(verb)
        answer = box.answers.get(words) or box.answers.get(verb) or usual
        with suppress(OSError):  # whoever was there may be gone
            self.wfile.write(answer.encode() + b"\r\n")
        return answer


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    box: Mailbox

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that is gone."""


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A mail server on a free port, and the platform set to use it."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        box = server.box = Mailbox()
        box.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            with override_settings(
                MAIL_CONFIGURED=True,
                EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
                EMAIL_HOST="127.0.0.1",
                EMAIL_PORT=box.port,
                DEFAULT_FROM_EMAIL="servicepunkt@kommun.example",
            ):
                yield box
        finally:
            server.shutdown()
            thread.join(5)


class Hold:
    """Holds the server up at a verb until it is let go."""

    def __init__(self, box: Mailbox, verb: str) -> None:
        self.reached, self.go = Event(), Event()

        def before(met: str) -> None:
            if met == verb and not self.go.is_set():
                self.reached.set()
                self.go.wait(30)

        box.before = before

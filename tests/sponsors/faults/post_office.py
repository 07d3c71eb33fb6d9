"""A mail server of this test, which may kill whoever brings a mail."""

import socketserver
import threading


class PostOffice(socketserver.ThreadingTCPServer):
    """Takes mails over SMTP; ``on_greeting`` and ``on_mail`` are called where a test asks.

    ``on_mail`` comes after a mail was taken and before the sender hears of it.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Counter)
        self.mails = []
        self.on_greeting = self.on_mail = nothing
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def environment(self):
        host, port = self.server_address
        return {
            "EMAIL_HOST": host,
            "EMAIL_PORT": str(port),
            "EMAIL_USE_TLS": "0",
        }

    def close(self):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """Say nothing: whoever was killed left in the middle."""


def nothing():
    pass


class Counter(socketserver.StreamRequestHandler):
    """One sender, who says EHLO, MAIL, RCPT, DATA and QUIT."""

    def handle(self):
        self.server.on_greeting()
        self.say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.say("354 go on")
                self.server.mails.append(self.read())
                self.server.on_mail()
            self.say("221 bye" if word == b"QUIT" else "250 fine")

    def read(self):
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        return b"".join(lines)

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")

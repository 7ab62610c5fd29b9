"""A small IMAP server of our own: one mailbox, as many letters as a test puts in."""

import asyncio
from contextlib import asynccontextmanager


class Postbox:
    """One mailbox; it knows which letters were seen."""

    def __init__(self, *letters):
        self.letters, self.seen, self.logins = list(letters), set(), []
        self.port = 0

    async def serve(self, reader, writer):
        """Speak as much IMAP4rev1 as a reader of letters needs."""
        writer.write(b"* OK ready\r\n")
        while line := await reader.readline():
            tag, _, rest = line.decode().strip().partition(" ")
            verb, _, words = rest.partition(" ")
            for each in self.answer(verb.upper(), words):
                writer.write(each)
            writer.write(f"{tag} OK done\r\n".encode())
            await writer.drain()
            if verb.upper() == "LOGOUT":
                break
        writer.close()

    def answer(self, verb, words):
        if verb == "CAPABILITY":
            yield b"* CAPABILITY IMAP4rev1\r\n"
        if verb == "LOGIN":
            self.logins.append(words)
        if verb == "SELECT":
            yield f"* {len(self.letters)} EXISTS\r\n".encode()
        if verb == "UID":
            yield from self.uid(*words.split(" ", 1))

    def uid(self, verb, words):
        if verb.upper() == "SEARCH":
            unseen = [str(n) for n in range(1, len(self.letters) + 1) if n not in self.seen]
            yield f"* SEARCH {' '.join(unseen)}\r\n".encode()
        if verb.upper() == "FETCH":
            number = int(words.split()[0])
            raw = self.letters[number - 1]
            head = f"* {number} FETCH (UID {number} BODY[] {{{len(raw)}}}\r\n".encode()
            yield head + raw + b")\r\n"
        if verb.upper() == "STORE":
            self.seen.add(int(words.split()[0]))

    @asynccontextmanager
    async def open(self):
        """Serve on a free port of this machine."""
        async with await asyncio.start_server(self.serve, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield self

"""A proxy before an API server that does what a real one cannot be made to do.

    fault_proxy.py HOST PORT

Prints its own port. Each line of standard input is the fault from then on: `none`, `hang`, `truncate`, `garbage`,
`status 503`, `status 401`, `busy` (429 with Retry-After), `cut` (every stream of events ends in the middle of a line),
`expire` (every watch ends with 410), `freeze` (nothing more comes of any request, of those that are under way neither, and
all connections stay), `count` (nothing is done to any request). `at TEXT FAULT` does it to the requests alone in whose first
line the text is. Connections that hang are closed when the fault changes. Each line is answered by `faults N`: how many
requests the fault before it hit.
"""

import asyncio
import os
import sys


class Proxy:
    def __init__(self, host, port):
        self.upstream = (host, port)
        self.fault = "none"
        self.hits = 0
        self.changed = asyncio.Event()
        self.streams = set()
        # The loop itself keeps no task that only waits.
        self.tasks = set()

    def change(self, fault):
        hits, self.hits, self.fault = self.hits, 0, fault
        self.changed.set()
        self.changed = asyncio.Event()
        # What streams already is under the fault, too.
        for stream in list(self.streams):
            if fault not in ("none", "count", "freeze"):
                stream.close()
        print(f"faults {hits}", flush=True)

    async def serve(self, reader, writer):
        task = asyncio.current_task()
        self.tasks.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await self.answer(head, await self.body(head, reader), writer)
        except (asyncio.IncompleteReadError, ConnectionError, OSError):
            pass
        finally:
            self.tasks.discard(task)
            writer.close()

    @staticmethod
    async def body(head, reader):
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                return await reader.readexactly(int(value))
        return b""

    async def answer(self, head, body, writer):
        first = head.split(b"\r\n", 1)[0]
        fault, is_watch = self.fault, b"watch=" in first
        if fault.startswith("at "):
            _, text, fault = fault.split(" ", 2)
            fault = fault if text.encode() in first else "none"
        if fault in ("hang", "freeze"):
            self.hits += 1
            return await self.changed.wait()
        if fault == "count":
            self.hits += 1
        if fault == "garbage":
            self.hits += 1
            return writer.write(os.urandom(512))
        if fault.startswith("status ") or fault == "busy":
            self.hits += 1
            code = 429 if fault == "busy" else int(fault.split()[1])
            text = b'{"kind":"Status","apiVersion":"v1","status":"Failure","message":"injected","code":%d}' % code
            more = b"Retry-After: 1\r\n" if fault == "busy" else b""
            return writer.write(self.head(code, len(text), more) + text)
        if fault == "expire" and is_watch:
            self.hits += 1
            text = b'{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410}}\n'
            return writer.write(self.head(200, len(text)) + text)
        await self.forward(head, body, writer, fault, is_watch)

    @staticmethod
    def head(code, length, more=b""):
        return b"HTTP/1.1 %d Injected\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n" % (
            code, length, more)

    async def forward(self, head, body, writer, fault, is_watch):
        lines = [line for line in head.split(b"\r\n")[:-2] if not line.lower().startswith(b"connection:")]
        reader, upstream = await asyncio.open_connection(*self.upstream)
        upstream.write(b"\r\n".join(lines + [b"Connection: close", b"", b""]) + body)
        left = None
        if fault == "truncate" and not is_watch:
            left, self.hits = 300, self.hits + 1
        if fault == "cut" and is_watch:
            left, self.hits = 700, self.hits + 1
        if is_watch:
            self.streams.add(writer)
        try:
            while chunk := await reader.read(65536):
                if self.fault == "freeze":
                    await self.changed.wait()
                    break
                writer.write(chunk if left is None else chunk[:left])
                await writer.drain()
                if left is not None:
                    left -= len(chunk)
                    if left <= 0:
                        break
        finally:
            self.streams.discard(writer)
            upstream.close()


async def main():
    proxy = Proxy(sys.argv[1], int(sys.argv[2]))
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    print(f"port {server.sockets[0].getsockname()[1]}", flush=True)
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        proxy.change(line.decode().strip())


asyncio.run(main())

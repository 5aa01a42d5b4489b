/// An HTTP/2 server (RFC 9113) over TLS whose first connection takes requests up and never answers; those after it answer
/// every request with 200. It answers pings on all, as a proxy does whose other side hangs.
///
/// It prints its port first, then `asked N` for each request, with the number of its connection.
enum MultiplexingScript {
    static let source = #"""
        import json, os, socket, ssl, sys, threading
        arguments, lock = json.loads(sys.argv[1]), threading.Lock()
        SETTINGS, HEADERS, PING, ACK, END_STREAM, END_HEADERS = 4, 1, 6, 1, 1, 4

        def say(text):
            with lock:
                sys.stdout.write(text + "\n"); sys.stdout.flush()

        def frame(kind, flags, stream, body=b""):
            return len(body).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + body

        def exactly(stream, count):
            data = b""
            while len(data) < count:
                more = stream.recv(count - len(data))
                if not more: raise OSError("closed")
                data += more
            return data

        def connection(stream, number):
            try:
                stream = context.wrap_socket(stream, server_side=True)
                exactly(stream, len(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                stream.sendall(frame(SETTINGS, 0, 0))
                while True:
                    head = exactly(stream, 9)
                    body = exactly(stream, int.from_bytes(head[:3], "big"))
                    kind, flags, name = head[3], head[4], int.from_bytes(head[5:], "big")
                    if kind in (SETTINGS, PING) and not flags & ACK:
                        stream.sendall(frame(kind, ACK, 0, body if kind == PING else b""))
                    if kind == HEADERS:
                        say("asked %d" % number)
                        # 0x88 is `:status 200` of the static table (RFC 7541, appendix A).
                        if number > 1: stream.sendall(frame(HEADERS, END_HEADERS | END_STREAM, name, b"\x88"))
            except OSError: pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments["certificate"], arguments["key"])
        context.set_alpn_protocols(["h2"])
        listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen(16)
        say(str(listener.getsockname()[1]))
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        number = 0
        while True:
            stream, _ = listener.accept()
            number += 1
            threading.Thread(target=connection, args=(stream, number), daemon=True).start()
        """#
}

/// A small HTTP/1.1 server over plain sockets, so that it can misbehave at every place where a real one may.
///
/// It prints its port first, then a line for each thing that a test may wait for, and ends with its stdin.
enum ServerScript {
    static let source = #"""
        import json, os, socket, ssl, sys, threading, gzip, time
        arguments = json.loads(sys.argv[1])
        counts, lock, state = {}, threading.Lock(), {"connections": 0, "flooded": 0}

        def say(text):
            with lock:
                sys.stdout.write(text + "\n"); sys.stdout.flush()

        def answer(stream, status, body=b"", headers=(), reason="X"):
            head = "HTTP/1.1 %d %s\r\nContent-Length: %d\r\n" % (status, reason, len(body))
            head += "".join("%s: %s\r\n" % h for h in headers) + "\r\n"
            stream.sendall(head.encode() + body)

        def read_request(stream, rest):
            while b"\r\n\r\n" not in rest:
                more = stream.recv(65536)
                if not more: return None, b""
                rest += more
                if rest[:1] == b"\x16":  # a TLS handshake
                    answer(stream, 400, b"", reason="Bad Request"); return None, b""
            head, rest = rest.split(b"\r\n\r\n", 1)
            lines = head.decode().split("\r\n")
            method, path, _ = lines[0].split(" ")
            headers = [l.split(": ", 1) if ": " in l else [l.rstrip(":"), ""] for l in lines[1:]]
            fields = {k.lower(): v for k, v in headers}
            if path.startswith("/deaf"):
                say("deaf"); return (method, path, headers, rest), b""
            if fields.get("transfer-encoding") == "chunked":
                body = b""
                while True:
                    while b"\r\n" not in rest: rest += stream.recv(65536)
                    size, rest = rest.split(b"\r\n", 1)
                    while len(rest) < int(size, 16) + 2: rest += stream.recv(65536)
                    body, rest = body + rest[:int(size, 16)], rest[int(size, 16) + 2:]
                    if int(size, 16) == 0: return (method, path, headers, body), rest
            length = int(fields.get("content-length", 0))
            while len(rest) < length:
                more = stream.recv(65536)
                if not more: return None, b""
                rest += more
            return (method, path, headers, rest[:length]), rest[length:]

        def until_closed(stream, name):
            try:
                while stream.recv(65536): pass
            except OSError: pass
            say("closed " + name)

        def serve(stream, request):
            """Answers one request; False closes the connection."""
            method, path, headers, body = request
            path, _, query = path.partition("?")
            options = dict(o.split("=", 1) for o in query.split("&") if "=" in o)
            with lock: counts[path] = count = counts.get(path, 0) + 1
            parts = path.split("/")
            if parts[1] == "echo":
                peer = stream.getpeercert() if isinstance(stream, ssl.SSLSocket) else None
                answer(stream, 200, json.dumps({"method": method, "path": request[1], "headers": headers,
                    "body": body.decode("latin-1"), "peer": str(peer)}).encode(), [("X-Case", "kept")])
            elif parts[1] == "state":
                with lock: answer(stream, 200, json.dumps({**state, "counts": counts}).encode())
            elif parts[1] == "status":
                # /status/CODE/KEY?times=N: CODE the first N times, 200 after; retryAfter is sent as it is
                if count <= int(options.get("times", 1 << 30)):
                    extra = [("Retry-After", options["retryAfter"].replace("+", " "))] if "retryAfter" in options else []
                    answer(stream, int(parts[2]), b"refused", extra)
                else: answer(stream, 200, b"fine")
            elif parts[1] == "bytes": answer(stream, 200, b"x" * int(parts[2]))
            elif parts[1] == "gzip":
                answer(stream, 200, gzip.compress(b"y" * int(parts[2])), [("Content-Encoding", "gzip")])
            elif parts[1] == "hang":
                say("hanging " + path); until_closed(stream, path); return False
            elif parts[1] == "stall":
                stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart"); say("stalling")
                until_closed(stream, path); return False
            elif parts[1] == "drip":
                stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                try:
                    while True: stream.sendall(b"."); time.sleep(0.02)
                except OSError: return False
            elif parts[1] == "lines":
                stream.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                for n in range(int(parts[2])): stream.sendall(b"7\r\nline %d\n\r\n" % (n % 10))
                stream.sendall(b"0\r\nX-Trailer: t\r\n\r\n")
            elif parts[1] == "flood":
                size = int(parts[2]); chunk = b"z" * 65536
                stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
                for n in range(size // 65536):
                    stream.sendall(chunk)
                    with lock: state["flooded"] += 65536
            elif parts[1] == "truncated":
                stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this"); return False
            elif parts[1] == "truncated-chunks":
                stream.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n40\r\nbroken"); return False
            elif parts[1] == "garbage": stream.sendall(b"\x16\x03\x01 this is not HTTP at all\r\n\r\n"); return False
            elif parts[1] == "bad-gzip": answer(stream, 200, b"not compressed", [("Content-Encoding", "gzip")])
            elif parts[1] == "close": return False
            elif parts[1] == "long-head":
                stream.sendall(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"h" * 1000) for n in range(400)))
                stream.sendall(b"Content-Length: 0\r\n\r\n")
            elif parts[1] == "hints":
                stream.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"); answer(stream, 200, b"after hints")
            elif parts[1] == "deaf":
                if parts[2] == "refuse": answer(stream, 413, b"too large"); until_closed(stream, path)
                else: threading.Event().wait()
                return False
            elif parts[1] == "redirect": answer(stream, 302, b"", [("Location", "/echo")])
            else: answer(stream, 404, b"no such path")
            return True

        def proxy(stream, request):
            say("proxied %s %s" % (request[0], request[1]))
            if request[0] == "CONNECT": answer(stream, 403, b"", reason="Forbidden"); return False
            answer(stream, 200, b"by the proxy"); return True

        def connection(stream):
            with lock: state["connections"] += 1
            try:
                if context: stream = context.wrap_socket(stream, server_side=True)
                rest = b""
                while True:
                    request, rest = read_request(stream, rest)
                    if not request: break
                    if not (proxy if arguments.get("proxy") else serve)(stream, request): break
            except (OSError, ValueError) as error: say("failed %s" % type(error).__name__)
            try: stream.close()
            except OSError: pass

        context = None
        if "certificate" in arguments:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(arguments["certificate"], arguments["key"])
            if "clientAuthority" in arguments:
                context.load_verify_locations(arguments["clientAuthority"]); context.verify_mode = ssl.CERT_REQUIRED
        if "unix" in arguments:
            listener = socket.socket(socket.AF_UNIX); listener.bind(arguments["unix"])
        else:
            listener = socket.socket(); listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", 0))
        listener.listen(512)
        say(str(0 if "unix" in arguments else listener.getsockname()[1]))
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        while True:
            stream, _ = listener.accept()
            if "unix" not in arguments: stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=connection, args=(stream,), daemon=True).start()
        """#
}

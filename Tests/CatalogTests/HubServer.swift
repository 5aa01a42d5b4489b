import Foundation
import Testing

/// A hub on loopback that answers as huggingface.co does: its API, and large files on another host.
final class HubServer: Sendable {
    static let python = S3Server.python
    static let isInstalled = (try? packages())?.contains("huggingface_hub") == true

    private static func packages() throws -> [String] {
        let lib = URL(fileURLWithPath: python).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("lib")
        return try FileManager.default.contentsOfDirectory(atPath: lib.path).flatMap {
            try FileManager.default.contentsOfDirectory(atPath: "\(lib.path)/\($0)/site-packages")
        }
    }

    static let commit = String(repeating: "0123456789", count: 4)
    static let later = String(repeating: "abcdef0123", count: 4)
    static let files = [
        "config.json": #"{"a": 1}"#, "model.safetensors": "large weights", "sub dir/vocab+1.txt": "v",
        ".gitattributes": "",
    ]

    let endpoint: String
    private let process: Process

    /// - Parameter options: `cdn`, what the other host answers in place of the large file; `token`, who may read.
    init(_ options: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.python)
        process.arguments = [
            "-c", Self.program, String(decoding: try JSONSerialization.data(withJSONObject: options), as: UTF8.self),
            String(decoding: try JSONSerialization.data(withJSONObject: Self.files), as: UTF8.self), Self.commit,
            Self.later,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.contains("\n"), case let data = output.fileHandleForReading.availableData, !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
        }
        endpoint = "http://127.0.0.1:\(try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines))))"
        self.process = process
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private static let program = """
        import hashlib, http.server, json, sys, threading, urllib.parse
        options, files, commit, later = json.loads(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3], sys.argv[4]
        files = {name: text.encode() for name, text in files.items()}
        signature = {f"signatures/{commit}.staging.sigstore.json": b"{}"}
        trees = {commit: files, later: files | signature, "main": files | signature}
        commits = {commit: commit, later: later, "main": later}
        is_large = lambda name: name.endswith(".safetensors")
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *_): pass
            def answer(self, status, body=b"", fields={}):
                self.send_response(status)
                for name, value in fields.items(): self.send_header(name, value)
                if "Content-Length" not in fields: self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD": self.wfile.write(body)
            def do_HEAD(self): self.do_GET()
        class CDN(Handler):
            def do_GET(self):
                if self.headers.get("Authorization"): return self.answer(400, b"a token for another host")
                self.answer(200, options.get("cdn", "large weights").encode())
        class Hub(Handler):
            def do_GET(self):
                if "token" in options and self.headers.get("Authorization") != "Bearer " + options["token"]:
                    return self.answer(401)
                url = urllib.parse.urlsplit(self.path)
                parts = [urllib.parse.unquote(part) for part in url.path.split("/")[1:]]
                if parts[:2] == ["api", "models"]:
                    if parts[2:4] != ["team", "fraud"] or parts[5] not in trees: return self.answer(404)
                    tree = trees[parts[5]]
                    if parts[4] == "revision":
                        siblings = [{"rfilename": name} for name in tree]
                        body = {"id": "team/fraud", "sha": commits[parts[5]], "siblings": siblings}
                        return self.answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})
                    entries = [{"type": "directory", "oid": "0" * 40, "size": 0, "path": "sub dir"}]
                    for name, content in sorted(tree.items()):
                        entry = {"type": "file", "oid": "1" * 40, "size": len(content), "path": name}
                        if is_large(name):
                            entry["lfs"] = {"oid": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 134}
                        entries.append(entry)
                    start = int(urllib.parse.parse_qs(url.query).get("cursor", ["0"])[0])
                    fields = {"Content-Type": "application/json"}
                    if start + 2 < len(entries):
                        fields["Link"] = f'<http://127.0.0.1:{hub.server_address[1]}{url.path}?recursive=true&cursor={start + 2}>; rel="next"'
                    return self.answer(200, json.dumps(entries[start:start + 2]).encode(), fields)
                if parts[:3] == ["team", "fraud", "resolve"] and parts[3] in trees:
                    name = "/".join(parts[4:])
                    content = trees[parts[3]].get(name)
                    if content is None: return self.answer(404, b"", {"X-Error-Code": "EntryNotFound"})
                    digest = hashlib.sha256(content).hexdigest()
                    fields = {"X-Repo-Commit": commits[parts[3]], "ETag": f'"{digest}"'}
                    if not is_large(name): return self.answer(200, content, fields)
                    fields |= {"X-Linked-Etag": f'"{digest}"', "X-Linked-Size": str(len(content))}
                    return self.answer(302, b"", fields | {"Location": f"http://localhost:{cdn.server_address[1]}/blob"})
                self.answer(404)
        cdn = http.server.ThreadingHTTPServer(("127.0.0.1", 0), CDN)
        threading.Thread(target=cdn.serve_forever, daemon=True).start()
        hub = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
        print(hub.server_address[1], flush=True)
        hub.serve_forever()
        """
}

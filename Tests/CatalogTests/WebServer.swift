import Foundation
import Testing
import Transport
import Trust

/// A web server with TLS on a port of its own, whose answers a test writes as files; `NAME.headers` is JSON with fields
/// for `NAME`, and a `status`.
final class WebServer: Sendable {
    static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

    let folder: String
    let address: String
    private let process: Process

    private static let program = """
        import http.server, json, os, ssl, sys
        folder = sys.argv[1]
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *_): pass
            def do_GET(self):
                path = folder + "/files" + self.path
                fields = json.load(open(path + ".headers")) if os.path.exists(path + ".headers") else {}
                status = fields.pop("status", 200 if os.path.isfile(path) else 404)
                body = open(path, "rb").read() if os.path.isfile(path) else b""
                if "ETag" in fields and self.headers.get("If-None-Match") == fields["ETag"]: status, body = 304, b""
                with open(folder + "/requests", "a") as log: log.write(f"{status} {self.path}\\n")
                self.send_response(status)
                for name, value in fields.items(): self.send_header(name, value)
                if status != 304: self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/cert.pem", folder + "/key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "lockstep-web-\(UUID().uuidString.prefix(8))"
        ).path
        try FileManager.default.createDirectory(atPath: folder + "/files", withIntermediateDirectories: true)
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        openssl.arguments =
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test -keyout key.pem "
            .appending("-out cert.pem -addext subjectAltName=IP:127.0.0.1").split(separator: " ").map(String.init)
        openssl.currentDirectoryURL = URL(fileURLWithPath: folder)
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", Self.program, folder]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains("\n"), case let data = output.fileHandleForReading.availableData, !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
        }
        address = "https://127.0.0.1:\(try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines))))"
        self.folder = folder
        self.process = process
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func put(_ name: String, _ text: String? = nil, headers: String? = nil) throws {
        if let text { try text.write(toFile: "\(folder)/files/\(name)", atomically: true, encoding: .utf8) }
        try headers?.write(toFile: "\(folder)/files/\(name).headers", atomically: true, encoding: .utf8)
    }

    var tls: TLSOptions {
        get throws {
            var tls = TLSOptions()
            tls.authorities = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/cert.pem")))
            return tls
        }
    }

    var requests: [Substring] {
        get throws {
            try String(contentsOfFile: "\(folder)/requests", encoding: .utf8).split(whereSeparator: \.isNewline)
        }
    }
}

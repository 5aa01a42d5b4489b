import Foundation
import Testing

/// Programs that the tests of registries talk to; each ends with its value.
final class TestServer: Sendable {
    let port: Int
    private let process: Process

    /// - Parameter sign: what stands before the port in what the program prints; the rest of its output is dropped.
    init(_ program: String, _ arguments: [String], sign: String, readsErrors: Bool = false) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = readsErrors ? FileHandle.nullDevice : output
        process.standardError = readsErrors ? output : FileHandle.nullDevice
        try process.run()
        var text = ""
        var found: Int?
        while found == nil, case let data = output.fileHandleForReading.availableData, !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
            found = Self.port(in: text, after: sign)
        }
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        self.process = process
        port = try #require(found, "it did not start: \(text)")
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private static func port(in text: String, after sign: String) -> Int? {
        guard let range = text.range(of: sign) else { return nil }
        let rest = text[range.upperBound...]
        let digits = rest.prefix { $0.isNumber }
        return digits.endIndex < rest.endIndex ? Int(digits) : nil
    }
}

/// A token service by Docker's specification, and what it was asked.
final class TokenServer: Sendable {
    let folder: String
    private let server: TestServer

    var realm: String { "http://127.0.0.1:\(server.port)/token" }
    var certificate: String { "\(folder)/cert.pem" }
    /// Each request's line and credentials.
    var requests: [String] {
        let text = (try? String(contentsOfFile: "\(folder)/requests", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// - Parameter life: seconds that it says a token lives.
    init(in folder: String, life: Int) throws {
        self.folder = folder
        try RegistryServer.makeCertificate(in: folder)
        server = try TestServer(S3Server.python, ["-c", Self.program, folder, "\(life)"], sign: "port ")
    }

    private static let program = #"""
        """A token service for docker-registry's `auth: token`, and a store of blobs on a host of its own.

        Usage: token_server.py FOLDER LIFE

        FOLDER holds key.pem and cert.pem (RSA). Prints its port. Writes each request's line and Authorization to
        FOLDER/requests. Knows ada with the password 'secret', and the identity token 'refresh'; gives anybody 'pull'.
        """
        import base64
        import json
        import sys
        import time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        from urllib.parse import parse_qs, urlsplit

        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding

        folder, life = sys.argv[1], int(sys.argv[2])
        key = serialization.load_pem_private_key(open(f"{folder}/key.pem", "rb").read(), None)
        certificate = x509.load_pem_x509_certificate(open(f"{folder}/cert.pem", "rb").read())
        chain = [base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()]


        def encoded(data):
            return base64.urlsafe_b64encode(data).rstrip(b"=")


        def token(scope, is_known):
            access = []
            for item in scope:
                kind, name, actions = item.split(":")
                granted = actions.split(",") if is_known else [action for action in actions.split(",") if action == "pull"]
                access.append({"type": kind, "name": name, "actions": granted})
            now = int(time.time())
            claims = {"iss": "tests", "sub": "", "aud": "registry", "exp": now + max(life, 60), "nbf": now - 60, "iat": now,
                      "jti": str(time.time_ns()), "access": access}
            header = {"typ": "JWT", "alg": "RS256", "x5c": chain}
            text = b".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
            return (text + b"." + encoded(key.sign(text, padding.PKCS1v15(), hashes.SHA256()))).decode()


        class Handler(BaseHTTPRequestHandler):
            def answer(self, query, form):
                with open(f"{folder}/requests", "a") as requests:
                    requests.write(f"{self.command} {self.path} {self.headers.get('Authorization', '-')}\n")
                authorization = self.headers.get("Authorization")
                password = "Basic " + base64.b64encode(b"ada:secret").decode()
                is_known = authorization == password or form.get("refresh_token") == ["refresh"]
                if (authorization or form) and not is_known:
                    self.send_error(401)
                    return
                scope = [part for item in (form or query).get("scope", []) for part in item.split(" ")]
                body = json.dumps({"access_token" if form else "token": token(scope, is_known), "expires_in": life}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                self.answer(parse_qs(urlsplit(self.path).query), {})

            def do_POST(self):
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer({}, parse_qs(form))

            def log_message(self, *arguments):
                pass


        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print("port", server.server_port, flush=True)
        server.serve_forever()
        """#
}

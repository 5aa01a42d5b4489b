import Foundation
import Testing
import Transport
import Trust

@testable import Catalog

/// Debian's docker-registry with one way of authentication.
final class RegistryServer: Sendable {
    static let path = "/usr/bin/docker-registry"
    static let isInstalled = FileManager.default.isExecutableFile(atPath: path) && S3Server.isInstalled

    let host: String
    private let server: TestServer

    /// - Parameters:
    ///   - settings: lines of its configuration.
    ///   - tls: lines within `http`.
    init(in folder: String, settings: String = "", tls: String = "") throws {
        let configuration = """
            version: 0.1
            log: { level: info }
            storage: { filesystem: { rootdirectory: \(folder)/data } }
            http:
              addr: "127.0.0.1:0"
            \(tls)
            \(settings)
            """
        try configuration.write(toFile: "\(folder)/config.yml", atomically: true, encoding: .utf8)
        server = try TestServer(
            Self.path, ["serve", "\(folder)/config.yml"], sign: "listening on 127.0.0.1:", readsErrors: true)
        host = "127.0.0.1:\(server.port)"
    }

    /// The password is 'secret'.
    static func htpasswd(in folder: String) throws -> String {
        let line = "ada:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n"
        try line.write(toFile: "\(folder)/htpasswd", atomically: true, encoding: .utf8)
        return "auth: { htpasswd: { realm: tests, path: \(folder)/htpasswd } }"
    }

    static func tokens(of server: TokenServer) -> String {
        """
        auth:
          token:
            realm: \(server.realm)
            service: registry
            issuer: tests
            rootcertbundle: \(server.certificate)
        """
    }

    /// `key.pem` and `cert.pem`, an authority of its own for 127.0.0.1.
    static func makeCertificate(in folder: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(folder)/key.pem", "-out",
            "\(folder)/cert.pem", "-days", "2", "-subj", "/CN=tests", "-addext", "subjectAltName=IP:127.0.0.1",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}

/// A folder of its own for one test.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("catalog-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

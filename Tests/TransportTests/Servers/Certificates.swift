import Foundation

/// Certificates made by `openssl` once per run: an authority, a server's and a client's certificate, and another
/// authority that signed nothing here.
struct Certificates: Sendable {
    let folder: URL

    static let shared: Result<Certificates, any Error> = Result { try Certificates() }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try makeAuthority("authority")
        try makeAuthority("stranger")
        try makeLeaf("server", extensions: "subjectAltName=DNS:localhost,DNS:cluster.internal,IP:127.0.0.1")
        try makeLeaf("client", extensions: "extendedKeyUsage=clientAuth")
    }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path(name)))) }

    private func makeAuthority(_ name: String) throws {
        try run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=\(name)", "-keyout", path("\(name).key"), "-out", path("\(name).pem"),
        ])
    }

    private func makeLeaf(_ name: String, extensions: String) throws {
        try Data(extensions.utf8).write(to: URL(fileURLWithPath: path("\(name).ext")))
        try run([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)",
            "-keyout", path("\(name).key"), "-out", path("\(name).csr"),
        ])
        try run([
            "x509", "-req", "-days", "2", "-in", path("\(name).csr"), "-CA", path("authority.pem"), "-CAkey",
            path("authority.key"), "-CAcreateserial", "-extfile", path("\(name).ext"), "-out", path("\(name).pem"),
        ])
    }

    private func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw LocalServer.Failure(message: "openssl \(arguments[0]) failed")
        }
    }
}

import Foundation

/// OpenSSH's own server on a loopback port, with keys made for the test.
final class SSHServer: Sendable {
    static let program = "/usr/sbin/sshd"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }
    static let passphrase = "s3cr3t-phrase-of-the-test"

    let port: Int
    let folder: String
    private let server: Server

    private init(port: Int, folder: String, server: Server) {
        self.port = port
        self.folder = folder
        self.server = server
    }

    /// Lets `user` in, and `locked`, which has a passphrase.
    static func start(in folder: String) async throws -> SSHServer {
        for (name, phrase) in [("host", ""), ("other", ""), ("user", ""), ("locked", passphrase), ("stranger", "")] {
            _ = try await Command.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", phrase, "-C", name, "-f", "\(folder)/\(name)"])
        }
        let allowed = try ["user", "locked"].map { try String(contentsOfFile: "\(folder)/\($0).pub", encoding: .utf8) }
        let keys = "\(folder)/authorized_keys"
        try allowed.joined().write(toFile: keys, atomically: true, encoding: .utf8)
        try? FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        let port = try freePort()
        let config = """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(folder)/host
            AuthorizedKeysFile \(keys)
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin prohibit-password

            """
        try config.write(toFile: "\(folder)/sshd_config", atomically: true, encoding: .utf8)
        let server = try Server([program, "-D", "-e", "-f", "\(folder)/sshd_config"])
        _ = try await server.waitForLine(with: "listening")
        return SSHServer(port: port, folder: folder, server: server)
    }

    func knownHosts(key name: String = "host", hashed: Bool = false) async throws -> String {
        let path = "\(folder)/known_hosts_\(name)_\(hashed)"
        let key = try String(contentsOfFile: "\(folder)/\(name).pub", encoding: .utf8)
        try "[127.0.0.1]:\(port) \(key)".write(toFile: path, atomically: true, encoding: .utf8)
        if hashed { _ = try await Command.run(["ssh-keygen", "-H", "-f", path]) }
        return path
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(descriptor, address, size)
                _ = getsockname(descriptor, address, &size)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
    }
}

import Foundation

/// A running ssh-agent, asked over its socket (draft-miller-ssh-agent).
///
/// Blocks the calling thread until the agent answers: it may wait for a touch or a confirmation.
package struct SSHAgent: Sendable, Hashable {
    /// The path of the socket.
    package let socket: String

    /// Bytes of an answer, and seconds of silence, that are borne.
    private static let mostBytes = 256 << 10
    private static let patience = 60

    package init(socket: String) { self.socket = socket }

    /// - Parameter environment: of the process, with `SSH_AUTH_SOCK`.
    /// - Returns: nil where no agent is named.
    package static func fromEnvironment(_ environment: [String: String]) -> SSHAgent? {
        environment["SSH_AUTH_SOCK"].flatMap { $0.isEmpty ? nil : SSHAgent(socket: $0) }
    }

    /// The Ed25519 keys that the agent has, with their comments. What it has besides is passed over, whatever it is.
    package func keys() throws(TrustError) -> [(key: Ed25519PublicKey, comment: String)] {
        let answer = try exchange([11], expecting: 12)
        var reader = WireReader(answer, what: "answer of ssh-agent")
        var keys: [(key: Ed25519PublicKey, comment: String)] = []
        for _ in 0..<min(try reader.uint32(), 4_096) {
            let blob = try reader.string()
            // Anybody's words, in any encoding.
            let comment = String(decoding: try reader.string(), as: UTF8.self)
            if let key = try? OpenSSHPublicKey(blob: blob, comment: comment).ed25519 { keys.append((key, comment)) }
        }
        return keys
    }

    /// - Returns: 64 bytes that have been verified.
    func sign(_ message: [UInt8], with key: Ed25519PublicKey) throws(TrustError) -> [UInt8] {
        var request = WireWriter()
        request.append([13])
        request.append(string: key.sshBlob)
        request.append(string: message)
        request.append(uint32: 0)
        var reader = WireReader(try exchange(request.bytes, expecting: 14), what: "answer of ssh-agent")
        var blob = WireReader(try reader.string(), what: "signature of ssh-agent")
        let algorithm = try blob.text()
        let signature = try blob.string()
        guard algorithm == Ed25519PublicKey.sshAlgorithm, key.isSignature(signature, of: message) else {
            throw .agent(reason: "it answered with a signature that is not of \(key.fingerprint)")
        }
        return signature
    }

    private func exchange(_ request: [UInt8], expecting type: UInt8) throws(TrustError) -> [UInt8] {
        let descriptor = try connect()
        defer { close(descriptor) }
        var message = WireWriter()
        message.append(string: request)
        try Self.write(message.bytes, to: descriptor)
        let header = try Self.read(4, from: descriptor)
        let length = header.reduce(0) { $0 << 8 | Int($1) }
        guard (1...Self.mostBytes).contains(length) else { throw .agent(reason: "its answer has \(length) bytes") }
        let answer = try Self.read(length, from: descriptor)
        guard answer.first == type else { throw .agent(reason: "it refused (message \(answer.first ?? 0))") }
        return Array(answer.dropFirst())
    }

    private func connect() throws(TrustError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(socket.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.count < room else { throw .agent(reason: "the path of its socket is too long") }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .agent(reason: String(cString: strerror(errno))) }
        var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let done = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
        }
        guard done == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw .agent(reason: "'\(socket)' does not answer: \(reason)")
        }
        return descriptor
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(TrustError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .agent(reason: String(cString: strerror(errno))) }
            sent += count
        }
    }

    private static func read(_ count: Int, from descriptor: Int32) throws(TrustError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            let more = bytes.withUnsafeMutableBytes { buffer in
                Glibc.recv(descriptor, buffer.baseAddress.map { $0 + received }, count - received, 0)
            }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { throw .agent(reason: "it closed the connection or fell silent") }
            received += more
        }
        return bytes
    }
}

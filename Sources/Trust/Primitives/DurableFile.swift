import Foundation

/// Small files of keys and state: read whole into locked or ordinary memory, written so that a crash leaves the old
/// content or the new, never a part.
package enum DurableFile {
    private static let mostBytes = 64 << 20

    /// Reads a file, or what is left of a descriptor, straight into locked memory.
    package static func readSecret(path: String) throws(TrustError) -> SecretMemory {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        return try readSecret(descriptor: descriptor, what: path)
    }

    /// - Parameters:
    ///   - descriptor: stays open.
    ///   - room: bytes; more are refused.
    package static func readSecret(
        descriptor: Int32, what: String, limit room: Int = 64 << 10
    ) throws(TrustError) -> SecretMemory {
        var count = 0
        var code: Int32 = 0
        let buffer = try SecretMemory(count: room + 1) { buffer in
            while count < buffer.count {
                let more = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                if more < 0, errno == EINTR { continue }
                if more < 0 { code = errno }
                if more <= 0 { break }
                count += more
            }
        }
        guard code == 0 else { throw .file(action: "read", path: what, reason: String(cString: strerror(code))) }
        guard count <= room else { throw .malformed(what, reason: "expected at most \(room >> 10) KiB") }
        return try buffer.slice(0..<count)
    }

    /// - Returns: nil where there is no such file.
    package static func read(path: String) throws(TrustError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return nil }
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", path) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= mostBytes else { throw .malformed(path, reason: "expected at most 64 MiB") }
        }
    }

    /// Replaces a file. What is there once it returns survives a crash.
    ///
    /// - Parameters:
    ///   - mode: of the file, 0o600 for secrets.
    ///   - replaces: false refuses a file that is there already.
    package static func write(
        _ bytes: [UInt8], path: String, mode: UInt32 = 0o644, replaces: Bool = true
    ) throws(TrustError) {
        let replacement = try FileReplacement(path: path, mode: mode)
        try replacement.write(bytes)
        try replacement.install(replaces: replaces)
    }

    private static func failure(_ action: String, _ path: String) -> TrustError {
        .file(action: action, path: path, reason: String(cString: strerror(errno)))
    }
}

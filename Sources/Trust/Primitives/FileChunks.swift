import Foundation

/// A file from front to back.
final class FileChunks {
    private let path: String
    private let descriptor: Int32

    init(path: String) throws(TrustError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    private static func failure(_ path: String) -> TrustError {
        .file(action: "read", path: path, reason: String(cString: strerror(errno)))
    }

    deinit { close(descriptor) }

    /// The next `count` bytes; fewer only at the end, and then none.
    func next(_ count: Int) throws(TrustError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let more = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled)
            }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { throw Self.failure(path) }
            if more == 0 { break }
            filled += more
        }
        return filled == count ? bytes : Array(bytes[..<filled])
    }
}

import Glibc

/// The words of an errno code.
enum SystemFault {
    static func text(_ code: Int32) -> String {
        // strerror_r has two shapes in glibc; the one that Swift imports fills the buffer (POSIX).
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }

    static func isFull(_ code: Int32) -> Bool { code == ENOSPC || code == EDQUOT }
}

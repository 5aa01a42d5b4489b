import Foundation

/// Takes connections and never says a word.
final class SilentServer: @unchecked Sendable {
    let port: Int
    private let listener: Int32
    private let queue = DispatchQueue(label: "silent server")

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listener, address, size)
                _ = listen(listener, 8)
                _ = getsockname(listener, address, &size)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
    }

    /// Returns when somebody has connected and sent something.
    func accept() async {
        await withCheckedContinuation { continuation in
            queue.async { [listener] in
                var byte: UInt8 = 0
                _ = recv(Glibc.accept(listener, nil, nil), &byte, 1, 0)
                continuation.resume()
            }
        }
    }

    deinit { close(listener) }
}

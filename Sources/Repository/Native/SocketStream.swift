import CLibgit2
import Foundation

/// TCP for libgit2: connects within a time, and lets an exchange shut the socket down.
///
/// TLS and SSH of libgit2 stand on it; proxies and certificate checks are theirs.
enum SocketStream {
    static func register() {
        var registration = git_stream_registration()
        registration.version = Int32(GIT_STREAM_VERSION)
        registration.`init` = { out, host, port in SocketStream.make(out, host, port) }
        _ = git_stream_register(GIT_STREAM_STANDARD, &registration)
    }

    private static func make(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_stream>?>?, _ host: UnsafePointer<CChar>?,
        _ port: UnsafePointer<CChar>?
    ) -> Int32 {
        guard let out, let host, let port else { return fail("no host") }
        let stream = UnsafeMutablePointer<lockstep_socket_stream>.allocate(capacity: 1)
        var content = lockstep_socket_stream()
        content.parent.version = Int32(GIT_STREAM_VERSION)
        content.parent.connect = { SocketStream.connect($0) }
        content.parent.read = { SocketStream.read($0, $1, $2) }
        content.parent.write = { stream, bytes, count, _ in SocketStream.write(stream, bytes, count) }
        content.parent.close = { SocketStream.close($0) }
        content.parent.free = { SocketStream.release($0) }
        content.host = strdup(host)
        content.port = strdup(port)
        content.socket = -1
        stream.initialize(to: content)
        // A git_stream is the first member of its stream.
        out.pointee = UnsafeMutableRawPointer(stream).assumingMemoryBound(to: git_stream.self)
        return 0
    }

    private typealias Stream = UnsafeMutablePointer<lockstep_socket_stream>

    private static func own(_ stream: UnsafeMutablePointer<git_stream>?) -> Stream? {
        stream.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: lockstep_socket_stream.self) }
    }

    private static func fail(_ message: String) -> Int32 {
        git_error_set_str(Int32(GIT_ERROR_NET.rawValue), message)
        return -1
    }

    private static func connect(_ stream: UnsafeMutablePointer<git_stream>?) -> Int32 {
        guard let stream = own(stream) else { return fail("no stream") }
        let host = String(native: stream.pointee.host)
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var addresses: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(stream.pointee.host, stream.pointee.port, &hints, &addresses)
        guard code == 0 else { return fail("cannot resolve host '\(host)': \(String(cString: gai_strerror(code)))") }
        defer { freeaddrinfo(addresses) }
        var reason = "no address"
        var next = addresses
        while let address = next {
            switch connect(to: address.pointee) {
            case .success(let socket):
                stream.pointee.socket = socket
                return 0
            case .failure(let failure): reason = failure.reason
            }
            if let ended = ExchangeThread.current?.interruption { return fail("connecting ended: \(ended)") }
            next = address.pointee.ai_next
        }
        return fail("cannot connect to '\(host)': \(reason)")
    }

    private struct Failure: Error {
        var reason: String
        static var last: Failure { Failure(reason: String(cString: strerror(errno))) }
    }

    private static func connect(to address: addrinfo) -> Result<Int32, Failure> {
        let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(address.ai_family, address.ai_socktype | flags, address.ai_protocol)
        guard descriptor >= 0 else { return .failure(.last) }
        guard ExchangeThread.current?.attach(descriptor) ?? true else {
            return give(up: descriptor, Failure(reason: "it ended"))
        }
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) != 0 {
            guard errno == EINPROGRESS else { return give(up: descriptor, .last) }
            // Shutting a socket down ends this wait too; the turns are for a shutdown that came before it.
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            while poll(&ready, 1, 100) == 0 {
                if ExchangeThread.current?.interruption != nil {
                    return give(up: descriptor, Failure(reason: "it ended"))
                }
            }
            var code: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
            guard code == 0 else { return give(up: descriptor, Failure(reason: String(cString: strerror(code)))) }
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        ExchangeThread.current?.noteActivity()
        return .success(descriptor)
    }

    private static func give(up descriptor: Int32, _ failure: Failure) -> Result<Int32, Failure> {
        ExchangeThread.current?.detach(descriptor)
        _ = Glibc.close(descriptor)
        return .failure(failure)
    }

    private static func read(
        _ stream: UnsafeMutablePointer<git_stream>?, _ buffer: UnsafeMutableRawPointer?, _ count: Int
    ) -> Int {
        guard let stream = own(stream) else { return Int(fail("no stream")) }
        while true {
            let received = recv(stream.pointee.socket, buffer, count, 0)
            if received >= 0 {
                ExchangeThread.current?.noteActivity()
                return received
            }
            if errno != EINTR { return Int(fail("cannot receive: \(Failure.last.reason)")) }
        }
    }

    private static func write(
        _ stream: UnsafeMutablePointer<git_stream>?, _ bytes: UnsafePointer<CChar>?, _ count: Int
    ) -> Int {
        guard let stream = own(stream) else { return Int(fail("no stream")) }
        while true {
            let sent = send(stream.pointee.socket, bytes, count, Int32(MSG_NOSIGNAL))
            if sent >= 0 {
                ExchangeThread.current?.noteActivity()
                return sent
            }
            if errno != EINTR { return Int(fail("cannot send: \(Failure.last.reason)")) }
        }
    }

    private static func close(_ stream: UnsafeMutablePointer<git_stream>?) -> Int32 {
        guard let stream = own(stream), stream.pointee.socket >= 0 else { return 0 }
        ExchangeThread.current?.detach(stream.pointee.socket)
        _ = Glibc.close(stream.pointee.socket)
        stream.pointee.socket = -1
        return 0
    }

    private static func release(_ stream: UnsafeMutablePointer<git_stream>?) {
        guard let stream = own(stream) else { return }
        free(stream.pointee.host)
        free(stream.pointee.port)
        stream.deallocate()
    }
}

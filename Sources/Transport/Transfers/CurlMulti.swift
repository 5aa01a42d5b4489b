import CCurl
import Foundation

/// Owns a multi handle: the transfers under way and the pool of connections.
///
/// libcurl says which sockets matter to it and is told only of those on which something happened: a stream among hundreds
/// that are quiet costs what it costs alone.
final class CurlMulti: @unchecked Sendable {
    // INVARIANT: what is set once may be read by any thread; everything else, and every call but `wakeUp`, belongs to the
    // loop's thread.
    private let handle: UnsafeMutableRawPointer?
    private let events: EventPoll?
    /// When libcurl wants to be called though nothing happened.
    private var timer: ContinuousClock.Instant?

    /// Why libcurl cannot be used; nil where it can.
    static let failure = lockstep_curl_start().map { String(cString: $0) }

    static func prepare() { _ = failure }

    init(connectionsPerHost: Int) {
        let events = EventPoll()
        self.events = events
        handle = Self.failure == nil && events != nil ? lockstep_curl_multi_init() : nil
        guard let handle else { return }
        _ = lockstep_curl_multi_set_long(handle, CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHost)
        _ = lockstep_curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, connectionsPerHost)
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = lockstep_curl_multi_set_events(handle, watchSocket, changeTimer, context)
    }

    func wakeUp() { events?.wakeUp() }

    func close() {
        if let handle { lockstep_curl_multi_cleanup(handle) }
    }

    func add(_ transfer: Transfer, userAgent: String, reach: Reach) throws(TransportError) -> CurlTransfer {
        guard events != nil else {
            throw TransportError(
                .other(code: Int(CURLE_FAILED_INIT.rawValue)), transfer.request,
                detail: "cannot wait for sockets: the process may open no more files")
        }
        let running = try CurlTransfer(transfer, userAgent: userAgent, reach: reach)
        guard let handle, lockstep_curl_multi_add_handle(handle, running.handle) == CURLM_OK else {
            throw TransportError(.other(code: Int(CURLE_FAILED_INIT.rawValue)), transfer.request)
        }
        return running
    }

    /// Takes the transfer off the loop; one that is not complete takes its connection with it.
    func remove(_ running: CurlTransfer) {
        if let handle { lockstep_curl_multi_remove_handle(handle, running.handle) }
    }

    /// Lets libcurl go on where its timer is due, as it is for a transfer that has just come.
    func runTimer() {
        guard let handle, let timer, timer <= .now else { return }
        self.timer = nil
        lockstep_curl_multi_socket_action(handle, CURL_SOCKET_TIMEOUT, 0)
    }

    /// Waits for a socket, the timer or ``wakeUp()``, and lets libcurl go on with what has something to do.
    func wait() {
        guard let handle, let events else {
            // Nothing is under way, and nobody can wake this thread.
            usleep(100_000)
            return
        }
        events.wait(milliseconds: Self.milliseconds(until: timer)) { socket, what in
            lockstep_curl_multi_socket_action(handle, socket, Self.bits(of: what))
        }
    }

    /// Rounded up, so that the timer is due then.
    private static func milliseconds(until timer: ContinuousClock.Instant?) -> Int32 {
        guard let timer else { return 60_000 }
        let left = (timer - .now).wholeMilliseconds
        return timer <= .now ? 0 : Int32(min(60_000, left + 1))
    }

    /// Reading tells why a socket failed, and what came before.
    private static func bits(of what: EventPoll.Interest) -> Int32 {
        (what.isDisjoint(with: [.readable, .failed]) ? 0 : CURL_CSELECT_IN)
            | (what.contains(.writable) ? CURL_CSELECT_OUT : 0)
    }

    func completed() -> [(Transfer, Result<Void, TransportError>)] {
        var all: [(Transfer, Result<Void, TransportError>)] = []
        var left: Int32 = 0
        while let handle, let message = lockstep_curl_multi_info_read(handle, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            var context: UnsafeMutablePointer<CChar>?
            guard lockstep_curl_get_context(easy, &context) == CURLE_OK, let context else { continue }
            let running = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            all.append((running.transfer, running.result(of: message.pointee.data.result)))
        }
        return all
    }

    /// - Returns: false where the socket cannot be waited for.
    fileprivate func watch(_ socket: curl_socket_t, _ what: Int32) -> Bool {
        guard let events else { return false }
        let interest: EventPoll.Interest
        switch what {
        case CURL_POLL_IN: interest = .readable
        case CURL_POLL_OUT: interest = .writable
        case CURL_POLL_INOUT: interest = [.readable, .writable]
        default:
            events.forget(socket)
            return true
        }
        return events.watch(socket, for: interest)
    }

    /// - Parameter milliseconds: negative for never.
    fileprivate func setTimer(_ milliseconds: Int) {
        timer = milliseconds < 0 ? nil : .now.advanced(by: .milliseconds(milliseconds))
    }
}

private func watchSocket(
    _ easy: UnsafeMutableRawPointer?, _ socket: curl_socket_t, _ what: Int32, _ context: UnsafeMutableRawPointer?,
    _ ownContext: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return -1 }
    return Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue().watch(socket, what) ? 0 : -1
}

private func changeTimer(
    _ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return -1 }
    Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds)
    return 0
}

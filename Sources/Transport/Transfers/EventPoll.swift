import CCurl
import Foundation

/// What one thread waits for: sockets, and a call from other threads (epoll(7), eventfd(2)).
final class EventPoll: Sendable {
    struct Interest: OptionSet {
        let rawValue: UInt32

        static let readable = Interest(rawValue: EPOLLIN.rawValue)
        static let writable = Interest(rawValue: EPOLLOUT.rawValue)
        /// Always told, whether asked for or not.
        static let failed = Interest(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
    }

    private static let mostAtOnce = 64

    private let poll: Int32
    private let wakeEvent: Int32

    /// Nil where the process may open no more files.
    init?() {
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        wakeEvent = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard poll >= 0, wakeEvent >= 0, watch(wakeEvent, for: .readable) else {
            close()
            return nil
        }
    }

    deinit { close() }

    private func close() {
        for file in [poll, wakeEvent] where file >= 0 { _ = Foundation.close(file) }
    }

    /// Ends a ``wait(milliseconds:_:)`` that goes on, or the next one. From any thread.
    func wakeUp() {
        var one: UInt64 = 1
        _ = write(wakeEvent, &one, MemoryLayout.size(ofValue: one))
    }

    /// Waits for a socket in another way than before, or for the first time. A socket that is closed is forgotten.
    ///
    /// - Returns: false where it cannot be waited for.
    @discardableResult
    func watch(_ socket: Int32, for interest: Interest) -> Bool {
        var event = epoll_event(events: interest.rawValue, data: epoll_data(fd: socket))
        if epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event) == 0 { return true }
        return errno == EEXIST && epoll_ctl(poll, EPOLL_CTL_MOD, socket, &event) == 0
    }

    func forget(_ socket: Int32) {
        var event = epoll_event()
        _ = epoll_ctl(poll, EPOLL_CTL_DEL, socket, &event)
    }

    /// Waits for as long, or until something happens, and tells of it.
    func wait(milliseconds: Int32, _ happened: (_ socket: Int32, _ what: Interest) -> Void) {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.mostAtOnce) { events in
            guard let start = events.baseAddress else { return }
            let count = epoll_wait(poll, start, Int32(Self.mostAtOnce), milliseconds)
            for event in events.prefix(max(0, Int(count))) {
                if event.data.fd == wakeEvent {
                    var calls: UInt64 = 0
                    _ = read(wakeEvent, &calls, MemoryLayout.size(ofValue: calls))
                } else {
                    happened(event.data.fd, Interest(rawValue: event.events))
                }
            }
        }
    }
}

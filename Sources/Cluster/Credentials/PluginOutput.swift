import Foundation

/// What a plugin prints, read until it has ended, takes too long or is not wanted any more.
///
/// Processes that it started may hold its outputs open, so that these come to no end.
struct PluginOutput: Sendable {
    enum End: Sendable { case ended, timedOut, cancelled }

    /// What is told to the reader, a byte each.
    enum Signal: UInt8, Sendable {
        case ended = 1
        case cancelled = 2

        func send(to pipe: Pipe) { try? pipe.fileHandleForWriting.write(contentsOf: [rawValue]) }
    }

    private(set) var end = End.timedOut
    private(set) var printed: [UInt8] = []
    /// The end of its error output.
    private(set) var complaints: [UInt8] = []

    /// Bytes.
    private static let longestPrinted = 1 << 20
    private static let longestComplaints = 16 << 10
    /// How long it may take to read what is left when it has ended; another process may have come by the pipe.
    private static let grace: Duration = .seconds(1)

    /// Blocks its thread.
    init(output: Pipe, errors: Pipe, signals: Pipe, until deadline: ContinuousClock.Instant) {
        var (deadline, hasEnded) = (deadline, false)
        var open = [output, errors, signals].map {
            pollfd(fd: $0.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
        }
        while !hasEnded || open.prefix(2).contains(where: { $0.fd >= 0 }) {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { break }
            guard poll(&open, nfds_t(open.count), Int32(min(left / .milliseconds(1), 60_000)) + 1) > 0 else { continue }
            for index in open.indices where open[index].revents != 0 {
                let bytes = Self.chunk(open[index].fd)
                // A negative descriptor is not looked at.
                if bytes.isEmpty { open[index].fd = -1 }
                switch index {
                case 0: printed += bytes.prefix(Self.longestPrinted - printed.count)
                case 1: complaints = (complaints + bytes).suffix(Self.longestComplaints)
                default:
                    if bytes.contains(Signal.cancelled.rawValue) {
                        end = .cancelled
                        return
                    }
                    hasEnded = true
                    deadline = min(deadline, .now + Self.grace)
                }
            }
        }
        if hasEnded { end = .ended }
    }

    var lastComplaint: String {
        let lines = String(decoding: complaints, as: UTF8.self).split(whereSeparator: \.isNewline)
        return String((lines.last ?? "").prefix(300))
    }

    /// - Returns: none at the end of the pipe.
    private static func chunk(_ descriptor: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
        }
    }
}

import Synchronization

/// What controllers have to do, taken as a whole: of much that came while they were at work, each object is looked at
/// once.
final class ControllerQueue<Work: Sendable>: Sendable {
    /// One whenever there is something to take; ends once the queue is finished.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let waiting = Mutex<[Work]>([])

    init() { (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    func add(_ work: Work) {
        waiting.withLock { $0.append(work) }
        signal.yield()
    }

    /// All that waits, in the order in which it came.
    func takeAll() -> [Work] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }

    func finish() { signal.finish() }
}

import Synchronization

/// A head that waits to be looked at: one that comes meanwhile takes its place, for nobody needs to work through the
/// commits between.
final class NewestHead: Sendable {
    private let waiting = Mutex<Checkout?>(nil)

    /// - Returns: whether none was waiting.
    func put(_ checkout: Checkout) -> Bool {
        waiting.withLock { waiting in
            defer { waiting = checkout }
            return waiting == nil
        }
    }

    /// Nil where it was taken already.
    func take() -> Checkout? {
        waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
    }
}

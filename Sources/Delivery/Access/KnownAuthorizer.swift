import Synchronization

/// The rules of the commit that was asked last, for all of whose releases they are asked.
final class KnownAuthorizer: Sendable {
    private let last = Mutex<(revision: String, authorizer: Authorizer)?>(nil)

    func authorizer(at revision: String) -> Authorizer? {
        last.withLock { $0?.revision == revision ? $0?.authorizer : nil }
    }

    func keep(_ authorizer: Authorizer, at revision: String) { last.withLock { $0 = (revision, authorizer) } }
}

import Manifests
import Synchronization

/// The events that controllers have to tell, until there is nothing else to be done; and those that are there, until they
/// have been for an hour (`--event-ttl` of kube-apiserver).
final class EventLog: Sendable {
    /// What is told faster than it can be written is left out, the oldest first, as client-go's recorder does.
    private static let mostPending = 5_000
    private static let lifetime: Int64 = 3_600

    struct Told: Sendable {
        var event: ClusterEvent
        /// What it is about.
        var object: Value
        /// RFC 3339.
        var time: String
    }

    private struct State {
        var pending: [Told] = []
        /// Events by when they were written last, in seconds since 1970.
        var written: [ObjectReference: Int64] = [:]
        /// Events by what they say.
        var names: [UInt64: ObjectReference] = [:]
        var count: UInt64 = 0
    }

    private let state = Mutex(State())

    func tell(_ event: ClusterEvent, about object: Value, now: String) {
        state.withLock { state in
            if state.pending.count >= Self.mostPending { state.pending.removeFirst(Self.mostPending / 2) }
            state.pending.append(Told(event: event, object: object, time: now))
        }
    }

    var hasPending: Bool { state.withLock { !$0.pending.isEmpty } }

    /// The oldest that wait, which then do no more.
    func take(_ count: Int) -> [Told] {
        state.withLock { state in
            let first = Array(state.pending.prefix(count))
            state.pending.removeFirst(first.count)
            return first
        }
    }

    /// - Parameter now: the time of the change, RFC 3339.
    func note(_ change: ObjectChange, now: String) {
        guard change.kind == .event, let object = change.after ?? change.before else { return }
        let reference = ObjectReference(kind: .event, namespace: object.objectNamespace, name: object.objectName)
        let noted = Timestamp(now)?.seconds ?? 0
        let written = change.before == nil ? min(Self.written(object) ?? noted, noted) : noted
        let isThere = change.after != nil
        let identity = ClusterEvent.identity(of: object)
        state.withLock { state in
            state.written[reference] = isThere ? written : nil
            if isThere { state.names[identity] = reference }
            if !isThere, state.names[identity] == reference { state.names[identity] = nil }
        }
    }

    /// When an event that is there was written last, as the server noted it in the event: what events say of themselves
    /// (`lastTimestamp`, `eventTime`) is their writers'.
    private static func written(_ event: Value) -> Int64? {
        let changes = (event.metadata["managedFields"]?.array ?? []).map { $0["time"] }
        return (changes + [event.metadata["creationTimestamp"]])
            .compactMap { $0?.string.flatMap(Timestamp.init)?.seconds }.max()
    }

    /// The event that is there and says the same already.
    func known(_ told: Told) -> ObjectReference? {
        let identity = told.event.identity(of: told.object)
        return state.withLock { $0.names[identity] }
    }

    /// A number that is greater than those before, as nanoseconds since 1970: events are listed in the order of their names.
    func nextNumber(at time: String) -> UInt64 {
        let seconds = UInt64(max(0, Timestamp(time)?.seconds ?? 0))
        return state.withLock { state in
            state.count = (state.count + 1) % 1_000_000_000
            return seconds &* 1_000_000_000 &+ state.count
        }
    }

    /// The events whose time is over.
    func expired(now: String) -> [ObjectReference] {
        guard let now = Timestamp(now)?.seconds else { return [] }
        return state.withLock { state in
            state.written.filter { $0.value.addingReportingOverflow(Self.lifetime).partialValue < now }.map(\.key)
        }
    }
}

import Delivery
import Synchronization
import Trust

/// The log: durable, shared, and now and then out of reach.
struct SimulatedLog: ReleaseLog {
    final class Entries: Sendable {
        let all = Mutex([String: LogEntry]())
    }

    struct Refusal: Error {}

    let entries: Entries
    let life: Life
    let chance: Chance

    func record(_ entry: LogEntry) async throws {
        try life.go()
        if chance.fails(4) { throw Refusal() }
        if let commit = entry.commit { entries.all.withLock { $0[commit] = entry } }
        try life.go()
    }
}

package import Foundation

/// What one process does about a Lease, by what it sees of it. Pure.
///
/// The clocks of others are not believed: a lease has run out when it has not changed for its time since it was first seen
/// as it is, by this process's own clock (so does client-go's `leaderelection`).
package struct Election: Sendable {
    package enum Step: Sendable, Hashable {
        /// Write this: it makes, takes or keeps the lease.
        case write(Lease)
        /// Another one leads.
        case wait(holder: String)
    }

    package let identity: String
    private let seconds: Int64
    private var seen: (lease: Lease, at: ContinuousClock.Instant)?

    /// - Parameters:
    ///   - identity: of this process, and of no other, an earlier one of its own name included.
    ///   - seconds: how long the lease holds without being renewed.
    package init(identity: String, seconds: Int64) {
        self.identity = identity
        self.seconds = seconds
    }

    /// Who led when it was last looked at; empty for nobody.
    package var holder: String { seen?.lease.holder ?? "" }
    package var isLeading: Bool { seen?.lease.holder == identity }

    /// - Parameter lease: as the server has it; nil where it has none.
    package mutating func step(_ lease: Lease?, at now: ContinuousClock.Instant, time: Date) -> Step {
        guard let lease else {
            seen = nil
            return .write(own(since: Lease.time(time), at: time, transitions: 0))
        }
        note(lease, at: now)
        if lease.holder == identity {
            return .write(own(since: lease.acquired, at: time, transitions: lease.transitions))
        }
        guard lease.holder.isEmpty || hasRunOut(at: now) else { return .wait(holder: lease.holder) }
        let transitions = lease.transitions.addingReportingOverflow(1)
        return .write(
            own(
                since: Lease.time(time), at: time,
                transitions: transitions.overflow ? lease.transitions : transitions.partialValue))
    }

    /// Remembers the lease as it is now.
    package mutating func note(_ lease: Lease, at now: ContinuousClock.Instant) {
        if seen?.lease != lease { seen = (lease, now) }
    }

    /// What is written when this process leads no longer: whoever waits need not wait for the time to run out.
    package func released(at time: Date) -> Lease? {
        guard let lease = seen?.lease, lease.holder == identity else { return nil }
        let now = Lease.time(time)
        return Lease(holder: "", seconds: 1, acquired: now, renewed: now, transitions: lease.transitions)
    }

    private func hasRunOut(at now: ContinuousClock.Instant) -> Bool {
        guard let seen else { return false }
        return seen.at.duration(to: now) >= .seconds(min(max(seen.lease.seconds, 0), 1 << 31))
    }

    private func own(since: String, at time: Date, transitions: Int64) -> Lease {
        Lease(
            holder: identity, seconds: seconds, acquired: since, renewed: Lease.time(time), transitions: transitions)
    }
}

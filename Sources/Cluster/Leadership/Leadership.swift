import Foundation
package import Logging
import Manifests

/// One process's part in the election of a leader by a Lease.
///
/// While it leads it writes the lease every few seconds; while it does not it reads it as often. It has stopped leading by
/// the time at which another may begin: ``keep()`` returns before the lease runs out.
package actor Leadership {
    /// Client-go's controllers use 15 s, 10 s and 2 s; these ask a server for less, and survive its restart.
    package struct Timing: Sendable {
        /// How long the lease holds without being renewed.
        package var term: Duration = .seconds(35)
        /// How long a leader goes on that cannot renew it.
        package var renewal: Duration = .seconds(30)
        package var pause: Duration = .seconds(5)

        package init() {}
    }

    private static let resource = APIResource(
        kind: GroupVersionKind(group: "coordination.k8s.io", version: "v1", kind: "Lease"), plural: "leases",
        isNamespaced: true)

    private let client: ClusterClient
    private let namespace: String
    private let name: String
    private let timing: Timing
    private let logger: Logger
    private var election: Election
    private var resourceVersion: String?
    /// When the attempt began by which this process came to lead: no other one counts the lease's time from before.
    private(set) var began: ContinuousClock.Instant?

    package init(
        _ client: ClusterClient, namespace: String, name: String, identity: String, timing: Timing = Timing(),
        logger: Logger = Logger(label: "lockstep.leadership")
    ) {
        self.client = client
        self.namespace = namespace
        self.name = name
        self.timing = timing
        self.logger = logger
        election = Election(identity: identity, seconds: timing.term.components.seconds)
    }

    /// Waits until this process leads.
    ///
    /// - Parameter onWait: is told why it does not, after each look.
    /// - Returns: false when the task was cancelled.
    package func acquire(onWait: @Sendable (String) async -> Void = { _ in }) async -> Bool {
        while !Task.isCancelled {
            let began = ContinuousClock.now
            switch await attempt(within: timing.renewal) {
            case .success(true)?:
                self.began = began
                return true
            case _ where Task.isCancelled: return false
            case .success(false)?: await onWait("'\(election.holder)' leads")
            case .failure(let error)?: await onWait(outOfReach("\(error)"))
            case nil: await onWait(outOfReach("the lease could not be had within \(timing.renewal)"))
            }
            // Those that wait together do not all look at the same moment.
            do { try await Task.sleep(for: timing.pause * Double.random(in: 1...1.2)) } catch { return false }
        }
        return false
    }

    private func outOfReach(_ reason: String) -> String {
        logger.warning("lease out of reach", metadata: ["reason": "\(reason)"])
        return reason
    }

    /// Renews the lease for as long as that can be done, after ``acquire(onWait:)``.
    ///
    /// - Returns: why it cannot; nil when the task was cancelled.
    package func keep() async -> LeadershipLost? {
        var reason = "no answer"
        var last = began ?? .now
        var next = last + timing.pause
        while !Task.isCancelled {
            let end = last + timing.renewal
            do { try await Task.sleep(until: min(next, end)) } catch { return nil }
            let began = ContinuousClock.now
            switch await attempt(within: began.duration(to: end)) {
            case .success(true)?:
                (last, next) = (began, began + timing.pause)
                continue
            case .success(false)? where !election.isLeading && !election.holder.isEmpty:
                return LeadershipLost(reason: "'\(election.holder)' has taken the lease")
            case .success(false)?: reason = "the lease was written by another"
            case .failure(let error)?: reason = error.description
            case nil: break
            }
            next = .now + timing.pause
            if end <= .now {
                let seconds = timing.renewal.components.seconds
                return LeadershipLost(reason: "the lease could not be renewed for \(seconds) s: \(reason)")
            }
        }
        return nil
    }

    /// Lets another lead at once, where this process does. A cluster that does not answer soon is not waited for: the lease
    /// runs out.
    package func release() async {
        guard let lease = election.released(at: Date()) else { return }
        let object = lease.object(namespace: namespace, name: name, resourceVersion: resourceVersion)
        let client = client
        let limit = timing.pause
        // The task of whoever stops is cancelled already, and this request must not be.
        let written = await Task {
            await Self.within(limit) { try? await client.update(object, as: Self.resource) }
        }.value
        if let written { election.note(Lease(written), at: .now) }
    }

    private func attempt(within limit: Duration) async -> Result<Bool, ClusterError>? {
        await Self.within(limit) {
            do throws(ClusterError) { return .success(try await self.attempt()) } catch { return .failure(error) }
        }
    }

    /// - Returns: nil where it takes longer.
    private static func within<Outcome: Sendable>(
        _ limit: Duration, _ work: @escaping @Sendable () async -> Outcome?
    ) async -> Outcome? {
        await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    /// - Returns: whether this process leads now.
    private func attempt() async throws(ClusterError) -> Bool {
        let found = try await look()
        resourceVersion = found?[path: "metadata", "resourceVersion"]?.string
        guard case .write(let lease) = election.step(found.map(Lease.init), at: .now, time: Date()) else {
            return false
        }
        let object = lease.object(namespace: namespace, name: name, resourceVersion: resourceVersion)
        let written: Value
        do throws(ClusterError) {
            written =
                found == nil
                ? try await client.create(object, as: Self.resource)
                : try await client.update(object, as: Self.resource)
        } catch {
            switch error.kind {
            // Somebody else was faster.
            case .alreadyExists, .conflict: return false
            default: throw error
            }
        }
        resourceVersion = written[path: "metadata", "resourceVersion"]?.string
        election.note(Lease(written), at: .now)
        return true
    }

    private func look() async throws(ClusterError) -> Value? {
        do throws(ClusterError) {
            return try await client.get(Self.resource, namespace: namespace, name: name)
        } catch {
            if error.kind == .notFound { return nil }
            throw error
        }
    }
}

/// This process led, and another may now.
package struct LeadershipLost: Error, Sendable, Hashable, CustomStringConvertible {
    package var reason: String
    package var description: String { "leads no longer: \(reason)" }
}

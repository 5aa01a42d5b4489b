import Cluster
import Manifests
import Synchronization
import Testing
import Transport

/// Processes that elect a leader by a Lease of a real API server.
@Suite(.timeLimit(.minutes(1))) struct LeadershipTests {
    private static let leases = APIResource(
        kind: GroupVersionKind(group: "coordination.k8s.io", version: "v1", kind: "Lease"), plural: "leases",
        isNamespaced: true)

    private static func member(
        _ client: ClusterClient, _ identity: String, term: Duration = .seconds(1),
        renewal: Duration = .milliseconds(700)
    ) -> Leadership {
        var timing = Leadership.Timing()
        (timing.term, timing.renewal, timing.pause) = (term, renewal, .milliseconds(20))
        return Leadership(client, namespace: "default", name: "lockstep", identity: identity, timing: timing)
    }

    private static func spec(_ client: ClusterClient) async throws -> Value? {
        try await client.get(leases, namespace: "default", name: "lockstep")["spec"]
    }

    private final class Seen: Sendable {
        struct State {
            var leaders: [Int] = []
            var now = 0
            var most = 0
        }

        let state = Mutex(State())
    }

    @Test func `of many one leads, and when it lets go the next one does at once`() async throws {
        try await withServer(isBare: true) { client, _ in
            let members = (0..<4).map { Self.member(client, "member-\($0)") }
            let seen = Seen()
            await withTaskGroup(of: Void.self) { group in
                for (number, member) in members.enumerated() {
                    group.addTask {
                        guard await member.acquire() else { return }
                        seen.state.withLock { state in
                            state.leaders.append(number)
                            state.now += 1
                            state.most = max(state.most, state.now)
                        }
                        seen.state.withLock { $0.now -= 1 }
                        await member.release()
                    }
                }
            }
            let (leaders, most) = seen.state.withLock { ($0.leaders.sorted(), $0.most) }
            #expect(leaders == [0, 1, 2, 3])
            #expect(most == 1)
            let spec = try await Self.spec(client)
            #expect(spec?["holderIdentity"]?.string ?? "" == "" && spec?["leaseTransitions"] == 3)
        }
    }

    @Test func `a lease that is not renewed is taken when its time is over`() async throws {
        try await withServer(isBare: true) { client, _ in
            let (dead, heir) = (Self.member(client, "dead", renewal: .seconds(30)), Self.member(client, "heir"))
            #expect(await dead.acquire())
            let began = ContinuousClock.now
            #expect(await heir.acquire())
            #expect(began.duration(to: .now) >= .seconds(1))
            let spec = try await Self.spec(client)
            #expect(spec?["holderIdentity"] == "heir")
            // Whoever was thought dead is told.
            let lost = await dead.keep()
            #expect(lost?.description == "leads no longer: 'heir' has taken the lease")
        }
    }

    @Test func `a leader that cannot renew its lease has stopped before another may begin`() async throws {
        let leadership = try await withServer(isBare: true) { client, port in
            var connection = ClusterConnection(name: "test", server: "http://127.0.0.1:\(port)")
            connection.proxy = .none
            let leadership = Self.member(ClusterClient(connection), "leader", term: .seconds(20), renewal: .seconds(1))
            #expect(await leadership.acquire())
            return leadership
        }
        // The server is gone.
        let began = ContinuousClock.now
        let lost = await leadership.keep()
        #expect(lost?.description.contains("could not be renewed") == true)
        #expect(began.duration(to: .now) < .seconds(20))
    }

    @Test func `a leader keeps its lease, and ends with its task`() async throws {
        try await withServer(isBare: true) { client, _ in
            let leader = Self.member(client, "leader", term: .seconds(50), renewal: .seconds(40))
            #expect(await leader.acquire())
            let before = try await Self.spec(client)?["renewTime"]
            let keeping = Task { await leader.keep() }
            while try await Self.spec(client)?["renewTime"] == before { await Task.yield() }
            keeping.cancel()
            let lost = await keeping.value
            #expect(lost == nil)
            let spec = try await Self.spec(client)
            #expect(spec?["holderIdentity"] == "leader")
        }
    }
}

import Manifests
import Measurement
import Releases

/// Finds under which names a candidate and the stable version run, so that their metrics can be told apart.
struct SubjectReader {
    let reading: ReleaseReading
    let cluster: any LiveCluster
    let now: Instant

    /// Why there is nothing to measure yet, or nobody to ask.
    enum Obstacle: Error {
        case notYet(String)
        case unreachable(String)
    }

    func subject() async throws(Obstacle) -> Subject {
        guard let twin = reading.spec.stableTwin else { return try await revisions() }
        return subject(canary: reading.spec.workload.name, stable: twin.name)
    }

    private func subject(canary: String, stable: String?) -> Subject {
        Subject(
            environment: reading.key.environment, release: reading.key.release,
            namespace: reading.workload.namespace ?? "", service: reading.workload.name, canary: canary,
            stable: stable, candidate: reading.state.opening ?? "")
    }

    // MARK: Revisions

    /// The revisions that an InferenceService's status gives shares of the traffic to.
    private func revisions() async throws(Obstacle) -> Subject {
        let live = try await live()
        guard isCurrent(live) else {
            throw .notYet("the cluster does not run the step's manifest of '\(reading.workload.name)' yet")
        }
        let predictor = live[path: "status", "components"]?["predictor"]
        let shares = predictor?["traffic"]?.array ?? []
        guard let canary = shares.first(where: { $0["latestRevision"]?.bool == true })?["revisionName"]?.string,
            canary == predictor?["latestCreatedRevision"]?.string ?? canary
        else { throw .notYet("the candidate has no revision in the traffic yet") }
        let stable = shares.first { $0["latestRevision"]?.bool != true }?["revisionName"]?.string
        if stable == nil, let weight = reading.carrier.weight(in: reading.objects), weight < 100 {
            throw .notYet("the traffic is not divided between two revisions yet")
        }
        return subject(canary: canary, stable: stable)
    }

    /// What has the traffic before a candidate is opened: nothing is compared then.
    func running() async throws(Obstacle) -> Subject {
        let shares = try await live()[path: "status", "components"]?[path: "predictor", "traffic"]?.array ?? []
        let greatest = shares.max { ($0["percent"]?.integer ?? 0) < ($1["percent"]?.integer ?? 0) }
        guard let revision = greatest?["revisionName"]?.string else {
            throw .notYet("no revision of '\(reading.workload.name)' has traffic")
        }
        return subject(canary: revision, stable: revision)
    }

    private func live() async throws(Obstacle) -> Value {
        let answer: GetAnswer
        do throws(ClusterUnreachable) {
            answer = try await cluster.get(
                GroupVersionKind(
                    apiVersion: reading.objects.workload["apiVersion"]?.string ?? "", kind: reading.spec.workload.kind),
                namespace: reading.workload.namespace, name: reading.workload.name)
        } catch {
            throw .unreachable("\(error)")
        }
        switch answer {
        case .object(let object): return object
        case .absent: throw .notYet("expected '\(reading.workload.name)' in the cluster, found none")
        case .unknown(let reason): throw .unreachable(reason)
        }
    }

    /// Whether the status speaks of the manifest of this step: what it says of an earlier candidate must not be taken
    /// for what this one does. `status.observedGeneration` is that of the Deployment or Service behind it
    /// (kserve/kserve#6081), which may run ahead or lag behind for good.
    private func isCurrent(_ live: Value) -> Bool {
        if ControllerAnswer.isPending(on: live, now: now) { return false }
        let wanted = reading.objects.workload[path: "spec", "predictor"] ?? .null
        return Self.contains(live[path: "spec", "predictor"] ?? .null, wanted)
    }

    /// Whether every version and weight of the manifest stands in the live object; what a server fills in or writes
    /// in another form does not count.
    private static func contains(_ live: Value, _ wanted: Value) -> Bool {
        switch wanted {
        case .object(let object):
            return object.allSatisfy { member in
                switch member.value {
                case .object, .array: contains(live[member.key] ?? .null, member.value)
                default: !decisive.contains(member.key) || live[member.key] == member.value
                }
            }
        case .array(let elements):
            let others = live.array ?? []
            return elements.enumerated().allSatisfy { index, element in
                contains(others.indices.contains(index) ? others[index] : .null, element)
            }
        default: return true
        }
    }

    private static let decisive: Set = ["storageUri", "image", "canaryTrafficPercent", "value"]
}

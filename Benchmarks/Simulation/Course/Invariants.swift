import Delivery
import Manifests
import Releases
import Repository
import Synchronization
import Trust

/// What must hold of every course of events, in words where it does not.
struct Invariants {
    let world: World

    private var remote: SimulatedRemote { world.remote }

    /// The branch, oldest first.
    private var line: [String] {
        Array(([remote.head] + remote.ancestors(of: remote.head, limit: .max)).reversed())
    }

    var faults: [String] {
        let line = line
        return peoplesCommits(on: line) + transitions(on: line).faults + clusterWrites
    }

    // MARK: People's

    private func peoplesCommits(on line: [String]) -> [String] {
        guard !world.people.haveForced else { return [] }
        let present = Set(line)
        var faults = world.people.commits.filter { !present.contains($0) }.map { "a person's commit \($0) is lost" }
        guard let last = line.last else { return faults }
        for place in Place.all where remote.replicas(of: place, at: last) != world.people.replicas(place) {
            faults.append("what people said of the replicas is lost")
        }
        return faults
    }

    // MARK: Transitions

    private func transitions(on line: [String]) -> (faults: [String], courses: [Place: ReleaseCourse]) {
        var faults: [String] = []
        var courses: [Place: ReleaseCourse] = [:]
        for (before, revision) in zip(line, line.dropFirst()) {
            guard let entry = remote[revision], !entry.isPersons else { continue }
            guard let event = ReleaseEvent(entry.commit.message) else {
                faults.append("commit \(revision.prefix(8)) says no transition")
                continue
            }
            if world.log.all.withLock({ $0[revision] }) == nil { faults.append("the log lacks \(event.kind)") }
            if others(at: before) != others(at: revision) { faults.append("\(event.kind) changed what is people's") }
            let place = Place(event.key)
            let upstream = place == .production ? courses[Place.all[0]] : nil
            var course = courses[place] ?? ReleaseCourse(place: place, world: world)
            faults += course.take(event, of: entry, at: revision, before: before, upstream: upstream)
            courses[place] = course
        }
        return (faults, courses)
    }

    /// Every file without the fields that releases own.
    private func others(at revision: String) -> [String: String] {
        (remote[revision]?.files ?? [:]).filter { $0.key.hasSuffix("inference-service.yaml") }.mapValues { bytes in
            String(decoding: bytes, as: UTF8.self).split(separator: "\n")
                .filter { !$0.contains("canaryTrafficPercent:") }
                .map { $0.contains("storageUri:") ? String($0.drop { $0 != "#" }) : String($0) }
                .joined(separator: "\n")
        }
        .merging((remote[revision]?.blobs ?? [:]).mapValues { "\($0)" }) { text, _ in text }
    }

    // MARK: The cluster

    /// Nothing denied is written, and no version has more than what a commit of Lockstep's gave it.
    private var clusterWrites: [String] {
        var given: Set<String> = []
        var stable = Set(Place.all.map { "\($0.namespace) \($0.uri(1))" })
        for revision in world.published.all {
            guard let entry = remote[revision], let event = ReleaseEvent(entry.commit.message),
                let uri = remote.uri(of: Place(event.key), at: revision)
            else { continue }
            let place = Place(event.key)
            given.insert("\(place.namespace) \(uri) \(remote.share(of: place, at: revision))")
            if event.kind == .finish { stable.insert("\(place.namespace) \(uri)") }
        }
        return world.cluster.writes.compactMap { write in
            if write.object[path: "data", "value"]?.string?.hasSuffix(Scene.denied) ?? false {
                return "a denied ConfigMap reached the cluster"
            }
            guard let uri = write.object[path: "spec", "predictor", "model", "storageUri"]?.string else { return nil }
            if uri.hasSuffix(Scene.denied) { return "a denied model reached the cluster" }
            let share = write.object[path: "spec", "predictor", "canaryTrafficPercent"]?.integer ?? 100
            let name = "\(write.object[path: "metadata", "namespace"]?.string ?? "") \(uri)"
            if stable.contains(name) || given.contains("\(name) \(share)") { return nil }
            return "\(name) has \(share) % of the traffic, which nothing gave it"
        }
    }

    // MARK: The end

    /// Bad versions that have a share in the cluster.
    var failing: [String] {
        Place.all.compactMap { place in
            guard let service = world.cluster.object(SimulatedCluster.service, place.release, in: place.namespace),
                let runs = service[path: "spec", "predictor", "model", "storageUri"]?.string, Scene.isBad(runs),
                case let share = service[path: "spec", "predictor", "canaryTrafficPercent"]?.integer ?? 100, share > 0
            else { return nil }
            return "the bad \(runs) has \(share) % in \(place.environment)"
        }
    }

    /// After the faults: the cluster has what Git says, and no release is half way.
    var convergence: [String] {
        let head = remote.head
        var faults: [String] = []
        let value = world.cluster.object(SimulatedCluster.configMap, "a")?[path: "data", "value"]?.string ?? ""
        if !(remote.text(Scene.config, at: head) ?? "").contains("\"\(value)\"") {
            faults.append("the ConfigMap has '\(value)', and Git does not")
        }
        return faults + Place.all.flatMap { convergence(of: $0, at: head) }
    }

    private func convergence(of place: Place, at head: String) -> [String] {
        guard let service = world.cluster.object(SimulatedCluster.service, place.release, in: place.namespace) else {
            return ["nothing runs of \(place.release) in \(place.environment)"]
        }
        var faults: [String] = []
        let runs = service[path: "spec", "predictor", "model", "storageUri"]?.string ?? ""
        let share = service[path: "spec", "predictor", "canaryTrafficPercent"]?.integer ?? 100
        if Scene.isBad(runs) { faults.append("the bad \(runs) runs in \(place.environment)") }
        // Whatever waits there: what people say of the replicas holds at once.
        let replicas = service[path: "spec", "predictor", "minReplicas"]?.integer.map { "\($0)" } ?? "no"
        if let declared = remote.replicas(of: place, at: head), declared != replicas {
            faults.append("\(declared) replicas are declared, and \(replicas) run in \(place.environment)")
        }
        // A person must act first: resume, or bring what staging has finished and somebody has approved.
        guard !remote.isPaused(place, at: head) else { return faults }
        let waits = place == .production && remote.uri(of: place, at: head) != runs
        if waits, !mayBeOpened(place, at: head) { return faults }
        if share != 100, share != 0 { faults.append("\(runs) is left at \(share) % in \(place.environment)") }
        if let declared = remote.uri(of: place, at: head), !Scene.isBad(declared),
            declared != runs
        {
            faults.append("\(declared) is declared and good, and \(runs) runs in \(place.environment)")
        }
        return faults
    }

    /// Whether production may have what it declares: staging has finished just that, and somebody has approved it.
    private func mayBeOpened(_ place: Place, at head: String) -> Bool {
        let line = line
        guard let uri = remote.uri(of: place, at: head), uri == remote.uri(of: Place.all[0], at: head),
            transitions(on: line).courses[Place.all[0]]?.finished?.uri == uri,
            let candidate = line.reversed().prefix(while: { remote.uri(of: place, at: $0) == uri }).last
        else { return false }
        return remote[head]?.files.contains {
            $0.key.hasPrefix("trust/approvals/") && world.approver.candidate(of: $0.value) == candidate
        } ?? false
    }
}

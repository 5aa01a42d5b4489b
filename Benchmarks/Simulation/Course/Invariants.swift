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
        return peoplesCommits(on: line) + transitions(on: line) + clusterWrites
    }

    // MARK: People's

    private func peoplesCommits(on line: [String]) -> [String] {
        guard !world.people.haveForced else { return [] }
        let present = Set(line)
        var faults = world.people.commits.filter { !present.contains($0) }.map { "a person's commit \($0) is lost" }
        if let last = line.last, remote.replicas(at: last) != world.people.replicas {
            faults.append("what people said of the replicas is lost")
        }
        return faults
    }

    // MARK: Transitions

    private func transitions(on line: [String]) -> [String] {
        var faults: [String] = []
        var reverted: Set<String> = []
        var candidates: Set<String> = []
        var step = 0
        for (before, revision) in zip(line, line.dropFirst()) {
            guard let entry = remote[revision], !entry.isPersons else { continue }
            guard let event = ReleaseEvent(entry.commit.message) else {
                faults.append("commit \(revision.prefix(8)) says no transition")
                continue
            }
            let uri = remote.uri(at: before) ?? ""
            if world.log.all.withLock({ $0[revision] }) == nil { faults.append("the log lacks \(event.kind)") }
            if others(at: before) != others(at: revision) { faults.append("\(event.kind) changed what is people's") }
            switch event.kind {
            case .open:
                step = event.step
                if reverted.contains(uri) { faults.append("the rejected \(uri) was opened") }
            case .step, .finish:
                if !world.passes.has(uri, step: step) { faults.append("\(event.kind) of \(uri) without a pass") }
                if event.kind == .finish, Scene.isBad(uri) { faults.append("the bad \(uri) is stable") }
                if event.kind == .step, share(at: revision) <= share(at: before) { faults.append("a step down") }
                step = event.step
            case .revert:
                reverted.insert(uri)
                if !candidates.insert(event.candidate).inserted { faults.append("a second revert of \(uri)") }
                if remote.uri(at: revision) != remote.uri(at: event.stable) { faults.append("a revert elsewhere") }
            case .withdraw, .settle, .retrain, .reject: break
            }
        }
        return faults
    }

    private func share(at revision: String) -> Int { remote.percent(at: revision).flatMap { Int($0) } ?? 100 }

    /// Every file without the fields that releases own.
    private func others(at revision: String) -> [String: String] {
        (remote[revision]?.files ?? [:]).mapValues { bytes in
            String(decoding: bytes, as: UTF8.self).split(separator: "\n")
                .filter { !$0.contains("canaryTrafficPercent:") }
                .map { $0.contains("storageUri:") ? String($0.drop { $0 != "#" }) : String($0) }
                .joined(separator: "\n")
        }
    }

    // MARK: The cluster

    /// Nothing denied is written, and no version has more than what a commit of Lockstep's gave it.
    private var clusterWrites: [String] {
        var given: Set<String> = []
        var stable: Set<String> = [Scene.uri(1)]
        for revision in world.published.all {
            guard let entry = remote[revision], let event = ReleaseEvent(entry.commit.message),
                let uri = remote.uri(at: revision)
            else { continue }
            given.insert("\(uri) \(remote.percent(at: revision) ?? "all")")
            if event.kind == .finish { stable.insert(uri) }
        }
        return world.cluster.writes.compactMap { write in
            if write.object[path: "data", "value"]?.string?.hasSuffix(Scene.denied) ?? false {
                return "a denied ConfigMap reached the cluster"
            }
            guard let uri = write.object[path: "spec", "predictor", "model", "storageUri"]?.string else { return nil }
            if uri.hasSuffix(Scene.denied) { return "a denied model reached the cluster" }
            let percent = write.object[path: "spec", "predictor", "canaryTrafficPercent"]?.integer
            if stable.contains(uri) || given.contains("\(uri) \(percent.map { "\($0)" } ?? "all")") { return nil }
            return "\(uri) has \(percent.map { "\($0) %" } ?? "everything") of the traffic, which nothing gave it"
        }
    }

    // MARK: The end

    /// After the faults: the cluster has what Git says, and no release is half way.
    var convergence: [String] {
        let head = remote.head
        guard let service = world.cluster.object(SimulatedCluster.service, "fraud") else {
            return ["nothing runs"]
        }
        var faults: [String] = []
        let value = world.cluster.object(SimulatedCluster.configMap, "a")?[path: "data", "value"]?.string ?? ""
        if !(remote.text(Scene.config, at: head) ?? "").contains("\"\(value)\"") {
            faults.append("the ConfigMap has '\(value)', and Git does not")
        }
        let runs = service[path: "spec", "predictor", "model", "storageUri"]?.string ?? ""
        let percent = service[path: "spec", "predictor", "canaryTrafficPercent"]?.integer ?? 100
        if Scene.isBad(runs) { faults.append("the bad \(runs) runs") }
        if percent != 100, percent != 0 { faults.append("\(runs) is left at \(percent) %") }
        if let declared = remote.uri(at: head), !Scene.isBad(declared), declared != runs {
            faults.append("\(declared) is declared and good, and \(runs) runs")
        }
        return faults
    }
}

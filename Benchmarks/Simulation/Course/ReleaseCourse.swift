import Releases
import Repository

/// What must hold of the transitions of one release, in the order of the branch.
struct ReleaseCourse {
    let place: Place
    let world: World
    /// Of the step that the candidate has: the transition that gave it.
    private var began: (revision: String, candidate: String, step: Int, time: Double)?
    /// What was finished and runs alone, and since when; nil while something else runs beside it.
    private(set) var finished: (uri: String, time: Double)?
    private var released: Set<String> = []
    private var reverted: Set<String> = []
    private var candidates: Set<String> = []

    init(place: Place, world: World) {
        self.place = place
        self.world = world
    }

    mutating func take(
        _ event: ReleaseEvent, of entry: SimulatedRemote.Entry, at revision: String, before: String,
        upstream: ReleaseCourse?
    ) -> [String] {
        let remote = world.remote
        let uri = remote.uri(of: place, at: before) ?? ""
        let time = Double(entry.commit.committer.time)
        var faults: [String] = []
        switch event.kind {
        case .open:
            if reverted.contains(uri) { faults.append("the rejected \(uri) was opened") }
            faults += opened(event, uri, at: before, time, upstream)
            began = (revision, event.candidate, event.step, time)
            finished = nil
        case .step, .finish:
            faults += rose(event, uri, time)
            if event.kind == .finish, Scene.isBad(uri) { faults.append("the bad \(uri) is stable") }
            if event.kind == .step, remote.share(of: place, at: revision) <= remote.share(of: place, at: before) {
                faults.append("a step down")
            }
            began = event.kind == .finish ? nil : (revision, event.candidate, event.step, time)
            if event.kind == .finish {
                finished = (uri, time)
                released.insert(uri)
            }
        case .revert:
            reverted.insert(uri)
            began = nil
            if !candidates.insert(event.candidate).inserted { faults.append("a second revert of \(uri)") }
            if remote.uri(of: place, at: revision) != remote.uri(of: place, at: event.stable) {
                faults.append("a revert elsewhere")
            }
            isAlone(at: revision, time)
        case .withdraw:
            began = nil
            isAlone(at: revision, time)
        case .settle, .retrain, .reject, .declare: break
        }
        return faults
    }

    /// What was finished before has everything again.
    private mutating func isAlone(at revision: String, _ time: Double) {
        let uri = world.remote.uri(of: place, at: revision) ?? ""
        finished = released.contains(uri) ? (uri, time) : nil
    }

    /// A share rises after a pass at this very step of this very candidate, and not before the step's time is over.
    private func rose(_ event: ReleaseEvent, _ uri: String, _ time: Double) -> [String] {
        guard let began, began.candidate == event.candidate else {
            return ["\(event.kind) of \(uri), which was not opened"]
        }
        var faults: [String] = []
        let pass = SimulatedChecks.Pass(candidate: began.candidate, step: began.step, transition: began.revision)
        if !world.passes.has(pass) { faults.append("\(event.kind) of \(uri) without a pass at step \(began.step)") }
        if time - began.time < Scene.hold - 1 {
            faults.append("\(event.kind) of \(uri) after \(time - began.time) s of \(Scene.hold)")
        }
        return faults
    }

    /// What production takes was approved, and staging has had it for long enough.
    private func opened(
        _ event: ReleaseEvent, _ uri: String, at before: String, _ time: Double, _ upstream: ReleaseCourse?
    ) -> [String] {
        guard place == .production else { return [] }
        var faults: [String] = []
        let files = world.remote[before]?.files ?? [:]
        let isApproved = files.contains {
            $0.key.hasPrefix("trust/approvals/") && world.approver.candidate(of: $0.value) == event.candidate
        }
        if !isApproved { faults.append("\(uri) was opened in production, and nobody has approved it") }
        guard let finished = upstream?.finished, finished.uri == uri else {
            return faults + ["\(uri) was opened in production, and staging has not finished it"]
        }
        if time - finished.time < Scene.soak - 1 { faults.append("\(uri) was opened before its soak time was over") }
        return faults
    }
}

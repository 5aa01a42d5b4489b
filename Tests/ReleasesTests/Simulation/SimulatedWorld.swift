import Judging
import Manifests

@testable import Releases
@testable import Repository

/// A branch, people who push to it, several daemons that move one release on it, and faults, all from one seed.
struct SimulatedWorld {
    struct Revision {
        var id: ObjectID
        var objects: ReleaseObjects
        var version: VersionDigest
        var isAtRest: Bool
        var message: CommitMessage
        var time: Double
        var event: ReleaseEvent?
        /// Whether every check had passed when it was decided.
        var hadPassed = false
    }

    /// What one daemon knows; a crash takes all but what it keeps on disk.
    struct Daemon {
        /// The newest revision that it has fetched.
        var head = 0
        var history = ReleaseHistory()
        var read = 0
        /// A revert that could not be pushed: `ReleaseEvent` of the candidate.
        var kept: ReleaseEvent?
        var reachesGit = true
    }

    static let key = ReleaseEvent.Key(environment: "staging", release: "fraud")

    let spec: ReleaseSpec
    let carrier: TrafficCarrier
    var random: SeededRandom
    var branch: [Revision] = []
    var daemons: [Daemon]
    var clock = 1_000_000.0
    var log: Set<ReleaseEvent> = []
    var trace: [String] = []
    var faultsEnd = false
    private var nextVersion = 2
    /// What people last said of a field that is theirs.
    private(set) var replicas = 1

    init(seed: UInt64, spec: ReleaseSpec) {
        random = SeededRandom(seed: seed)
        self.spec = spec
        daemons = Array(repeating: Daemon(), count: 1 + random.below(3))
        let workload = Self.workload(version: 1, replicas: 1)
        carrier = TrafficCarrier(spec, workload: workload)
        append(ReleaseObjects(workload: workload), CommitMessage(subject: "Declare"), event: nil)
    }

    /// Versions that are divisible by three are bad: their checks never pass, and mostly fail.
    static func isBad(_ version: VersionDigest) -> Bool { badVersions.contains(version) }

    private static let badVersions: Set<VersionDigest> = Set(
        stride(from: 3, to: 300, by: 3).map { VersionDigest(of: workload(version: $0, replicas: 1)) })

    private static func workload(version: Int, replicas: Int) -> Value {
        [
            "kind": "InferenceService", "metadata": ["name": "fraud"],
            "spec": [
                "predictor": [
                    "minReplicas": .integer(Int64(replicas)),
                    "model": ["storageUri": .string("s3://fraud/v\(version)")],
                ]
            ],
        ]
    }

    private mutating func append(
        _ objects: ReleaseObjects, _ message: CommitMessage, event: ReleaseEvent?, hadPassed: Bool = false
    ) {
        var bytes = [UInt8](repeating: 0, count: 20)
        for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: branch.count >> (8 * index)) }
        guard let id = ObjectID(bytes: bytes) else { return }
        branch.append(
            Revision(
                id: id, objects: objects, version: objects.version, isAtRest: carrier.isAtRest(objects),
                message: message, time: clock, event: event, hadPassed: hadPassed))
        trace.append("\(branch.count - 1) at \(clock): \(message.subject)")
    }

    // MARK: People

    mutating func personActs() {
        guard var objects = branch.last?.objects else { return }
        let path = ["spec", "predictor", "model", "storageUri"]
        switch random.below(4) {
        case 0:
            replicas = 1 + random.below(9)
            let value = Value.integer(Int64(replicas))
            objects.workload = objects.workload.setting(["spec", "predictor", "minReplicas"], to: value) ?? .null
            append(objects, CommitMessage(subject: "scale to \(replicas)"), event: nil)
        case 1 where branch.count > 1:
            // Puts an earlier version back, or one that was rejected.
            let earlier = branch[random.below(branch.count)].objects.workload[path: path]
            objects.workload = objects.workload.setting(path[...], to: earlier) ?? .null
            append(objects, CommitMessage(subject: "go back to \(earlier?.string ?? "")"), event: nil)
        default:
            let version = Value.string("s3://fraud/v\(nextVersion)")
            objects.workload = objects.workload.setting(path[...], to: version) ?? .null
            append(objects, CommitMessage(subject: "try v\(nextVersion)"), event: nil)
            nextVersion += 1
        }
    }

    // MARK: Daemons

    mutating func daemonActs(_ index: Int) {
        if !faultsEnd, random.chance(10) { daemons[index].reachesGit.toggle() }
        if faultsEnd { daemons[index].reachesGit = true }
        if !faultsEnd, random.chance(5) { crash(index) }
        fetch(index)
        // What is decided on one head is decided anew on the head that won the race.
        for _ in 0..<5 where !look(index) { fetch(index) }
    }

    private mutating func crash(_ index: Int) {
        let kept = daemons[index].kept
        daemons[index] = Daemon()
        daemons[index].kept = kept
        trace.append("daemon \(index) begins anew")
    }

    private mutating func fetch(_ index: Int) {
        guard daemons[index].reachesGit else { return }
        daemons[index].head = branch.count - 1
        for revision in branch[daemons[index].read...] {
            let author = Authorship(name: "a", email: "a", time: Int64(revision.time))
            let commit = Commit(
                id: revision.id, tree: revision.id, parents: [], author: author, committer: author,
                message: revision.message, signature: nil)
            daemons[index].history.append([commit], where: { _, _ in revision.event != nil })
        }
        daemons[index].read = branch.count
    }

    /// - Returns: false for a lost race.
    private mutating func look(_ index: Int) -> Bool {
        let daemon = daemons[index]
        let head = branch[daemon.head]
        let state = ReleaseState(
            Self.key, in: daemon.history, version: head.version, isAtRest: head.isAtRest,
            baseline: ("\(branch[0].id)", branch[0].version))
        let judgements = judge(state)
        var decision = ReleaseSituation(
            spec: spec, state: state, judgements: judgements, isReady: faultsEnd || random.chance(80), now: clock
        ).advance()
        if let kept = daemon.kept, state.step > 0, kept.version == state.version { decision = .revert(reason: "kept") }
        let last = daemon.history[Self.key].last?.event
        let candidate = state.phase == .waiting ? "\(candidate(at: daemon.head))" : last?.candidate ?? state.stable
        guard let event = decision.event(of: Self.key, spec, in: state, last: last, candidate: candidate),
            let change = change(event, decision, state),
            let objects = try? change.applied(to: head.objects, by: carrier)
        else { return true }
        if event.kind == .revert { daemons[index].kept = event }
        let message = CommitMessage(subject: "daemon \(index): \(event.kind) \(event.step)", trailers: event.trailers)
        log.insert(event)
        guard daemon.reachesGit else { return true }
        if !faultsEnd, random.chance(5) { personActs() }
        guard daemon.head == branch.count - 1 else { return false }
        append(objects, message, event: event, hadPassed: judgements.allSatisfy { $0.verdict == .pass })
        daemons[index].kept = nil
        return true
    }

    private func change(_ event: ReleaseEvent, _ decision: Decision, _ state: ReleaseState) -> ReleaseChange? {
        let stable = branch.first { "\($0.id)" == state.stable }?.objects
        switch event.kind {
        case .open, .step: return decision.weight(spec).map { .weight(percent: $0) }
        case .finish: return .finish
        case .settle: return .settle
        case .retrain: return nil
        case .withdraw: return stable.map { .withdraw(stable: $0) }
        case .revert:
            let place = branch.firstIndex { "\($0.id)" == event.candidate } ?? 0
            let before = place > 0 ? branch[place - 1].objects.workload : nil
            return stable.map {
                .revert(stable: $0, before: before, candidate: branch[place].objects.workload)
            }
        }
    }

    private func candidate(at head: Int) -> ObjectID {
        var place = head
        while place > 0, branch[place - 1].version == branch[head].version { place -= 1 }
        return branch[place].id
    }

    private mutating func judge(_ state: ReleaseState) -> [Judgement] {
        guard state.step > 0 else { return [] }
        let holds: [CheckVerdict] = [.inconclusive, .noData, .providerError]
        let sure: CheckVerdict = Self.isBad(state.version) ? .fail : .pass
        let verdict = faultsEnd || random.chance(50) ? sure : holds[random.below(3)]
        return [Judgement(check: "availability", verdict: verdict, reason: "simulated", evidence: [:])]
    }

    mutating func clockMoves() {
        clock += Double(random.below(200))
        if !faultsEnd, random.chance(3) { clock -= Double(random.below(1000)) }
    }
}

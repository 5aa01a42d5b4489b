import Manifests
package import Releases
import Repository

/// Reads where releases stand, from Git and from nothing else.
///
/// What it remembers can be lost: each entry belongs to a commit, and commits do not change.
package actor ReleaseReader {
    package struct Reading: Sendable {
        /// By name; empty where the environment is not well-formed.
        package var releases: [ReleaseReading]
        /// Whether the environment could be read.
        package var isWellFormed: Bool
    }

    private struct Place: Hashable {
        var environment: String
        var revision: String
    }

    static let historyLimit = 50_000
    private static let remembered = 64
    private static let renderedVersions = 20_000

    let git: any ReleaseGit
    let trust: TransitionTrust
    let renderedLimit: Int
    private let journal: TrustJournal?
    private var histories: [(head: String, history: ReleaseHistory)] = []
    private var readings: [(place: Place, reading: Reading, index: [ReleaseEvent.Key: Int])] = []
    var baselines: [ReleaseEvent.Key: Baseline] = [:]
    /// Up to which commit a Release is known to have been there, since its newest transition or its declaration.
    var present: [ReleaseEvent.Key: (last: String, seen: String)] = [:]
    let line: BranchLine
    /// Versions that had to be rendered: approvals ask for those of every commit since the stable one, at each look.
    private(set) var rendered: [WorkloadPlace: VersionDigest] = [:]
    /// What workloads named at the commits that finished their releases: approvals ask for those of all, at each look.
    private var named: [WorkloadPlace: Set<String>] = [:]
    /// Of the commit that was read last: whether it descends from others.
    private var descents: (revision: String, known: [String: Bool]) = ("", [:])

    struct WorkloadPlace: Hashable {
        var workload: ReleaseSpec.Workload
        var path: String
        var revision: String
    }

    func remember(_ version: VersionDigest, as place: WorkloadPlace) {
        if rendered.count >= Self.renderedVersions { rendered = [:] }
        rendered[place] = version
    }

    /// The images and models that a release's workload names at a commit; none where its file does not hold it there, and
    /// nil where nobody can tell.
    func artifacts(of reading: ReleaseReading, at revision: String) async throws -> Set<String>? {
        let place = WorkloadPlace(
            workload: reading.spec.workload, path: reading.paths.workload, revision: revision)
        if let known = named[place] { return known }
        let artifacts: Set<String>
        switch try await declared(place.workload, path: place.path, at: revision) {
        case .unrendered: return nil
        case .absent: artifacts = []
        case .object(let workload): artifacts = ArtifactReferences(of: workload).artifacts
        }
        if named.count >= Self.renderedVersions { named = [:] }
        named[place] = artifacts
        return artifacts
    }

    /// What counts as stable before the first transition.
    struct Baseline {
        var revision: String
        var version: VersionDigest
        /// The newest commit for which this is known to hold.
        var seen: String
    }

    /// - Parameters:
    ///   - journal: is told of commits that claim to move a release and may not; nil where no log is kept.
    ///   - renderedLimit: commits that are rendered at most, to find what was stable when a release was declared.
    package init(
        git: any ReleaseGit, trust: TransitionTrust, journal: TrustJournal? = nil, renderedLimit: Int = 50
    ) {
        self.renderedLimit = renderedLimit
        self.journal = journal
        self.git = git
        self.trust = trust
        line = BranchLine(git: git)
    }

    /// - Parameter checkout: of that revision, where it is at hand.
    package func releases(
        of environment: String, at revision: String, checkout: Checkout? = nil
    ) async throws -> Reading {
        if let known = cached(environment, at: revision) { return known.reading }
        var checkout = checkout
        if checkout == nil { checkout = try await git.checkout(at: revision) }
        guard let checkout, case .loaded(let loaded, _) = await Environment.load(environment, from: checkout) else {
            return Reading(releases: [], isWellFormed: false)
        }
        var reading = Reading(releases: [], isWellFormed: true)
        if !loaded.releases.isEmpty {
            let history = try await history(at: revision)
            let declared = DeclaredObjects(loaded)
            for spec in loaded.releases {
                reading.releases.append(try await read(spec, in: loaded, declared, at: revision, history))
            }
        }
        let index = Dictionary(reading.releases.enumerated().map { ($1.key, $0) }) { first, _ in first }
        readings.append((Place(environment: environment, revision: revision), reading, index))
        if readings.count > Self.remembered { readings.removeFirst() }
        return reading
    }

    package func release(_ key: ReleaseEvent.Key, at revision: String) async throws -> ReleaseReading? {
        let reading = try await releases(of: key.environment, at: revision)
        guard let known = cached(key.environment, at: revision) else {
            return reading.releases.first { $0.key == key }
        }
        return known.index[key].map { known.reading.releases[$0] }
    }

    private func cached(
        _ environment: String, at revision: String
    ) -> (place: Place, reading: Reading, index: [ReleaseEvent.Key: Int])? {
        readings.last { $0.place.revision == revision && $0.place.environment == environment }
    }

    /// Every transition that the history of a commit has.
    package func history(at revision: String) async throws -> ReleaseHistory {
        if let known = histories.first(where: { $0.head == revision }) { return known.history }
        var base: (head: String, history: ReleaseHistory)?
        for known in histories.reversed() where base == nil {
            if try await git.descends(revision, from: known.head) { base = known }
        }
        var history = base?.history ?? ReleaseHistory()
        let commits = try await git.commits(from: base?.head, to: revision, limit: Self.historyLimit)
        history.append(
            commits, where: trust.holds, orMayRollBack: trust.mayRollBack, isOwn: trust.isOwn,
            isCurrent: trust.isCurrent, isUnknown: trust.isUnknown)
        // What cannot be told the log is told after the next start; the commit moves nothing either way.
        _ = await journal?.tell(trust.refusals(of: commits, in: history))
        histories.append((revision, history))
        if histories.count > 8 { histories.removeFirst() }
        return history
    }

    // MARK: One release

    private func read(
        _ spec: ReleaseSpec, in environment: Environment, _ declared: DeclaredObjects, at revision: String,
        _ history: ReleaseHistory
    ) async throws -> ReleaseReading {
        let key = ReleaseEvent.Key(environment: environment.name, release: spec.name)
        guard let objects = declared.objects(of: spec), let resource = declared[spec.workload] else {
            throw ReleaseFault.noObject(kind: spec.workload.kind, name: spec.workload.name)
        }
        let paths = ReleaseReading.Paths(
            workload: resource.location.file,
            stable: spec.stableTwin.flatMap { declared[$0]?.location.file },
            route: spec.route.flatMap { declared[$0]?.location.file })
        let identity = ResourceIdentity(
            groupKind: resource.kind.groupKind, namespace: resource.namespace ?? environment.spec.namespace,
            name: resource.name)
        let carrier = TrafficCarrier(spec, workload: objects.workload)
        let state = try await state(of: spec, key, objects, by: carrier, path: paths.workload, at: revision, history)
        return ReleaseReading(
            key: key, spec: spec, state: state, carrier: carrier, objects: objects, paths: paths, workload: identity,
            environment: environment.spec, last: state.isDeclaredAnew ? nil : history.last(key), revision: revision)
    }

    /// The reading with the objects of another commit.
    func reading(
        _ earlier: ReleaseReading, objects: ReleaseObjects, at revision: String
    ) async throws -> ReleaseReading {
        let history = try await history(at: revision)
        var reading = earlier
        (reading.objects, reading.revision) = (objects, revision)
        reading.carrier = TrafficCarrier(earlier.spec, workload: objects.workload)
        reading.state = try await state(
            of: earlier.spec, earlier.key, objects, by: reading.carrier, path: earlier.paths.workload, at: revision,
            history)
        reading.last = reading.state.isDeclaredAnew ? nil : history.last(earlier.key)
        return reading
    }

    private func state(
        of spec: ReleaseSpec, _ key: ReleaseEvent.Key, _ objects: ReleaseObjects, by carrier: TrafficCarrier,
        path: String, at revision: String, _ history: ReleaseHistory
    ) async throws -> ReleaseState {
        if let doubt = history.doubt(key) {
            // The trust policy may know the key by the next look.
            (histories, readings) = ([], [])
            throw UnknownMover(release: "\(key.environment)/\(key.release)", revision: doubt)
        }
        let last = history.last(key)?.revision
        var isDeclaredAnew = false
        if let last { isDeclaredAnew = try await isAway(spec, key, since: last, at: revision) }
        let baseline =
            last == nil || isDeclaredAnew
            ? try await baseline(of: spec, key, at: revision, path: path, now: objects.version)
            : (revision, objects.version)
        var state = ReleaseState(
            key, in: history, version: objects.version, isAtRest: carrier.isAtRest(objects), baseline: baseline,
            isDeclaredAnew: isDeclaredAnew)
        if state.phase == .waiting, state.isRejected {
            state.candidate = try await candidate(of: spec, path: path, state, at: revision)
        }
        if case .running(let step, let since) = state.phase {
            state.phase = .running(step: spec.step(step, having: state.share), since: since)
            if let percent = state.share(spec) { state.exceedsShare = carrier.exceeds(percent, in: objects) }
        }
        return state
    }

    func descends(_ revision: String, from ancestor: String) async throws -> Bool {
        if descents.revision != revision { descents = (revision, [:]) }
        if let known = descents.known[ancestor] { return known }
        let descends = try await git.descends(revision, from: ancestor)
        if descents.revision == revision { descents.known[ancestor] = descends }
        return descends
    }
}

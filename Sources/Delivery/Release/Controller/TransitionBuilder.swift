import Judging
import Manifests
import Releases
import Repository
import Trust

/// Makes the commit of a decision: the edited files, the words, and the entry for the log.
struct TransitionBuilder {
    let reader: ReleaseReader
    let git: any ReleaseGit
    /// Who tells triggers of drift.
    var teller: String?
    /// What signatures were verified of in the environment, by the text of the manifests.
    var digests: [String: String] = [:]

    /// - Returns: nil for a decision that is none to be committed.
    /// - Throws: ``ReleaseFault``, ``Diagnostic`` where the text cannot be edited, what reading Git throws.
    func transition(
        _ decision: Decision, of reading: ReleaseReading, judgements: [Judgement], approvals: [GrantedApproval] = [],
        at now: Instant
    ) async throws -> ReleaseTransition? {
        guard let (planned, change) = try await plan(decision, of: reading) else { return nil }
        var event = planned
        let objects = try change?.applied(to: reading.objects, by: reading.carrier) ?? reading.objects
        let record = EvidenceRecord(event: event, judgements: judgements)
        if !judgements.isEmpty { event.evidence = record.digest }
        if decision.rises, case .closed = reading.environment.promotion.calendar.opening(at: now.seconds) {
            event.breakGlass = reading.environment.promotion.calendar.breakGlass.map(approvals.breaking)
        }
        if let last = reading.last, last.owesWord, last.event.kind == .revert, event.rejects == nil {
            event.rejected = last.event.version
        }
        event.drifted = Self.drifted(judgements, reading.spec)
        if event.kind == .finish {
            let named = ArtifactReferences(of: objects.workload).artifacts
            event.artifacts = digests.filter { named.contains($0.key) }
        }
        if !event.drifted.isEmpty { event.teller = teller }
        var message = CommitMessage(
            subject: Self.subject(event, decision, reading.spec, judgements), body: Self.body(judgements),
            trailers: event.trailers)
        if event.kind == .revert, let kept = try await keptMessage(for: event, of: reading) { message = kept }
        guard let time = LogTime(seconds: Int64(now.seconds.rounded(.down))) else { return nil }
        var entry = LogEntry(.promotionVerdict, at: time)
        entry.environment = event.key.environment
        entry.subject = event.key.release
        entry.artifact = "\(event.version)"
        entry.version = "\(event.kind.rawValue) \(event.step)/\(event.steps)"
        entry.envelope = event.evidence
        entry.reason = record.text
        var transition = ReleaseTransition(
            environment: event.key.environment, release: event.key.release, label: Self.label(event),
            isRevert: event.kind == .revert, allowsEmpty: event.kind != .settle || reading.last?.owesWord == true,
            edit: try await edit(reading, to: objects, reverting: event.kind == .revert ? event.candidate : nil),
            message: message,
            grounds: approvals.entries(usedBy: event, of: reading, at: time) + overrides(event, of: reading, at: time),
            entry: entry)
        transition.candidate = event.candidate
        return transition
    }

    /// A version that was rejected is opened because a person said so.
    private func overrides(_ event: ReleaseEvent, of reading: ReleaseReading, at time: LogTime) -> [LogEntry] {
        guard event.kind == .open, reading.state.isRejected else { return [] }
        var entry = LogEntry.verification(
            .override, of: nil, subject: event.key.release, environment: event.key.environment, policy: nil,
            reason: "a version that was reverted before is opened again by 'spec.override'", at: time)
        entry.artifact = "\(event.version)"
        entry.commit = event.candidate
        return [entry]
    }

    /// - Returns: no change where the manifests stay as they are.
    private func plan(
        _ decision: Decision, of reading: ReleaseReading
    ) async throws -> (ReleaseEvent, ReleaseChange?)? {
        let state = reading.state
        let candidate =
            state.phase == .waiting
            ? try await reader.candidate(of: reading) : reading.last?.event.candidate ?? state.stable
        let planned = decision.event(
            of: reading.key, reading.spec, in: state, last: reading.last?.event, candidate: candidate)
        guard let event = planned else { return nil }
        switch event.kind {
        case .open, .step:
            return decision.weight(reading.spec, in: state).map { (event, .weight(percent: $0)) }
        case .finish:
            guard reading.spec.stableTwin != nil else { return (event, .finish(stable: nil)) }
            return (event, .finish(stable: try await reader.workload(of: reading, at: state.stable)))
        case .settle: return (event, .settle)
        case .retrain, .reject, .declare: return (event, nil)
        case .withdraw:
            return (event, .withdraw(stable: try await reader.workload(of: reading, at: state.stable)))
        case .revert:
            return (event, try await reader.revert(of: reading, to: (state.stable, state.stableVersion)))
        }
    }

    /// The words of the revert that an earlier try has kept on this machine: what was decided then stays decided.
    private func keptMessage(for event: ReleaseEvent, of reading: ReleaseReading) async throws -> CommitMessage? {
        guard let kept = try await git.kept(below: reading.name)[reading.name],
            let commit = try await git.commits(from: nil, to: kept, limit: 1).first,
            let old = ReleaseEvent(commit.message), old.kind == .revert, old.candidate == event.candidate,
            old.version == event.version
        else { return nil }
        return commit.message
    }

    // MARK: Files

    /// - Parameter reverting: the candidate's commit, for a revert.
    func edit(
        _ reading: ReleaseReading, to new: ReleaseObjects, reverting: String? = nil
    ) async throws -> TreeEdit {
        let spec = reading.spec
        let wanted: [(ReleaseSpec.Workload?, String?, Value?)] = [
            (spec.workload, reading.paths.workload, new.workload), (spec.stableTwin, reading.paths.stable, new.stable),
            (spec.route, reading.paths.route, new.route),
        ]
        var files: [String: [UInt8]] = [:]
        var rendered: [RenderedEdit.Part] = []
        for case (let named?, let path?, let value?) in wanted {
            if RenderedEdit.isRendered(path) {
                rendered.append(RenderedEdit.Part(named: named, folder: path.folder, new: value))
                continue
            }
            var known = files[path]
            if known == nil { known = try await git.file(path, at: reading.revision) }
            guard let bytes = known, let file = ManifestFile(named, in: bytes, path: path) else {
                throw ReleaseFault.noObject(kind: named.kind, name: named.name)
            }
            if file.object != value { files[path] = try file.replacing(by: value).get() }
        }
        if rendered.isEmpty || new == reading.objects { return TreeEdit(files: files) }
        return try await RenderedEdit(git: git, reading: reading, reverting: reverting, plain: files)
            .edit(rendered, to: new)
    }

    // MARK: Words

    private static func label(_ event: ReleaseEvent) -> String {
        event.kind == .step ? "step-\(event.step)" : event.kind.rawValue
    }

    private static func subject(
        _ event: ReleaseEvent, _ decision: Decision, _ spec: ReleaseSpec, _ judgements: [Judgement]
    ) -> String {
        let failed = judgements.first { $0.verdict == .fail }.map { ": \($0.check) has failed" } ?? ""
        let share = event.share.map { "\($0) %" } ?? ""
        let words =
            switch event.kind {
            case .open: "open the canary at \(share)"
            case .step: decision.rises ? "raise the canary to \(share)" : "set the canary back to \(share)"
            case .finish: "finish, the candidate is stable"
            case .revert: "revert the candidate\(failed)"
            case .retrain: "hold the candidate, its data have drifted; ask for training"
            case .withdraw: "take back the share of a candidate that left"
            case .settle: "set the traffic at rest"
            case .declare: "begin anew with what runs, the Release was away"
            case .reject: "reject a candidate that failed before another took its place"
            }
        return "\(event.key.environment)/\(event.key.release): \(words)"
    }

    /// The columns that failed drift checks name in their evidence.
    private static func drifted(_ judgements: [Judgement], _ spec: ReleaseSpec) -> [String] {
        judgements.filter { $0.verdict == .fail && spec.drifts($0.check) }
            .flatMap { $0.evidence["columns"]?.array ?? [] }
            .filter { $0["drift"]?.bool == true }.compactMap { $0["column"]?.string }
    }

    /// A line for each judgement: a source of metrics may say more than one, and a line of hyphens would end the trailers.
    private static func body(_ judgements: [Judgement]) -> String {
        judgements.map { judgement in
            "\(judgement.check): \(judgement.verdict.rawValue): \(judgement.reason)"
                .split(whereSeparator: \.isNewline).joined(separator: " ")
        }.joined(separator: "\n")
    }
}

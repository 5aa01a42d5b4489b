import Manifests
package import Releases
import Repository
import Trust

/// Makes the commit of a person's request.
package struct RequestBuilder: Sendable {
    private let reader: ReleaseReader
    private let git: any ReleaseGit
    private let clock: any ReleaseClock

    package init(reader: ReleaseReader, git: any ReleaseGit, clock: any ReleaseClock) {
        self.reader = reader
        self.git = git
        self.clock = clock
    }

    /// - Returns: nil where a commit would change nothing.
    /// - Throws: ``RequestRefusal``, ``ReleaseFault``, ``Diagnostic``, what reading Git throws.
    package func transition(
        _ request: ReleaseRequest, of key: ReleaseEvent.Key, at head: String
    ) async throws -> ReleaseTransition? {
        let reading = try await reading(key, at: head)
        switch request {
        case .pause:
            return try await specEdit(reading, request, "pause") { spec in
                spec.setting(["paused"], to: .bool(true))
            }
        case .resume:
            return try await specEdit(reading, request, "resume") { spec in spec.setting(["paused"], to: nil) }
        case .override:
            guard reading.state.isOpen else { throw RequestRefusal.nothingToApprove(reading.name) }
            // The override of a candidate that is gone has done its work.
            let candidate = try await reader.candidateCommit(of: reading)
            return try await specEdit(reading, request, "let a rejected version be opened again") { spec in
                spec.setting(["override"], to: .array([.string(candidate)]))
            }
        case .rollback(let reason): return try await rollback(reading, reason)
        case .approve(let group, let signer, let breaksGlass):
            return try await approval(reading, group, signer, breaksGlass: breaksGlass)
        case .revoke(let group, let signer): return try await revocation(reading, group, signer)
        case .promote(let upstream): return try await promotion(reading, from: upstream)
        }
    }

    private func reading(_ key: ReleaseEvent.Key, at head: String) async throws -> ReleaseReading {
        let found = try await reader.releases(of: key.environment, at: head).releases
        if let reading = found.first(where: { $0.key == key }) { return reading }
        throw RequestRefusal.noSuchRelease("\(key.environment)/\(key.release)", known: found.map(\.name))
    }

    // MARK: The Release itself

    private func specEdit(
        _ reading: ReleaseReading, _ request: ReleaseRequest, _ words: String, _ change: (Value) -> Value?
    ) async throws -> ReleaseTransition? {
        let path = reading.spec.location.file
        let named = ReleaseSpec.Workload(kind: Environment.release, name: reading.spec.name)
        guard let bytes = try await git.file(path, at: reading.revision),
            let file = ManifestFile(named, in: bytes, path: path), let spec = file.object["spec"],
            let changed = change(spec), let object = file.object.setting(["spec"], to: changed)
        else { throw ReleaseFault.noObject(kind: named.kind, name: named.name) }
        if object == file.object { return nil }
        let edit = TreeEdit(files: [path: try file.replacing(by: object).get()])
        return transition(reading, request.label, words, edit, kind: .override)
    }

    // MARK: Rollback

    private func rollback(_ reading: ReleaseReading, _ reason: String) async throws -> ReleaseTransition? {
        let state = reading.state
        var target = (revision: state.stable, version: state.stableVersion)
        if !state.isOpen {
            guard let finished = try await reader.history(at: reading.revision).over(reading.key),
                finished.kind == .finish, finished.version == state.version
            else { throw RequestRefusal.nothingToRollBack(reading.name) }
            target = (finished.stable, finished.stableVersion)
        }
        let candidate =
            state.isOpen ? try await reader.candidateCommit(of: reading) : reading.last?.event.candidate ?? state.stable
        var event = ReleaseEvent(
            key: reading.key, kind: .revert, candidate: candidate, version: state.version, stable: target.revision,
            stableVersion: target.version, step: reading.step, steps: reading.spec.steps.count)
        event.verdict = "fail: rolled back: \(reason)"
        let builder = TransitionBuilder(reader: reader, git: git)
        let change = try await reader.revert(of: reading, to: target)
        let edit = try await builder.edit(
            reading, to: try change.applied(to: reading.objects, by: reading.carrier), reverting: candidate)
        // Whoever signs it sees what will run.
        let artifacts = ArtifactReferences(of: try await reader.workload(of: reading, at: target.revision)).artifacts
        let body = "back to commit \(target.revision.prefix(12)): \(artifacts.sorted().joined(separator: ", "))"
        return transition(
            reading, "rollback", "roll back: \(reason)", edit, body: body, event: event, kind: .promotionVerdict)
    }

    // MARK: Approvals

    private func approval(
        _ reading: ReleaseReading, _ group: String, _ signer: SigningKey, breaksGlass: Bool
    ) async throws -> ReleaseTransition? {
        guard reading.state.isOpen else { throw RequestRefusal.nothingToApprove(reading.name) }
        var approval = Approval(
            key: reading.key, group: group, gate: .opening, version: reading.state.version,
            candidate: try await reader.candidateCommit(of: reading))
        // The next one that this person has not approved; the last, where they have approved all.
        for gate in try await gates(reading, group, breaksGlass: breaksGlass) {
            approval.gate = gate
            guard let bytes = try await git.file(approval.path(signer: signer.publicKey), at: reading.revision),
                let said = (try? Envelope.parse(bytes)).flatMap({ Approval($0) }), said == approval
            else { break }
        }
        let signed = try approval.signed(with: signer)
        var edit = TreeEdit()
        edit.write(signed.bytes, to: approval.path(signer: signer.publicKey))
        var transition = transition(reading, "approve", "approve \(approval.inWords)", edit, kind: .approval)
        transition?.entry.key = signer.publicKey.fingerprint
        transition?.entry.envelope = "sha256:\(signed.digest.hex)"
        return transition
    }

    /// The gates ahead that ask a group; at least one.
    private func gates(
        _ reading: ReleaseReading, _ group: String, breaksGlass: Bool
    ) async throws -> [ApprovalGate] {
        let all = reading.approvalGates
        let ahead = all.filter { $0.rule.group == group && ($0.gate == .breakGlass) == breaksGlass }.map(\.gate)
            .filter { gate in
                switch gate {
                case .opening: reading.state.phase == .waiting
                case .share(let percent): percent > reading.state.share(reading.spec) ?? -1
                case .breakGlass: true
                }
            }
        if !ahead.isEmpty { return ahead }
        let others = try await groups(at: reading.revision)
        let known = breaksGlass ? all.filter { $0.gate == .breakGlass }.map(\.rule.group) : all.map(\.rule.group)
        guard !breaksGlass, others.contains(group) || known.contains(group) else {
            throw RequestRefusal.noSuchGroup(group, known: Set(known).union(breaksGlass ? [] : others).sorted())
        }
        if !others.contains(group), all.filter({ $0.rule.group == group }).allSatisfy({ $0.gate == .breakGlass }) {
            throw RequestRefusal.breaksGlassOnly(group)
        }
        // `access` policies ask for it.
        return [reading.state.phase == .waiting ? .opening : .share(reading.spec.share(behind: reading.state.step))]
    }

    /// Takes back all that a person has approved for a group of this candidate.
    private func revocation(
        _ reading: ReleaseReading, _ group: String, _ signer: SigningKey
    ) async throws -> ReleaseTransition? {
        guard reading.state.isOpen else { throw RequestRefusal.nothingToApprove(reading.name) }
        var edit = TreeEdit()
        for (path, bytes) in try await git.files(below: Approval.folder(of: reading.key), at: reading.revision) {
            guard let approval = (try? Envelope.parse(bytes)).flatMap({ Approval($0) }), approval.group == group,
                approval.version == reading.state.version, approval.path(signer: signer.publicKey) == path
            else { continue }
            edit.remove(path)
        }
        if edit.changes.isEmpty { return nil }
        var transition = transition(
            reading, "revoke", "revoke the approvals for '\(group)'", edit, kind: .approval)
        transition?.entry.key = signer.publicKey.fingerprint
        return transition
    }

    /// Groups of the trust policy, where `access` policies may ask for the approvals of any.
    private func groups(at revision: String) async throws -> Set<String> {
        guard case .success(let authorizer) = Authorizer.load(try await git.checkout(at: revision)),
            authorizer.isInForce, let bytes = try await git.file(TrustPolicy.path, at: revision)
        else { return [] }
        return Set(try TrustPolicy.read(bytes).groups.keys)
    }

    // MARK: Promotion

    private func promotion(_ reading: ReleaseReading, from name: String) async throws -> ReleaseTransition? {
        let source = try await self.reading(
            .init(environment: name, release: reading.key.release), at: reading.revision)
        guard let finished = try await reader.finished(source)?.entry else {
            throw RequestRefusal.notReleased(source.name, reason: "its last version is not a finished release")
        }
        let released = ReleasedArtifacts(of: source.objects.workload, digests: finished.event.artifacts)
        let verified = ArtifactReferences(of: source.objects.workload).byPath.mapValues(released.pinned)
        let own = ArtifactReferences(of: reading.objects.workload).byPath
        for path in Set(verified.keys).symmetricDifference(own.keys) {
            throw RequestRefusal.differentShape(path.text)
        }
        let path = reading.paths.workload
        let edits = verified.sorted { $0.key.text < $1.key.text }.filter { own[$0.key] != $0.value }
            .map { YAMLEdit.set($0.key, to: .string($0.value)) }
        guard let bytes = try await git.file(path, at: reading.revision),
            let file = ManifestFile(reading.spec.workload, in: bytes, path: path)
        else { throw ReleaseFault.noObject(kind: reading.spec.workload.kind, name: reading.spec.workload.name) }
        if edits.isEmpty { return nil }
        let edit = TreeEdit(files: [path: try file.applying(edits).get()])
        var promotion = transition(
            reading, "promote", "promote what '\(name)' released in \(finished.revision.prefix(12))", edit,
            kind: .promotionVerdict)
        promotion?.asksForMerge = reading.environment.promotion.form == .pullRequest
        return promotion
    }

    // MARK: The commit

    private func transition(
        _ reading: ReleaseReading, _ label: String, _ words: String, _ edit: TreeEdit, body: String = "",
        event: ReleaseEvent? = nil, kind: LogEntry.Kind
    ) -> ReleaseTransition? {
        guard let time = LogTime(seconds: Int64(clock.now.seconds)) else { return nil }
        let key = reading.key
        var entry = LogEntry(kind, at: time)
        entry.environment = key.environment
        entry.subject = key.release
        entry.artifact = "\(reading.state.version)"
        entry.reason = words
        let names = [("Lockstep-Environment", key.environment), ("Lockstep-Release", key.release)]
        let trailers = event?.trailers ?? names.map { CommitMessage.Trailer(key: $0.0, value: $0.1) }
        let message = CommitMessage(subject: "\(reading.name): \(words)", body: body, trailers: trailers)
        return ReleaseTransition(
            environment: key.environment, release: key.release, label: label, edit: edit, message: message,
            entry: entry)
    }
}

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
            let versions = Set(reading.spec.overrides + ["\(reading.state.version)"]).sorted()
            return try await specEdit(reading, request, "let a rejected version be opened again") { spec in
                spec.setting(["override"], to: .array(versions.map(Value.string)))
            }
        case .rollback(let reason): return try await rollback(reading, reason)
        case .approve(let group, let signer), .revoke(let group, let signer):
            return try await approval(reading, request, group, signer)
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
            guard let last = reading.last?.event, [.finish, .settle].contains(last.kind),
                state.version != last.stableVersion
            else { throw RequestRefusal.nothingToRollBack(reading.name) }
            target = (last.stable, last.stableVersion)
        }
        let candidate =
            state.isOpen ? try await reader.candidateCommit(of: reading) : reading.last?.event.candidate ?? state.stable
        var event = ReleaseEvent(
            key: reading.key, kind: .revert, candidate: candidate, version: state.version, stable: target.revision,
            stableVersion: target.version, step: reading.step, steps: reading.spec.steps.count)
        event.verdict = "fail: rolled back: \(reason)"
        let builder = TransitionBuilder(reader: reader, git: git)
        let stable = try await reader.objects(of: reading, at: target.revision)
        let (before, after) = try await reader.change(of: reading, by: candidate)
        let change = ReleaseChange.revert(stable: stable, before: before, candidate: after)
        let edit = try await builder.edit(
            reading, to: try change.applied(to: reading.objects, by: reading.carrier), reverting: candidate)
        return transition(reading, "rollback", "roll back: \(reason)", edit, event: event, kind: .promotionVerdict)
    }

    // MARK: Approvals

    private func approval(
        _ reading: ReleaseReading, _ request: ReleaseRequest, _ group: String, _ signer: SigningKey
    ) async throws -> ReleaseTransition? {
        guard reading.state.isOpen else { throw RequestRefusal.nothingToApprove(reading.name) }
        let groups = Set(reading.approvalRules.map(\.group)).union(try await groups(at: reading.revision))
        guard groups.contains(group) else { throw RequestRefusal.noSuchGroup(group, known: groups.sorted()) }
        let approval = Approval(
            key: reading.key, group: group, version: reading.state.version,
            candidate: try await reader.candidateCommit(of: reading))
        let path = approval.path(signer: signer.publicKey)
        var edit = TreeEdit()
        var envelope: Envelope?
        if case .approve = request {
            let signed = try approval.signed(with: signer)
            edit.write(signed.bytes, to: path)
            envelope = signed
        } else {
            guard try await git.file(path, at: reading.revision) != nil else { return nil }
            edit.remove(path)
        }
        let words = envelope == nil ? "revoke an approval for '\(group)'" : "approve for '\(group)'"
        var transition = transition(reading, request.label, words, edit, kind: .approval)
        transition?.entry.key = signer.publicKey.fingerprint
        transition?.entry.envelope = envelope.map { "sha256:\($0.digest.hex)" }
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
        guard let finished = source.last, [.finish, .settle].contains(finished.event.kind),
            finished.event.version == source.state.version
        else {
            throw RequestRefusal.notReleased(source.name, reason: "its last version is not a finished release")
        }
        let history = try await reader.history(at: reading.revision)[source.key]
        let released = ReleasedArtifacts(
            of: source.objects.workload,
            digests: history.last { $0.event.kind == .finish }?.event.artifacts ?? [:])
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
        _ reading: ReleaseReading, _ label: String, _ words: String, _ edit: TreeEdit, event: ReleaseEvent? = nil,
        kind: LogEntry.Kind
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
        let message = CommitMessage(subject: "\(reading.name): \(words)", trailers: trailers)
        return ReleaseTransition(
            environment: key.environment, release: key.release, label: label, edit: edit, message: message,
            entry: entry)
    }
}

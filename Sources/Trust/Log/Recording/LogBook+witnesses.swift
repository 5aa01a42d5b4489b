extension LogBook {
    /// Posts a request to the witness at a URL prefix; the caller's HTTP.
    package typealias Post = @Sendable (_ url: String, _ body: [UInt8]) async throws -> WitnessResponse

    /// Has witnesses cosign the log from now on: their names, keys and addresses, and the quorum without which no
    /// checkpoint is published (C2SP tlog-policy; its logs do not matter here).
    ///
    /// - Throws: ``TrustError/unexpected(_:found:)``, also for a witness without an address.
    package func use(witnesses text: [UInt8]) throws(TrustError) {
        try Self.check(witnesses: text)
        try DurableFile.write(text, path: Self.witnessesPath(of: folder))
    }

    static func check(witnesses text: [UInt8]) throws(TrustError) {
        for witness in try LogPolicy(text).witnesses where witness.url == nil {
            throw .unexpected("an address of the witness '\(witness.key.name)'", found: "none")
        }
    }

    /// Has the newest checkpoint cosigned and published, without adding an entry.
    ///
    /// - Throws: ``TrustError/unwitnessed(size:reason:)``; as ``record(_:)``.
    package func publish() async throws(TrustError) {
        try await publish(try await open())
        try await memory?.remember(try reader.checkpoint())
    }

    /// Asks every witness at one time; what they answer is published once it makes the quorum.
    ///
    /// - Throws: ``TrustError/rolledBack(found:known:witness:)`` and ``TrustError/forked(size:witness:)`` where a witness
    ///   has seen another log of this name: then nothing is published. ``TrustError/unwitnessed(size:reason:)`` where
    ///   too few answer: the entries are in the log, and the next call publishes them.
    func publish(_ log: TransparencyLog) async throws(TrustError) {
        guard !policy.witnesses.isEmpty else { return }
        let note = await log.checkpoint
        let size = try Checkpoint(text: note.text).size
        var cosignatures: [NoteSignature] = []
        var keys: Set<VerifierKey> = []
        var reasons: [String] = []
        for (witness, outcome) in try await outcomes(of: note) {
            let name = "the witness '\(witness.key.name)'"
            switch outcome {
            case .cosigned(let signatures):
                cosignatures += signatures
                keys.insert(witness.key)
            case .ahead(let known): throw .rolledBack(found: size, known: known, witness: name)
            case .inconsistent: throw .forked(size: size, witness: name)
            case .refused(let status, let reason): reasons.append("\(name) answered \(status) \(reason)")
            case .unreachable(let reason): reasons.append("\(name) did not answer: \(reason)")
            }
        }
        guard policy.isSatisfied(by: keys) else {
            throw .unwitnessed(size: size, reason: reasons.joined(separator: "; "))
        }
        if !cosignatures.isEmpty { _ = try await log.attach(cosignatures, to: note) }
    }

    private func outcomes(
        of note: SignedNote
    ) async throws(TrustError) -> [(witness: LogPolicy.Witness, outcome: WitnessClient.Outcome)] {
        let published = try publishedHead()
        var results: [Result<(witness: LogPolicy.Witness, outcome: WitnessClient.Outcome), TrustError>] = []
        await withTaskGroup(
            of: Result<(witness: LogPolicy.Witness, outcome: WitnessClient.Outcome), TrustError>.self
        ) { group in
            for witness in policy.witnesses {
                group.addTask {
                    do throws(TrustError) {
                        return .success((witness, try await ask(witness, to: note, published: published)))
                    } catch { return .failure(error) }
                }
            }
            for await result in group { results.append(result) }
        }
        var outcomes: [(witness: LogPolicy.Witness, outcome: WitnessClient.Outcome)] = []
        for result in results { outcomes.append(try result.get()) }
        return outcomes
    }

    private func ask(
        _ witness: LogPolicy.Witness, to note: SignedNote, published: VerifiedCheckpoint?
    ) async throws(TrustError) -> WitnessClient.Outcome {
        guard let url = witness.url, let post else { return .unreachable("there is no way to ask it from here") }
        let verifier = try NoteVerifier(ed25519: witness.key)
        // Only a guess: the witness says where it is wrong.
        let oldSize = published.map { head in
            head.cosigners.contains { $0.key == witness.key } ? head.checkpoint.size : 0
        }
        return try await WitnessClient(verifier: verifier, reader: reader) { try await post(url, $0) }
            .cosign(note, oldSize: oldSize ?? 0)
    }

    private func publishedHead() throws(TrustError) -> VerifiedCheckpoint? {
        let note: SignedNote
        do throws(TrustError) { note = try reader.checkpoint() } catch {
            guard case .missing = error else { throw error }
            return nil
        }
        return try policy.withoutQuorum.verify(note, now: now(), isValid: LogPolicy.strictCheck)
    }
}

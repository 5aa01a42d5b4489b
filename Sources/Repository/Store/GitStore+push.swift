import Logging

/// What became of a push that reached the remote.
package enum PushOutcome: Sendable, Hashable {
    /// The branch is, or was for a moment, at the commit.
    case pushed(ObjectID)
    /// Somebody else was faster; nil if the branch was removed.
    case lost(to: ObjectID?)
    /// The server does not want it: a protected branch, a hook. The server's own words.
    case rejected(String)
}

extension GitStore {
    /// Moves a remote's branch to a commit, if it still is where it is expected; never forces.
    ///
    /// The comparison is made on what the remote announces on the very connection that sends the commit, and by the
    /// remote itself under its lock. Afterwards the branch is read back. A connection that breaks off before the
    /// remote's answer is resolved by reading back, too.
    ///
    /// - Parameter expected: nil for a branch that must not exist yet.
    /// - Throws: `RepositoryError.notADescendant`, and as `fetch`.
    package func push(
        _ commit: ObjectID, to remote: Remote, expecting expected: ObjectID?
    ) async throws -> PushOutcome {
        if let expected {
            let descends = try local("compare commits of") {
                try native.has(expected) && native.descends(commit, from: expected)
            }
            guard descends else {
                throw RepositoryError.notADescendant(
                    commit: commit, of: expected, remote: remote.address.description, reference: remote.branch)
            }
        }
        let outcome =
            remote.address.scheme == .file
            ? try await pushToFolder(commit, remote, expected)
            : try await pushToServer(commit, remote, expected)
        if case .pushed = outcome {
            try local("write") { try native.set(Self.tracking(remote), to: commit) }
            logger.info("pushed", metadata: ["remote": "\(remote)", "commit": "\(commit)"])
        }
        return outcome
    }

    private func pushToServer(
        _ commit: ObjectID, _ remote: Remote, _ expected: ObjectID?
    ) async throws -> PushOutcome {
        let exchange = Exchange(remote: remote, expected: .some(expected))
        do {
            try await self.exchange(exchange) { exchange throws(NativeFailure) in try native.push(commit, exchange) }
        } catch let error as RepositoryError {
            if case .moved(let found) = exchange.refusal { return .lost(to: found) }
            if let outcome = try? await readBack(commit, remote), case .pushed = outcome { return outcome }
            throw error
        }
        guard let reason = exchange.refusal(of: remote.reference) else { return try await readBack(commit, remote) }
        let found = try await currentHead(of: remote)
        return found == expected ? .rejected(RepositoryError.redact(reason, remote.credentials)) : .lost(to: found)
    }

    private func pushToFolder(
        _ commit: ObjectID, _ remote: Remote, _ expected: ObjectID?
    ) async throws -> PushOutcome {
        let outcome = try await exchange(Exchange(remote: remote)) { exchange throws(NativeFailure) in
            let folder = try NativeRepository.open(remote.address.path)
            return try native.push(commit, to: folder, expecting: expected, exchange)
        }
        switch outcome {
        case .done: return try await readBack(commit, remote)
        case .moved(let found): return .lost(to: found)
        case .refused(let reason): return .rejected(reason)
        }
    }

    /// Looks where the branch is after a push; another's commit on top of ours is still a push that succeeded.
    private func readBack(_ commit: ObjectID, _ remote: Remote) async throws -> PushOutcome {
        let found = try await currentHead(of: remote)
        if found == commit { return .pushed(commit) }
        guard found != nil else { return .lost(to: nil) }
        let head = try await fetch(remote).head
        let descends = try local("compare commits of") { try native.descends(head, from: commit) }
        return descends ? .pushed(commit) : .lost(to: head)
    }
}

import Logging

/// What a fetch has found.
package struct FetchOutcome: Sendable, Hashable {
    /// The head as of the fetch before; nil for the first.
    package let old: ObjectID?
    package let head: ObjectID
    /// Whether the branch was rewritten: the old head is not among what the new one was made from.
    package let isRewritten: Bool

    package var isChanged: Bool { old != head }
}

extension GitStore {
    /// Brings a remote's branch into the store: that branch alone, without tags, with its whole history.
    ///
    /// libgit2 1.5 cannot make a shallow clone, and only the first fetch would gain: later ones send what is new.
    ///
    /// - Throws: `RepositoryError` `unreachable`, `timedOut`, `authentication`, `untrustedHost`, `remoteNotFound`,
    ///   `referenceNotFound`, and those of the store; `CancellationError`.
    package func fetch(
        _ remote: Remote, progress: (@Sendable (TransferProgress) -> Void)? = nil
    ) async throws -> FetchOutcome {
        let tracking = Self.tracking(remote)
        let old = try local("read") { try native.target(of: tracking) }
        let (head, branches) = try await exchange(Exchange(remote: remote, progress: progress)) {
            exchange throws(NativeFailure) in
            try native.fetch(exchange, tracking: tracking)
        }
        guard let head else {
            throw RepositoryError.referenceNotFound(
                remote.branch, place: remote.address.description, available: branches)
        }
        let isRewritten = try local("compare commits of") {
            guard let old, old != head else { return false }
            // An old head that the store has lost counts as rewritten: nothing can be said for it.
            return try !native.has(old) || !native.descends(head, from: old)
        }
        if old != head {
            logger.debug("fetched", metadata: ["remote": "\(remote)", "head": "\(head)"])
        }
        return FetchOutcome(old: old, head: head, isRewritten: isRewritten)
    }

    /// The remote's branch as of the last fetch or push; nil before the first.
    package func fetchedHead(of remote: Remote) throws -> ObjectID? {
        try local("read") { try native.target(of: Self.tracking(remote)) }
    }

    /// Where the remote's branch is now; nil if there is none.
    ///
    /// - Throws: as `fetch`.
    package func currentHead(of remote: Remote) async throws -> ObjectID? {
        try await announced(by: remote).references.first { $0.name == remote.reference }?.id
    }

    /// The branch that the remote's HEAD names; nil for an empty repository or a detached head.
    ///
    /// - Throws: as `fetch`.
    package func defaultBranch(of remote: Remote) async throws -> String? {
        let prefix = "refs/heads/"
        return try await announced(by: remote).head.flatMap {
            $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil
        }
    }

    private func announced(
        by remote: Remote
    ) async throws -> (references: [NativeRepository.Announced], head: String?) {
        try await exchange(Exchange(remote: remote)) { exchange throws(NativeFailure) in
            try native.announced(by: exchange)
        }
    }

    /// Runs an exchange so that cancelling the task ends it.
    func exchange<Result>(
        _ exchange: Exchange, _ work: (Exchange) throws(NativeFailure) -> Result
    ) async throws -> Result {
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            do throws(NativeFailure) {
                return try exchange.watched { () throws(NativeFailure) in try work(exchange) }
            } catch {
                if exchange.interruption == .cancelled { throw CancellationError() }
                throw RepositoryError(error, exchange, store: path)
            }
        } onCancel: {
            exchange.interrupt(.cancelled)
        }
    }

    /// Where the store keeps a remote's branch: by address, so that two remotes never share one.
    static func tracking(_ remote: Remote) -> String {
        // FNV-1a; a name, not a proof of anything.
        let hash = remote.address.url.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        return "refs/lockstep/remotes/\(String(hash, radix: 16))/\(remote.branch)"
    }
}

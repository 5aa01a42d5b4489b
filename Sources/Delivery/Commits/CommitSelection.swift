package import Repository
package import Trust

/// What a person names: `HEAD`, one commit, or `A..B`, every commit that B has and A has not.
package struct CommitSelection: Sendable {
    /// 40 hexadecimal digits.
    package let head: String
    private let base: String?
    private let isRange: Bool
    private let history: StoredHistory

    /// - Throws: `RepositoryError.objectNotFound`.
    package init(_ text: String, in store: GitStore) async throws {
        history = StoredHistory(store: store)
        if let dots = text.firstRange(of: "..") {
            let end = String(text[dots.upperBound...])
            base = "\(try await store.resolve(String(text[..<dots.lowerBound])))"
            head = "\(try await store.resolve(end.isEmpty ? "HEAD" : end))"
            isRange = true
        } else {
            let commit = try await store.commit(try await store.resolve(text))
            head = "\(commit.id)"
            base = commit.parents.first.map { "\($0)" }
            isRange = false
        }
    }

    package func outcome(
        by check: CommitCheck, environment: String, at now: Timestamp
    ) async throws -> CommitRange.Outcome {
        if isRange, let base, try await !history.descends(head, from: base) { return .notADescendant }
        let commits = try await history.range(after: base, to: head)
        // One commit is judged by itself, also a merge.
        return try await check.outcome(
            of: isRange ? commits : commits.filter { $0.name == head }, after: base, environment: environment,
            in: history, at: now)
    }
}

package import Manifests
package import Trust

/// Verifies every commit that an environment is about to follow.
package struct CommitCheck: Sendable {
    /// Commits that a refusal names.
    private static let mostNamed = 20

    private let trust: CheckoutTrust
    private let tools: SignatureTools
    private let isAlwaysDemanded: Bool
    private let journal: TrustJournal?

    /// - Parameters:
    ///   - isAlwaysDemanded: whether commits are verified whatever Git says: an environment cannot be taken out of it
    ///     by a commit.
    ///   - journal: is told of each refused commit; nil where no log is kept.
    package init(
        trust: CheckoutTrust, tools: SignatureTools, isAlwaysDemanded: Bool = false, journal: TrustJournal? = nil
    ) {
        self.trust = trust
        self.tools = tools
        self.isAlwaysDemanded = isAlwaysDemanded
        self.journal = journal
    }

    /// What was found of an environment's commits.
    package enum Finding: Sendable {
        case good
        case bad([Diagnostic])
        /// It could not be found out; another look may tell.
        case unknown(Diagnostic)
    }

    /// - Parameters:
    ///   - environment: as the checkout declares it.
    ///   - last: the commit that was applied last, every commit before which has been dealt with; nil for none.
    ///   - allowsUncommitted: whether a work tree, which is no commit, passes: for looking, never for applying.
    package func review(
        _ environment: Environment, of checkout: Checkout, after last: String?, allowsUncommitted: Bool = false,
        at now: Timestamp
    ) async -> Finding {
        do {
            guard let head = checkout.revision, let history = checkout.history else {
                guard isDemanded(of: environment.spec), !allowsUncommitted else { return .good }
                return .bad([Self.uncommitted(environment.name)])
            }
            let base = try await base(of: environment.spec, head: head, last: last, in: history)
            if base == head { return .good }
            guard try await isDemanded(of: environment, since: last, in: history) else { return .good }
            let outcome = try await outcome(
                of: try await history.range(after: base, to: head), after: base, environment: environment.name,
                in: history, checkout: checkout, at: now)
            let finding = Self.finding(outcome, environment: environment.name)
            if let fault = await log(outcome, environment: environment.name, at: now), case .bad(let refusals) = finding
            {
                return .bad(refusals + [fault])
            }
            return finding
        } catch let error as TrustError where !error.isUnreachable {
            return .bad([Self.fault(environment.name, error.message, hint: error.hint)])
        } catch {
            return .unknown(Self.fault(environment.name, "\(error)", hint: nil))
        }
    }

    /// What commits come to; newer trust policies among them are accepted once all of them hold.
    ///
    /// - Parameters:
    ///   - commits: children before parents.
    ///   - base: the commit before them; nil for none.
    ///   - checkout: brings the first policy where none has been trusted yet.
    package func outcome(
        of commits: [CommitRange.Commit], after base: String?, environment: String, in history: any CommitHistory,
        checkout: Checkout? = nil, at now: Timestamp
    ) async throws -> CommitRange.Outcome {
        var policy: SignedTrustPolicy?
        if let base { policy = try await self.policy(at: base, in: history) }
        let standing = try await trust.standing(at: policy, of: checkout, now: now)
        let range = CommitRange(
            judge: CommitJudge(policy: standing.before, environment: environment, time: now),
            newest: standing.newest, tools: tools, allowsExampleKeys: trust.allowsExampleKeys)
        let result = try await range.verify(commits)
        if case .verified = result.outcome { try await trust.accept(result.policies, at: now) }
        return result.outcome
    }

    private func policy(at commit: String, in history: any CommitHistory) async throws -> SignedTrustPolicy? {
        guard let bytes = try await history.file(TrustPolicy.path, at: commit),
            let signatures = try await history.file(TrustPolicy.signaturesPath, at: commit)
        else { return nil }
        return try? SignedTrustPolicy(bytes: bytes, signatureFile: signatures)
    }

    /// - Returns: why the log could not be told.
    private func log(
        _ outcome: CommitRange.Outcome, environment: String, at now: Timestamp
    ) async -> Diagnostic? {
        guard let journal, case .refused(let findings) = outcome, let time = LogTime(seconds: now.seconds) else {
            return nil
        }
        let policy = await trust.newestDigest(at: now)
        return await journal.tell(
            findings.map { LogEntry.refusedCommit($0, environment: environment, policy: policy, at: time) })
    }

    /// - Parameters:
    ///   - head: where the branch leads now.
    ///   - last: the commit that was applied last, from which it does not lead on.
    /// - Returns: why the log could not be told.
    func tell(rewritten environment: String, to head: String, after last: String, at now: Timestamp) async
        -> Diagnostic?
    {
        guard let journal, let time = LogTime(seconds: now.seconds) else { return nil }
        return await journal.tell([
            .rewrittenBranch(
                head: head, after: last, environment: environment, policy: await trust.newestDigest(at: now), at: time)
        ])
    }

    // MARK: What is demanded

    private func isDemanded(of spec: EnvironmentSpec?) -> Bool { isAlwaysDemanded || spec?.commits != nil }

    /// By the head, or by what was applied last: a commit cannot free itself of being verified.
    private func isDemanded(
        of environment: Environment, since last: String?, in history: any CommitHistory
    ) async throws -> Bool {
        if isDemanded(of: environment.spec) { return true }
        guard let last else { return false }
        for name in Checkout.environmentFileNames.sorted() {
            let path = "\(Checkout.root)/\(environment.name)/\(name)"
            guard let bytes = try await history.file(path, at: last) else { continue }
            var diagnostics: [Diagnostic] = []
            let spec = EnvironmentSpec.read(
                YAML.parse(bytes, file: path).documents, file: path, folderName: environment.name, into: &diagnostics)
            return isDemanded(of: spec)
        }
        return false
    }

    /// The later of what was applied last and what the head says.
    private func base(
        of spec: EnvironmentSpec, head: String, last: String?, in history: any CommitHistory
    ) async throws -> String? {
        var base: String?
        if let last, try await history.descends(last, from: last) { base = last }
        guard let since = spec.commits?.since, since != head, try await history.descends(head, from: since) else {
            return base
        }
        if let base, try await !history.descends(since, from: base) { return base }
        return since
    }

    // MARK: Words

    private static func finding(_ outcome: CommitRange.Outcome, environment: String) -> Finding {
        switch outcome {
        case .verified: return .good
        case .notADescendant: return .bad([fault(environment, "the branch was rewritten", hint: nil)])
        case .refused(let findings):
            var diagnostics = findings.prefix(mostNamed).map { finding in
                Diagnostic.error(
                    "expected commit \(finding.commit.prefix(12)) by '\(shown(finding.author))' to be signed by a "
                        + "committer of environment '\(environment)', found \(finding.verdict)",
                    at: nil, hint: hint(finding.verdict))
            }
            if findings.count > mostNamed {
                diagnostics.append(
                    .error("expected signed commits, found \(findings.count - mostNamed) more that are not", at: nil))
            }
            if outcome.isUnavailable, let first = diagnostics.first { return .unknown(first) }
            return .bad(diagnostics)
        }
    }

    private static func hint(_ verdict: CommitVerdict) -> String? {
        switch verdict {
        case .refused(.unsigned):
            "sign it with 'git commit --amend -S', or name with 'commits.since' the commit up to which history counts "
                + "as it is"
        case .refused(.unknownKey), .refused(.notPermitted), .refused(.nobodyPermitted):
            "a committer of '\(TrustPolicy.path)' must sign; a newer policy holds from the next commit on"
        case .refused(.unavailable): "install the tool, or import the key into gpg's keyring"
        default: nil
        }
    }

    private static func shown(_ author: String) -> String {
        String(author.unicodeScalars.prefix(200).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) })
    }

    private static func uncommitted(_ environment: String) -> Diagnostic {
        .error(
            "expected a commit for environment '\(environment)', which demands signed ones, found a work tree",
            at: nil, hint: "name a commit with --revision")
    }

    private static func fault(_ environment: String, _ reason: String, hint: String?) -> Diagnostic {
        .error("cannot verify the commits for environment '\(environment)': \(reason)", at: nil, hint: hint)
    }
}

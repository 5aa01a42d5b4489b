package import Manifests

/// What a check of a repository's environments found.
package struct CheckReport: Sendable {
    /// One environment, checked.
    package struct Environment: Sendable {
        package var name: String
        package var objects: [(identity: ResourceIdentity, location: SourceLocation)]
        /// What the change does to declared objects; nil without a base.
        package var changes: [ObjectChange]?
        /// What a sync would do; nil where the environment is refused, or its cluster was not asked.
        package var plan: Plan?
        /// Why the cluster was not asked; nil where it was.
        package var unreached: String?
    }

    package enum Verdict: Sendable {
        case passed, refused
        /// Nothing that was judged is wrong, and something could not be judged.
        case unreached
    }

    package var revision: String?
    /// The commit that it is compared with; nil where it is compared with none.
    package var base: String?
    /// Whether clusters and registries were left unasked on purpose.
    package var isOffline: Bool
    package var environments: [Environment]
    /// In reading order.
    package var findings: [CheckFinding]

    /// - Parameter listsAll: errors that the base has count as well.
    package func verdict(listsAll: Bool) -> Verdict {
        if findings.contains(where: { $0.level == .error && (listsAll || $0.isNew) }) { return .refused }
        let isUnjudged = findings.contains { $0.level == .note && (listsAll || $0.isNew) }
        return !isOffline && (isUnjudged || environments.contains { $0.unreached != nil }) ? .unreached : .passed
    }

    /// The findings that a reader is to look at.
    package func shown(listsAll: Bool) -> [CheckFinding] { findings.filter { listsAll || $0.isNew } }

    package func count(_ level: CheckFinding.Level, isNew: Bool = true) -> Int {
        findings.count { $0.level == level && $0.isNew == isNew }
    }
}

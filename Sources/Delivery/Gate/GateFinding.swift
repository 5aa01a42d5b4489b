package import Manifests
package import Trust

/// One thing that speaks against an environment, and what says it.
package struct GateFinding: Sendable {
    package enum Rule: Sendable, Hashable {
        /// The files, the objects, or what they say of one another.
        case manifest
        /// The policies themselves, or where they are put in force.
        case bundle
        case policy(String)
        /// Who signed what runs.
        case signature
        /// The cluster refuses, or another manager owns what would change.
        case cluster
    }

    package var rule: Rule
    package var diagnostic: Diagnostic
    /// Nil where no single object is meant.
    package var object: ResourceIdentity?
    /// Whether nothing is wrong but that an answer is missing: the same question may get another verdict later.
    package var isUnjudged: Bool

    package init(
        _ rule: Rule, _ diagnostic: Diagnostic, of object: ResourceIdentity? = nil, isUnjudged: Bool = false
    ) {
        self.rule = rule
        self.diagnostic = diagnostic
        self.object = object
        self.isUnjudged = isUnjudged
    }
}

/// All that the gate has to say of an environment.
package struct GateJudgement: Sendable {
    package var review: EnvironmentReview
    package var findings: [GateFinding]
    /// What policies decided, one an object.
    package var decisions: [DecisionRecord] = []
    var refused: [RefusedArtifact] = []
    /// The signed policies that judged, where that is demanded.
    package var policies: VerifiedArtifact?

    /// Adds an error, after which nothing is admitted.
    mutating func add(_ finding: GateFinding) {
        findings.append(finding)
        let all = findings.map(\.diagnostic).told()
        switch review {
        case .denied: review = .denied(all)
        case .undecided, .admitted: review = finding.isUnjudged ? .undecided(all) : .denied(all)
        }
    }

    /// Denied before any object could be judged.
    static func denied(_ findings: [GateFinding], _ decisions: [DecisionRecord] = []) -> GateJudgement {
        GateJudgement(
            review: .denied(findings.map(\.diagnostic).told()), findings: findings,
            decisions: decisions)
    }
}

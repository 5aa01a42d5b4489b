import Manifests
import Rules

/// What policies decided about one object, with what they were asked and told.
struct PolicyVerdict {
    var identity: ResourceIdentity
    var review: Review
    var context: EvaluationContext
    var decision: AdmissionDecision
    var findings: [GateFinding]
}

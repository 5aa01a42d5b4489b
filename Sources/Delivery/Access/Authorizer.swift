import Manifests
import Rules

/// Decides who may do what, by the `access` policies of a commit.
///
/// Default deny; any forbid wins; a forbid that cannot be judged forbids, a permit that cannot be judged does not
/// permit. Every `access` policy below `policies/` is in force, those of `policies/library/` apart: they take no
/// parameters, so none needs a use.
package struct Authorizer: Sendable {
    package struct Verdict: Sendable, Hashable {
        package var isAllowed: Bool
        /// As `promotions: two-release-managers`.
        package var permittedBy: [String] = []
        package var forbiddenBy: [String] = []
        package var faults: [String] = []

        /// Why, in words.
        package var reasons: [String] {
            let forbidden = forbiddenBy.map { "forbidden by '\($0)'" }
            let judged = isAllowed ? permittedBy.map { "permitted by '\($0)'" } : forbidden
            let none = judged.isEmpty ? ["no rule permits it"] : []
            return judged + none + faults.map { "could not be judged: \($0)" }
        }
    }

    private static let library = "\(PolicyBundle.root)/library/"

    private let policies: [AccessPolicy]
    private let calendars: [String: [CalendarWindow]]
    /// SHA-256 of the policies, hexadecimal; see ``PolicyBundle/digest``.
    package let bundle: String

    /// Whether any policy has a say: where none has, who may write to the branch may do what it lets them.
    package var isInForce: Bool { !policies.isEmpty }

    /// Reads the policies of a checkout; a fault in one of them denies everything, so there is no authorizer then.
    package static func load(_ checkout: Checkout) -> Result<Authorizer, PolicyFaults> {
        var diagnostics = checkout.renderFailures
            .filter { $0.key == PolicyBundle.root || $0.key.hasPrefix(PolicyBundle.root + "/") }.flatMap(\.value)
        let files = checkout.policies.filter { !$0.path.hasPrefix(library) && !PolicyBundle.isSignatures($0.path) }
        let programs = PolicyBundle.programs(files, into: &diagnostics)
        let calendars = PolicyBundle.calendars(checkout.policies, into: &diagnostics)
        guard diagnostics.isEmpty else { return .failure(PolicyFaults(diagnostics)) }
        return .success(
            Authorizer(
                policies: programs.flatMap { $0.accesses() }, calendars: calendars,
                bundle: PolicyBundle.digest(of: checkout.policies)))
    }

    package func decide(_ request: AccessRequest) -> Verdict {
        var verdict = Verdict(isAllowed: false)
        var context = EvaluationContext()
        context.time = request.time
        context.calendars = calendars
        var isKnown = true
        for policy in policies where policy.applies(to: request.action) {
            do throws(RulesError) {
                let decision = policy.decide(try policy.prepare(request.value), context, listsAll: true)
                verdict.permittedBy += decision.permittedBy.map { "\(policy.id): \($0)" }
                verdict.forbiddenBy += decision.forbiddenBy.map { "\(policy.id): \($0)" }
                verdict.faults += decision.faults.map { "\(policy.id): \($0.rule): \($0.fault.message)" }
                // What comes before the rules faults in the policy's own name: its forbids were not asked.
                if decision.faults.contains(where: { $0.rule == policy.id }) { isKnown = false }
            } catch {
                verdict.faults.append("\(policy.id): \(error.message)")
                isKnown = false
            }
        }
        verdict.isAllowed = isKnown && verdict.forbiddenBy.isEmpty && !verdict.permittedBy.isEmpty
        return verdict
    }
}

package import Manifests

/// Where two versions of policies decide differently.
package struct PolicyComparison: Sendable {
    package struct Difference: Sendable {
        /// The policy that says something else.
        package var policy: String
        /// The smallest input found, as a line of a corpus.
        package var input: Value
        package var old: String
        package var new: String
    }

    /// Inputs that were decided by both.
    package var inputs = 0
    /// Inputs that are decided differently, by policy.
    package var differing: [String: Int] = [:]
    /// The first for each policy, made smaller.
    package var examples: [Difference] = []

    package init() {}
}

/// Decides inputs by two versions of policies.
///
/// An input is a line of a batch (``BatchEvaluator``) without its policy: `review` or `request`, and `parameters`,
/// `inventory`, `signatures`, `attestations`, `environment` and `time` where policies ask for them.
package struct PolicyComparator {
    private var old: Side
    private var new: Side
    private let ids: [String]

    package init(old: [PolicyProgram], new: [PolicyProgram]) {
        self.old = Side(old)
        self.new = Side(new)
        ids = Set((old + new).flatMap { $0.admissionNames + $0.accessNames }).sorted()
    }

    package mutating func compare(_ inputs: some Sequence<Value>) -> PolicyComparison {
        var comparison = PolicyComparison()
        for input in inputs {
            comparison.inputs += 1
            for id in ids {
                let (before, after) = (old.verdict(id, input), new.verdict(id, input))
                guard before != after else { continue }
                comparison.differing[id, default: 0] += 1
                if comparison.differing[id] == 1 {
                    comparison.examples.append(smallest(id, input, before, after))
                }
            }
        }
        return comparison
    }

    /// Takes parts of the input away for as long as both versions decide as they did.
    private mutating func smallest(_ id: String, _ input: Value, _ before: Verdict, _ after: Verdict)
        -> PolicyComparison.Difference
    {
        var best = input
        var budget = 2_000
        var isShrinking = true
        while isShrinking {
            isShrinking = false
            for candidate in Shrinking.smaller(than: best) {
                budget -= 1
                guard budget > 0 else { break }
                guard old.verdict(id, candidate).isAllowed == before.isAllowed,
                    new.verdict(id, candidate).isAllowed == after.isAllowed,
                    old.verdict(id, candidate).isFault == before.isFault,
                    new.verdict(id, candidate).isFault == after.isFault,
                    old.verdict(id, candidate) != new.verdict(id, candidate)
                else { continue }
                best = candidate
                isShrinking = true
                break
            }
        }
        return PolicyComparison.Difference(
            policy: id, input: best, old: old.verdict(id, best).words, new: new.verdict(id, best).words)
    }
}

/// What one policy says about one input.
private struct Verdict: Equatable {
    var isAllowed: Bool
    var isFault = false
    var words: String

    /// Words may change between versions; decisions must not.
    static func == (left: Verdict, right: Verdict) -> Bool {
        left.isAllowed == right.isAllowed && left.isFault == right.isFault
    }
}

/// One version of the policies, compiled as inputs ask for it.
private struct Side {
    private let programs: [PolicyProgram]
    private var admissions: [String: Result<AdmissionPolicy, RulesError>] = [:]
    private var accesses: [String: AccessPolicy] = [:]

    init(_ programs: [PolicyProgram]) {
        self.programs = programs
        for policy in programs.flatMap({ $0.accesses() }) { accesses[policy.id] = policy }
    }

    mutating func verdict(_ id: String, _ input: Value) -> Verdict {
        let context = BatchEvaluator.context(of: input)
        if let request = input["request"] { return access(id, request, context) }
        guard let review = input["review"] else { return Verdict(isAllowed: false, words: "no input") }
        guard let program = programs.first(where: { $0.admissionNames.contains(id) }) else {
            return Verdict(isAllowed: true, words: "allow: there is no such policy")
        }
        let parameters = input["parameters"] ?? .null
        let key = parameters.isNull ? id : id + "\u{0}" + JSON.string(parameters)
        let compiled = admissions[key] ?? Self.compile(program, id, parameters)
        admissions[key] = compiled
        switch compiled {
        case .failure(let error): return Verdict(isAllowed: false, isFault: true, words: "fault: \(error.message)")
        case .success(let policy): return Self.admit(BatchEvaluator.review(review, of: input, context), policy, context)
        }
    }

    private static func compile(_ program: PolicyProgram, _ id: String, _ parameters: Value)
        -> Result<AdmissionPolicy, RulesError>
    {
        do throws(RulesError) { return .success(try program.admission(id, parameters: parameters)) } catch {
            return .failure(error)
        }
    }

    private static func admit(_ review: Review, _ policy: AdmissionPolicy, _ context: EvaluationContext) -> Verdict {
        let decision = PolicySet([policy]).decide(review, context)
        if let fault = decision.faults.first {
            return Verdict(isAllowed: decision.isAllowed, isFault: true, words: "fault: \(fault.fault.message)")
        }
        let messages = decision.violations.map(\.message).joined(separator: "; ")
        return Verdict(
            isAllowed: decision.isAllowed,
            words: (decision.isAllowed ? "allow" : "deny") + (messages.isEmpty ? "" : ": \(messages)"))
    }

    private func access(_ id: String, _ request: Value, _ context: EvaluationContext) -> Verdict {
        guard let policy = accesses[id] else {
            return Verdict(isAllowed: false, words: "deny: there is no such policy")
        }
        guard policy.applies(to: request["action"]?.string ?? "") else {
            return Verdict(isAllowed: false, words: "deny: the policy does not know the action")
        }
        do throws(RulesError) {
            let decision = policy.decide(try policy.prepare(request), context)
            let rules = decision.isAllowed ? decision.permittedBy : decision.forbiddenBy
            let reason = rules.isEmpty ? "no rule permits it" : rules.joined(separator: ", ")
            return Verdict(
                isAllowed: decision.isAllowed, words: (decision.isAllowed ? "allow" : "deny") + ": \(reason)")
        } catch { return Verdict(isAllowed: false, isFault: true, words: "fault: \(error.message)") }
    }
}

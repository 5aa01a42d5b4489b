package import Manifests

/// Why a policy decided as it did: the lines that were evaluated, with the values that they had.
package struct Explanation: Sendable {
    package struct Line: Sendable {
        package var line: Int
        package var text: String
        /// In the order of evaluation, each as `column word: value`, the same once.
        package var values: [String]
        /// Whether the line denied, forbade or permitted.
        package var decided: Bool
    }

    package var decision: String
    package var lines: [Line]

    package static func explain(
        _ program: PolicyProgram, admission id: String, parameters: Value, _ review: Review,
        _ context: EvaluationContext
    ) throws(RulesError) -> Explanation {
        let policy = try program.admission(
            id, parameters: parameters, options: Compiler.Options(countsCoverage: false, explains: true))
        guard policy.applies(to: review, podPaths: context.podPaths) else {
            return Explanation(decision: "the policy does not apply to this object", lines: [])
        }
        let frame = Frame(slots: policy.slotCount, context: context)
        frame.trace = []
        let outcome = policy.evaluate(ReviewBox(review, podPaths: context.podPaths), frame)
        var deciding = Set(outcome.violations.map(\.line))
        if let line = outcome.fault?.location?.line { deciding.insert(line) }
        let said = outcome.violations.map { "line \($0.line): \($0.message)" }
        let fault = outcome.fault.map { ["fault: \($0.message)"] } ?? []
        return Explanation(
            decision: (said + fault).isEmpty ? "allow" : (said + fault).joined(separator: "\n"),
            lines: lines(frame.trace ?? [], deciding, program.file))
    }

    package static func explain(
        _ program: PolicyProgram, access id: String, _ request: Value, _ context: EvaluationContext
    ) throws(RulesError) -> Explanation {
        guard let access = program.checked.accesses.first(where: { $0.id == id }) else {
            throw .unknownPolicy(id, nearest: NearestName.suggest(id, among: program.accessNames))
        }
        let policy = program.make(access, Compiler.Options(countsCoverage: false, explains: true))
        let frame = Frame(slots: policy.slotCount, context: context)
        frame.trace = []
        let decision = policy.decide(try policy.prepare(request).datum, frame, listsAll: true)
        let parts = [
            decision.isAllowed ? "allow" : "deny",
            decision.permittedBy.isEmpty
                ? "no rule permits" : "permitted by \(decision.permittedBy.joined(separator: ", "))",
            decision.forbiddenBy.isEmpty ? nil : "forbidden by \(decision.forbiddenBy.joined(separator: ", "))",
        ]
        let faults = decision.faults.map { "'\($0.rule)' faults: \($0.fault.message)" }
        let names = Set(decision.permittedBy + decision.forbiddenBy)
        let deciding = Set(policy.rules.filter { names.contains($0.id) }.map(\.line))
        return Explanation(
            decision: (parts.compactMap { $0 } + faults).joined(separator: "; "),
            lines: lines(frame.trace ?? [], deciding, program.file))
    }

    private static func lines(_ trace: [TraceEntry], _ deciding: Set<Int>, _ file: SourceFile) -> [Line] {
        var values: [Int: [String]] = [:]
        for entry in trace {
            let place = file.location(entry.offset)
            let text = "\(place.column) \(file.word(at: entry.offset)): \(entry.value)"
            if values[place.line, default: []].contains(text) { continue }
            values[place.line, default: []].append(text)
        }
        return Set(values.keys).union(deciding).sorted().map {
            Line(line: $0, text: file.text(ofLine: $0), values: values[$0] ?? [], decided: deciding.contains($0))
        }
    }

    /// For people: the decision, then each line with a mark where it decided.
    package var text: String {
        var result = decision + "\n"
        for line in lines {
            result += "\(line.decided ? ">" : " ") \(line.line): \(line.text)\n"
            for value in line.values { result += "        \(value)\n" }
        }
        return result
    }
}

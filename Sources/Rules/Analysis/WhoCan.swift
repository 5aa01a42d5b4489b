package import Manifests

/// Who may do something, from the rules of access alone: what is known of a request is settled, what is left is told in
/// the rules' own words.
///
/// A condition that reads a part that the request leaves out faults in a real decision; here that means that it
/// depends on it.
package struct WhoCan: Sendable {
    package enum Answer: String, Sendable, Hashable { case yes, no, depends }

    /// A rule that can hold.
    package struct Rule: Sendable {
        package var policy: String
        package var id: String
        package var isForbid: Bool
        /// Of the rule in its file, from 1.
        package var line: Int
        /// What must still hold, as written; empty for a rule that holds.
        package var conditions: [String]
        /// What would lift a forbid, as written.
        package var unless: [String]
    }

    package var answer: Answer
    /// Permits first.
    package var rules: [Rule]

    /// - Parameter request: as ``AccessPolicy/prepare(_:)`` takes it, without what is not known.
    /// - Throws: ``RulesError/invalid(_:)`` for a request that no rule could read.
    package static func ask(
        _ programs: [PolicyProgram], _ request: Value, _ context: EvaluationContext
    ) throws(RulesError) -> WhoCan {
        let action = request["action"]?.string ?? ""
        var rules: [Rule] = []
        for program in programs {
            for access in program.checked.accesses {
                let policy = program.make(access, Compiler.Options())
                guard policy.applies(to: action) else { continue }
                let prepared = try policy.prepare(request)
                rules += Settlement(access, policy, prepared.leavingOpen(request), context).rules()
            }
        }
        let permits = rules.filter { !$0.isForbid }
        let forbids = rules.filter(\.isForbid)
        var answer = Answer.depends
        if permits.isEmpty || forbids.contains(where: { $0.conditions.isEmpty && $0.unless.isEmpty }) {
            answer = .no
        } else if forbids.isEmpty, permits.contains(where: \.conditions.isEmpty) {
            answer = .yes
        }
        return WhoCan(answer: answer, rules: permits + forbids)
    }
}

extension PreparedRequest {
    /// The same request with every part missing that `given` leaves out, optional parts too.
    fileprivate func leavingOpen(_ given: Value) -> Datum {
        guard case .object(let box) = datum, let record = box as? Record else { return datum }
        let names = Catalogue.standard[StandardRecords.request].fields.map(\.name)
        return .object(
            Record(
                record.nominal, zip(names, record.fields).map { name, field in given[name] == nil ? .missing : field }))
    }
}

/// The rules of one policy against one request.
private struct Settlement {
    let access: CheckedFile.Access
    let policy: AccessPolicy
    let frame: Frame

    init(_ access: CheckedFile.Access, _ policy: AccessPolicy, _ request: Datum, _ context: EvaluationContext) {
        self.access = access
        self.policy = policy
        frame = Frame(slots: policy.slotCount, context: context)
        frame.slots[policy.requestSlot] = request
    }

    func rules() -> [WhoCan.Rule] {
        var isOpen = false
        for step in policy.bindings {
            do throws(Fault) { _ = try step.run(frame) } catch { isOpen = true }
        }
        return policy.rules.compactMap { rule in
            guard let source = access.rules.first(where: { $0.id == rule.id }),
                let conditions = open(rule.conditions, source.texts, isOpen: isOpen)
            else { return nil }
            var unless: [String] = []
            if let list = rule.unless, let left = open(list, source.unlessTexts, isOpen: isOpen) {
                // Lifted for certain.
                if left.isEmpty { return nil }
                unless = left
            }
            return WhoCan.Rule(
                policy: policy.id, id: rule.id, isForbid: rule.isForbid, line: rule.line, conditions: conditions,
                unless: unless)
        }
    }

    /// The conditions that are not settled; nil where one does not hold. After a constant that could not be settled
    /// every condition is open: it may read it.
    private func open(_ list: ConditionList, _ texts: [String], isOpen: Bool) -> [String]? {
        var isOpen = isOpen
        var left: [String] = []
        for (element, text) in zip(list.elements, texts) {
            switch element {
            case .bind(let slot, let node):
                do throws(Fault) { frame.slots[slot] = try node.evaluate(frame) } catch {
                    isOpen = true
                    left.append(text)
                }
            case .condition(let node):
                if isOpen {
                    left.append(text)
                    continue
                }
                do throws(Fault) { if !(try node.isTrue(frame)) { return nil } } catch { left.append(text) }
            }
        }
        return left
    }
}

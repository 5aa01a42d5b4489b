package import Manifests

/// What a policy of access says: default deny, any forbid wins, a permit is needed.
package struct AccessDecision: Sendable {
    package var isAllowed = false
    /// Rules that permit, forbid, or could not be judged.
    package var permittedBy: [String] = []
    package var forbiddenBy: [String] = []
    package var faults: [(rule: String, fault: Fault)] = []
    /// The line of the rule that decided; nil where no rule permits.
    package var line: Int?

    package init() {}
}

/// A policy of access, compiled: its rules in order, forbids first, so that the first that holds decides.
package struct AccessPolicy: Sendable {
    final class Rule: Sendable {
        let id: String
        let isForbid: Bool
        let conditions: ConditionList
        let unless: ConditionList?
        let line: Int

        init(id: String, isForbid: Bool, conditions: ConditionList, unless: ConditionList?, line: Int) {
            self.id = id
            self.isForbid = isForbid
            self.conditions = conditions
            self.unless = unless
            self.line = line
        }
    }

    package let id: String
    package let file: SourceFile
    /// Nil for all actions.
    let actions: [String]?
    let shape: Shape
    let bindings: [Step]
    let rules: [Rule]
    let requestSlot: Int
    let slotCount: Int
    let probes: [Probe]

    package func applies(to action: String) -> Bool { actions.map { $0.contains(action) } ?? true }

    /// The actions that it is about; empty for all.
    package var knownActions: [String] { actions ?? [] }

    /// A request as JSON: `subject`, `action`, `resource`, `environment`, `change`, `time`, `breakGlass`; what is left
    /// out faults where a rule reads it.
    package func prepare(_ request: Value) throws(RulesError) -> PreparedRequest {
        do throws(ShapeError) { return PreparedRequest(datum: try shape.datum(request, isStrict: false)) } catch {
            let place = error.path.isEmpty ? "" : " at '\(error.path.text)'"
            throw .invalid([.error("request\(place): \(error.message)", at: nil, hint: error.hint)])
        }
    }

    package func decide(_ request: PreparedRequest, _ context: EvaluationContext, listsAll: Bool = false)
        -> AccessDecision
    {
        decide(request.datum, Frame(slots: slotCount, context: context), listsAll: listsAll)
    }

    /// - Parameter listsAll: judge every rule, for explanations; else stop at the rule that decides.
    func decide(_ request: Datum, _ frame: Frame, listsAll: Bool) -> AccessDecision {
        var decision = AccessDecision()
        frame.slots[requestSlot] = request
        do throws(Fault) { for step in bindings { _ = try step.run(frame) } } catch {
            decision.faults.append((id, located(error)))
            return decision
        }
        for rule in rules {
            if !listsAll, !rule.isForbid, !decision.forbiddenBy.isEmpty { break }
            let holds: Bool
            do throws(Fault) { holds = try self.holds(rule, frame) } catch {
                decision.faults.append((rule.id, located(error)))
                // A forbid that cannot be judged forbids; a permit that cannot be judged does not permit.
                holds = rule.isForbid
            }
            guard holds else { continue }
            if rule.isForbid { decision.forbiddenBy.append(rule.id) } else { decision.permittedBy.append(rule.id) }
            if decision.line == nil { decision.line = rule.line }
            if !listsAll { break }
        }
        decision.isAllowed = decision.forbiddenBy.isEmpty && !decision.permittedBy.isEmpty
        return decision
    }

    private func holds(_ rule: Rule, _ frame: Frame) throws(Fault) -> Bool {
        guard try rule.conditions.holds(frame) else { return false }
        guard let unless = rule.unless else { return true }
        return !(try unless.holds(frame))
    }

    private func located(_ fault: Fault) -> Fault {
        var fault = fault
        fault.location = file.location(max(0, fault.offset))
        return fault
    }
}

/// A request in the shape that a policy reads: made once, decided often.
package struct PreparedRequest: Sendable {
    let datum: Datum
}

extension PolicyProgram {
    package func accesses() -> [AccessPolicy] { checked.accesses.map { make($0, Compiler.Options()) } }

    package func access(_ id: String) throws(RulesError) -> AccessPolicy {
        guard let access = checked.accesses.first(where: { $0.id == id }) else {
            throw .unknownPolicy(id, nearest: NearestName.suggest(id, among: accessNames))
        }
        return make(access, Compiler.Options())
    }

    func make(_ access: CheckedFile.Access, _ options: Compiler.Options) -> AccessPolicy {
        var compiler = Compiler(checked, globals: globals, slotCount: access.slotCount, options: options)
        var actions: [String]?
        if case .list(let elements)? = compiler.compile(access.actions).constant { actions = elements.map(\.text) }
        let bindings = compiler.compile(access.bindings)
        let ordered = access.rules.filter(\.isForbid) + access.rules.filter { !$0.isForbid }
        var rules: [AccessPolicy.Rule] = []
        for rule in ordered {
            rules.append(
                AccessPolicy.Rule(
                    id: rule.id, isForbid: rule.isForbid,
                    conditions: ConditionList(elements: compiler.conditions(rule.conditions)),
                    unless: rule.unless.map { ConditionList(elements: compiler.conditions($0)) },
                    line: file.line(rule.offset)))
        }
        let type = SemanticType.nominal(Catalogue.known.request, [access.resource])
        return AccessPolicy(
            id: access.id, file: file, actions: actions,
            shape: Shape(type, checked.catalogue, defaults: Self.defaults(checked, globals)), bindings: bindings,
            rules: rules, requestSlot: access.requestSlot, slotCount: compiler.slotCount, probes: compiler.probes)
    }
}

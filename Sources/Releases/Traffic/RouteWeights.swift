import Manifests

/// Weights in the rules of an HTTPRoute (Gateway API v1) or a VirtualService (Istio networking v1).
struct RouteWeights {
    enum Form: Sendable {
        case gateway
        case istio

        var lists: [String] { self == .gateway ? ["rules"] : ["http", "tls", "tcp"] }
        var backends: String { self == .gateway ? "backendRefs" : "route" }
    }

    private let route: TrafficSpec.Route
    private let form: Form

    init(_ route: TrafficSpec.Route, _ form: Form) {
        self.route = route
        self.form = form
    }

    /// The candidate's share, in percent, of what the steps divide; nil where none is written.
    func weight(in object: Value) -> Int? {
        let rules = form.lists.flatMap { object[path: "spec", $0]?.array ?? [] }.filter { hasASide($0) }
        guard let rule = rules.first(where: isDivided) else { return nil }
        let side = sides(of: rule).first { name(of: $0) == route.candidate }
        let weight = side?["weight"]?.integer.flatMap { Int(exactly: $0) }
        guard route.division == .mirror, weight == 0 else { return weight }
        return MirroredShare(route, form).percent(in: rule) ?? 0
    }

    func setting(_ percent: Int, in object: Value) throws(ReleaseFault) -> Value {
        var isFound = false
        let object = try changingRules(of: object) { (rule) throws(ReleaseFault) in
            let isDivided = isDivided(rule)
            isFound = isFound || isDivided
            guard route.division == .mirror else { return try weighing(rule, isDivided ? percent : 0) }
            return try MirroredShare(route, form).setting(percent, in: try weighing(rule, 0))
        }
        if !isFound, case .cohort(let cohort) = route.division { throw .noCohort(cohort.inWords, route: route.name) }
        return object
    }

    /// The object with every request answered by the candidate, of whatever cohort, and none copied.
    func handingOver(_ object: Value) throws(ReleaseFault) -> Value {
        try changingRules(of: object) { (rule) throws(ReleaseFault) in
            let rule = try weighing(rule, 100)
            return route.division == .mirror ? try MirroredShare(route, form).setting(0, in: rule) : rule
        }
    }

    // MARK: Rules

    /// Every rule that has one of the two sides must have the other, too.
    private func changingRules(
        of object: Value, _ change: (Value) throws(ReleaseFault) -> Value
    ) throws(ReleaseFault) -> Value {
        var object = object
        var isFound = false
        for list in form.lists {
            guard var rules = object[path: "spec", list]?.array else { continue }
            for index in rules.indices where hasASide(rules[index]) {
                rules[index] = try change(rules[index])
                isFound = true
            }
            object = try TrafficCarrier.set(["spec", list], to: .array(rules), in: object)
        }
        guard isFound else { throw .noBackend(route.candidate, route: route.name) }
        return object
    }

    private func weighing(_ rule: Value, _ percent: Int) throws(ReleaseFault) -> Value {
        var sides = sides(of: rule)
        let names = sides.map(name)
        for side in [route.candidate, route.stable] where !names.contains(side) {
            throw .noBackend(side, route: route.name)
        }
        for (place, name) in names.enumerated() where name == route.candidate || name == route.stable {
            let weight = name == route.candidate ? percent : 100 - percent
            sides[place] = try TrafficCarrier.set(["weight"], to: .integer(Int64(weight)), in: sides[place])
        }
        return try TrafficCarrier.set([form.backends], to: .array(sides), in: rule)
    }

    private func sides(of rule: Value) -> [Value] { rule[form.backends]?.array ?? [] }

    private func hasASide(_ rule: Value) -> Bool {
        sides(of: rule).contains { [route.candidate, route.stable].contains(name(of: $0)) }
    }

    /// Whether the steps divide the requests of a rule: of a cohort, if every alternative of the rule asks for it.
    private func isDivided(_ rule: Value) -> Bool {
        guard case .cohort(let cohort) = route.division else { return true }
        let alternatives = rule[form == .gateway ? "matches" : "match"]?.array ?? []
        return !alternatives.isEmpty
            && alternatives.allSatisfy { form == .gateway ? cohort.isGateway($0) : cohort.isIstio($0) }
    }

    /// A Service's name; for a VirtualService the subset where there is one, else the host.
    private func name(of backend: Value) -> String? {
        let destination = backend["destination"]
        return (backend["name"] ?? destination?["subset"] ?? destination?["host"])?.string
    }
}

extension TrafficSpec.Cohort {
    /// For people.
    var inWords: String {
        switch self {
        case .header(let name, let value): "the header '\(name): \(value)'"
        case .cookie(let name, let value): "the cookie '\(name)=\(value)'"
        }
    }

    /// One of an HTTPRoute's `matches`: `headers: [{ type, name, value }]`, of type Exact where none is said.
    fileprivate func isGateway(_ match: Value) -> Bool {
        (match["headers"]?.array ?? []).contains { header in
            let name = header["name"]?.string?.lowercased()
            let type = header["type"]?.string ?? "Exact"
            switch self {
            case .header(let wanted, let value):
                return type == "Exact" && name == wanted.lowercased() && header["value"]?.string == value
            case .cookie(let wanted, let value):
                return type == "RegularExpression" && name == "cookie"
                    && header["value"]?.string?.contains("\(wanted)=\(value)") == true
            }
        }
    }

    /// One of a VirtualService's `match`: `headers: { NAME: { exact | regex } }`.
    fileprivate func isIstio(_ match: Value) -> Bool {
        (match["headers"]?.object ?? Object()).contains { header in
            let name = header.key.lowercased()
            switch self {
            case .header(let wanted, let value):
                return name == wanted.lowercased() && header.value["exact"]?.string == value
            case .cookie(let wanted, let value):
                return name == "cookie" && header.value["regex"]?.string?.contains("\(wanted)=\(value)") == true
            }
        }
    }
}

/// What the rules of a schema can cost together.
struct RuleCosts {
    private struct Expensive {
        var place: String
        var cost: UInt64
    }

    private static let shown = 4

    private(set) var total: UInt64 = 0
    private var expensive: [Expensive] = []

    mutating func add(_ cost: UInt64, at place: String) {
        total = total.adding(cost)
        guard cost >= CostEstimate.schemaLimit / 100 else { return }
        expensive.append(Expensive(place: place, cost: cost))
        expensive.sort { $0.cost > $1.cost }
        if expensive.count > Self.shown { expensive.removeLast() }
    }

    func failures(at place: String) -> [RuleFailure] {
        guard total > CostEstimate.schemaLimit else { return [] }
        func forbidden(_ place: String, _ why: String) -> RuleFailure {
            RuleFailure(place: place, reason: "FieldValueForbidden", message: "Forbidden: \(why)")
        }
        return expensive.map {
            forbidden(
                $0.place, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema")
        } + [
            forbidden(
                place,
                CostEstimate.excess(
                    "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", total,
                    over: CostEstimate.schemaLimit))
        ]
    }
}

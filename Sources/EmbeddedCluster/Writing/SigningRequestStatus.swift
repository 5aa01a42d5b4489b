import Manifests

/// The status of a CertificateSigningRequest: `approval` writes whether it is approved, `status` everything else
/// (`pkg/registry/certificates` of k8s.io/kubernetes).
struct SigningRequestStatus {
    private static let decisions = ["Approved", "Denied"]
    /// Types of conditions that stay once they are there, and are true.
    private static let lasting = decisions + ["Failed"]

    private let live: Value

    init(_ live: Value) { self.live = live }

    /// - Throws: 422 for a decision that is taken back, or both approves and denies.
    func following(_ asked: Value, subresource: String) throws(APIError) -> Value {
        var conditions = Self.conditions(of: asked)
        if subresource != "approval", Self.decided(conditions) != Self.decided(Self.conditions(of: live)) {
            conditions.removeAll { Self.decisions.contains(Self.type(of: $0)) }
            conditions += Self.decided(Self.conditions(of: live))
        }
        let causes = causes(against: conditions)
        guard causes.isEmpty else {
            throw .invalid(
                kind: "CertificateSigningRequest", group: "certificates.k8s.io", name: live.objectName, causes)
        }
        var status = subresource == "approval" ? live.status : asked.status
        status["conditions"] = conditions.isEmpty ? nil : .array(conditions.map(timed))
        return .object(status)
    }

    private static func conditions(of request: Value) -> [Value] { request.status["conditions"]?.array ?? [] }

    private static func type(of condition: Value) -> String { condition["type"]?.string ?? "" }

    private static func decided(_ conditions: [Value]) -> [Value] {
        conditions.filter { decisions.contains(type(of: $0)) }
    }

    /// The condition with the time since when it holds: since its last update, where it is new and says nothing else.
    private func timed(_ condition: Value) -> Value {
        guard condition["lastTransitionTime"] == nil else { return condition }
        let before = Self.conditions(of: live).first {
            $0["type"] == condition["type"] && $0["status"] == condition["status"]
        }
        var condition = condition
        condition[field: "lastTransitionTime"] = before?["lastTransitionTime"] ?? condition["lastUpdateTime"]
        return condition
    }

    private func causes(against conditions: [Value]) -> [APIError.Cause] {
        let types = conditions.map(Self.type)
        let removed = Self.lasting.filter { type in
            !types.contains(type) && Self.conditions(of: live).contains { Self.type(of: $0) == type }
        }
        var causes = removed.map {
            APIError.Cause.forbidden("status.conditions", "updates may not remove a condition of type \"\($0)\"")
        }
        for (index, condition) in conditions.enumerated() {
            let (place, type) = ("status.conditions[\(index)]", types[index])
            let status = condition["status"]?.string ?? ""
            if type.isEmpty { causes.append(.required("\(place).type")) }
            let allowed = Self.lasting.contains(type) ? ["True"] : ["False", "True", "Unknown"]
            if status.isEmpty {
                causes.append(.required("\(place).status"))
            } else if !allowed.contains(status) {
                causes.append(.unsupported("\(place).status", status, allowed))
            }
            if Self.decisions.contains(type),
                types[..<index].contains(where: { $0 != type && Self.decisions.contains($0) })
            {
                causes.append(
                    .invalid("\(place).type", "\"\(type)\"", "Approved and Denied conditions are mutually exclusive"))
            }
            if types[..<index].contains(type) { causes.append(.duplicate("\(place).type", .string(type))) }
        }
        return causes
    }
}

import Manifests

/// One entry of `status.conditions`.
struct Condition: Sendable, Hashable {
    enum Status: String, Sendable { case yes = "True", no = "False", unknown = "Unknown" }

    var type: String
    var status: Status
    var reason: String?
    var message: String?
    /// Whether it carries `lastUpdateTime` (Deployment) or `lastProbeTime` (Job) beside `lastTransitionTime`.
    var secondTime: String?
    var observedGeneration: Int64?
    /// Whether that second time is now, even though the rest is as it was.
    var isRenewed = false

    init(
        _ type: String, _ status: Status = .yes, reason: String? = nil, message: String? = nil,
        secondTime: String? = nil, observedGeneration: Int64? = nil
    ) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = message
        self.secondTime = secondTime
        self.observedGeneration = observedGeneration
    }

    /// The entry as it is written; an unchanged one keeps its times.
    func value(after previous: Value?, now: String) -> Value {
        var object: Object = ["type": .string(type), "status": .string(status.rawValue)]
        object["reason"] = reason.map(Value.string)
        object["message"] = message.map(Value.string)
        object["observedGeneration"] = observedGeneration.map(Value.integer)
        let isSameStatus = previous?["status"]?.string == status.rawValue
        let transition = isSameStatus ? previous?["lastTransitionTime"]?.string : nil
        object["lastTransitionTime"] = .string(transition ?? now)
        if let secondTime {
            let isSame =
                !isRenewed && isSameStatus && previous?["reason"]?.string == reason
                && previous?["message"]?.string == message
            object[secondTime] = .string((isSame ? previous?[secondTime]?.string : nil) ?? now)
        }
        return .object(object)
    }

    /// The conditions in the given order, then those of other writers, untouched.
    static func merge(_ conditions: [Condition], into previous: Value?, now: String) -> Value {
        let existing = previous?.array ?? []
        let ours = conditions.map { condition in
            condition.value(after: existing.first { $0["type"]?.string == condition.type }, now: now)
        }
        let types = Set(conditions.map(\.type))
        return .array(ours + existing.filter { !types.contains($0["type"]?.string ?? "") })
    }
}

import Manifests

/// When a rule holds.
indirect enum HealthPredicate: Sendable {
    case always
    case all([HealthPredicate])
    case any([HealthPredicate])
    case not(HealthPredicate)
    /// One element of the lists (or one member of the objects) at the paths.
    case some(in: [HealthPath], HealthPredicate)
    /// All of them; true of none.
    case every(in: [HealthPath], HealthPredicate)
    case condition(HealthConditionMatch)
    case field(HealthExpression, HealthFieldTest)
}

/// Which condition a rule looks for.
struct HealthConditionMatch: Sendable {
    var types: HealthPattern
    var except: HealthPattern?
    /// Nil for any.
    var statuses: HealthPattern?
    var reasons: HealthPattern?
    var otherReasons: HealthPattern?
    /// The list of conditions, where it is not the kind's own.
    var list: HealthPath?

    func matches(_ condition: Value) -> Bool {
        guard let type = condition["type"]?.string, types.matches(type) else { return false }
        if let except, except.matches(type) { return false }
        if let statuses, !statuses.matches(condition["status"]?.string ?? "") { return false }
        let reason = condition["reason"]?.string ?? ""
        if let reasons, !reasons.matches(reason) { return false }
        if let otherReasons, otherReasons.matches(reason) { return false }
        return true
    }
}

/// What a field must be.
enum HealthFieldTest: Sendable {
    enum Comparison: String, Sendable, CaseIterable {
        case lessThan, atMost, moreThan, atLeast, equalsField, notEqualsField
    }

    case oneOf([Value])
    case noneOf([Value])
    case exists(Bool)
    /// Absent, or a string, list or object with nothing in it.
    case isEmpty(Bool)
    case matches(HealthPattern)
    case compares(Comparison, HealthExpression)
}

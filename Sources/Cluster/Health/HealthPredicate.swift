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

    /// What of a condition cannot be read, if it matters.
    struct Misfit: Error {
        var field: String
        var found: Value
    }

    func matches(_ condition: Value) throws(Misfit) -> Bool {
        guard condition.object != nil else { throw Misfit(field: "", found: condition) }
        // Some controllers write conditions without a type: those are about nothing that a rule could ask for.
        guard condition["type"].map(\.isNull) == false else { return false }
        let type = try Self.text("type", of: condition)
        guard types.matches(type), except?.matches(type) != true else { return false }
        // Without a status, or with one that cannot be read, it is neither true nor false.
        if statuses?.matches("") == false {
            guard statuses?.matches(try Self.text("status", of: condition)) == true else { return false }
        }
        guard reasons != nil || otherReasons != nil else { return true }
        let reason = condition["reason"].map(\.isNull) == false ? try Self.text("reason", of: condition) : ""
        return reasons?.matches(reason) != false && otherReasons?.matches(reason) != true
    }

    /// YAML reads a status that someone wrote without quotes as a boolean.
    private static func text(_ field: String, of condition: Value) throws(Misfit) -> String {
        switch condition[field] {
        case .string(let text)?: return text
        case .bool(let bool)? where field == "status": return bool ? "True" : "False"
        case let found: throw Misfit(field: field, found: found ?? .null)
        }
    }
}

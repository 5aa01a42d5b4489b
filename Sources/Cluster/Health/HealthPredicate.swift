import Manifests

/// When a rule holds.
indirect enum HealthPredicate: Sendable, Equatable {
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
struct HealthConditionMatch: Sendable, Equatable {
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
        guard case .object(let fields) = condition else { throw Misfit(field: "", found: condition) }
        // Some controllers write conditions without a type: those are about nothing that a rule could ask for.
        guard let type = try Self.text(fields["type"], "type") else { return false }
        guard types.matches(type), except?.matches(type) != true else { return false }
        if let statuses {
            let status = fields["status"]
            let text = Self.status(status)
            guard statuses.matches(text ?? "") else {
                // Without a status, or with one that cannot be read, it is neither true nor false.
                guard text == nil else { return false }
                throw Misfit(field: "status", found: status ?? .null)
            }
        }
        guard reasons != nil || otherReasons != nil else { return true }
        let reason = try Self.text(fields["reason"], "reason") ?? ""
        return reasons?.matches(reason) != false && otherReasons?.matches(reason) != true
    }

    private static func text(_ value: Value?, _ field: String) throws(Misfit) -> String? {
        switch value {
        case .string(let text)?: return text
        case nil, .null?: return nil
        case let found?: throw Misfit(field: field, found: found)
        }
    }

    /// YAML reads a status that someone wrote without quotes as a boolean.
    private static func status(_ value: Value?) -> String? {
        switch value {
        case .string(let text)?: text
        case .bool(let bool)?: bool ? "True" : "False"
        default: nil
        }
    }
}

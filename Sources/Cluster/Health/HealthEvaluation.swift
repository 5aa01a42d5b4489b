import Manifests

/// One object under assessment: what the rules read, what the last one found, and how much work is left.
struct HealthEvaluation {
    let object: Value
    /// The object's conditions.
    let conditions: [Value]
    /// The condition that made the rule hold.
    var condition: Value?
    /// The list element that is being tested; after a rule held, the one that made it hold.
    var item: Value?
    /// The name under which the element stands, where it is a member of an object.
    var key: String?
    /// The element of the list around, while a list within it is looked through.
    var outer: Value?
    /// The first thing that is of a type no rule can read; what a rule then says well of the object is not to be had.
    private(set) var misfit: String?
    /// Elements that may still be looked at; lists within lists make a product of an attacker's choice.
    private var remaining = 200_000

    init(_ object: Value, conditions paths: [HealthPath]) {
        self.object = object
        var found: [Value] = []
        for path in paths where found.isEmpty {
            guard let value = object[steps: path.steps], !value.isNull else { continue }
            if let elements = Self.elements(value) {
                found = elements
            } else {
                misfit = misfit ?? Self.misfit(path.text, "a list", value)
            }
        }
        conditions = found
    }

    var isExhausted: Bool { remaining <= 0 }

    /// - Returns: false where no work is left.
    mutating func spend() -> Bool {
        remaining -= 1
        return remaining > 0
    }

    mutating func forget() {
        condition = nil
        item = nil
        key = nil
        outer = nil
    }

    /// Remembers that a field is not of the type that a rule asks for.
    mutating func note(_ name: String, isNot expected: String, but found: Value) {
        if misfit == nil { misfit = Self.misfit(name, expected, found) }
    }

    private static func misfit(_ name: String, _ expected: String, _ found: Value) -> String {
        HealthMessage.oneLine("expected '\(name)' to be \(expected), found \(found.kindInWords)")
    }

    /// The value at a path; null counts as absent. What a path leads through and cannot, being no object, is noted.
    mutating func read(_ path: HealthPath) -> Value? {
        guard let origin = origin(of: path) else { return nil }
        if let found = origin[steps: path.steps] { return found.isNull ? nil : found }
        noteObstacle(on: path, from: origin)
        return nil
    }

    private mutating func noteObstacle(on path: HealthPath, from origin: Value) {
        var value = origin
        for (index, step) in path.steps.enumerated() {
            guard !value.isNull else { return }
            guard let next = value[steps: CollectionOfOne(step)] else {
                let isMember = if case .key = step { true } else { false }
                if isMember ? value.object != nil : value.array != nil { return }
                let parent = HealthPath(path.origin, Array(path.steps.prefix(index)))
                let name = parent == HealthPath(.item, []) ? "an element of a list" : parent.text
                note(name, isNot: isMember ? "an object" : "a list", but: value)
                return
            }
            value = next
        }
    }

    private func origin(of path: HealthPath) -> Value? {
        switch path.origin {
        case .object: object
        case .item: item
        case .key: key.map(Value.string)
        case .outer: outer
        case .condition: condition
        }
    }

    /// The message of the condition that decided, else its reason.
    var conditionWords: String? {
        for key in ["message", "reason"] {
            let words = HealthMessage.oneLine(condition?[key]?.string ?? "")
            if !words.isEmpty { return words }
        }
        return nil
    }

    /// Those, else what the condition says.
    var conditionInWords: String {
        guard let condition else { return "" }
        if let words = conditionWords { return words }
        guard condition["status"]?.string != "True" else { return "" }
        return HealthMessage.oneLine(
            "\(condition["type"]?.string ?? "a condition") is \((condition["status"]?.string ?? "unknown").lowercased())"
        )
    }

    /// A list's elements; those of a list written as JSON into a string, as an annotation must be; nil for no list.
    private static func elements(_ value: Value) -> [Value]? {
        guard let text = value.string else { return value.array }
        let limits = JSON.Limits(bytes: 1 << 18, depth: 16)
        do throws(JSONError) { return try JSON.parse(Array(text.utf8), limits: limits).array } catch { return nil }
    }
}

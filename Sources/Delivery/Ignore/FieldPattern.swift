import Manifests
import StructuredMerge

/// A path into an object, as users write it: `spec.template.spec.containers[name=model].image`,
/// `metadata.annotations[example.com/owner]`, `spec.rules[*].weight`, or a JSON pointer (RFC 6901) `/spec/replicas`.
package struct FieldPattern: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        case key(String)
        /// The items of a list of objects with these members, as text.
        case item([String: String])
        /// From 0.
        case index(Int)
        case all
    }

    let steps: [Step]

    /// Why a text is no path.
    package struct Malformed: Error {
        package var expected: String
    }

    package init(path: String) throws(Malformed) {
        var parser = PathParser(path)
        steps = try parser.parse()
    }

    package init(pointer: String) throws(Malformed) {
        guard pointer.hasPrefix("/") else { throw Malformed(expected: "a JSON pointer, which begins with '/'") }
        steps = String(pointer.dropFirst()).split(separator: "/", omittingEmptySubsequences: false).map {
            part -> Step in
            let key = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            if let index = Int(key), index >= 0 { return .index(index) }
            return .key(key)
        }
    }

    /// `desired` with what the pattern names as it is in `live`, and without what is others' alone.
    ///
    /// What `desired` does not have stays out of it, unless it would go away with that: what Git has declared before, or
    /// a tool whose work Lockstep takes over has set, stays as it is.
    func settingAside(_ desired: Value, live: Value, owners: LiveOwners) -> Value {
        Self.set(desired, live, steps[...], owners) ?? desired
    }

    /// - Returns: nil where the part is absent in `live`, or others'.
    private static func set(_ desired: Value, _ live: Value?, _ steps: ArraySlice<Step>, _ owners: LiveOwners) -> Value?
    {
        guard let step = steps.first else { return live }
        let rest = steps.dropFirst()
        switch (step, desired) {
        case (.key(let key), .object(var object)):
            let element = PathElement.field(key)
            guard let own = object[key] else {
                guard let kept = kept(live?[key], rest, element, owners) else { return desired }
                object[key] = kept
                return .object(object)
            }
            let isOthers = rest.isEmpty && owners.areOthers(element)
            object[key] = isOthers ? nil : set(own, live?[key], rest, owners.below(element))
            // An empty map would be a field of its own.
            return object.isEmpty && !owners.others.isEmpty ? nil : .object(object)
        case (.index(let index), .object):
            // A pointer does not tell a number that is a position from one that is a name.
            return set(desired, live, [.key(String(index))] + rest, owners)
        case (.key, _), (_, .object): return desired
        case (_, .array(let items)):
            let others = live?.array ?? []
            return .array(
                items.enumerated().compactMap { index, item in
                    guard matches(step, item, at: index) else { return item }
                    // An item that the cluster does not have yet is made as it is declared.
                    guard let other = counterpart(of: item, at: index, in: others, step) else { return item }
                    guard let element = owners.element(of: item, at: index) else {
                        return set(item, other, rest, LiveOwners())
                    }
                    if rest.isEmpty, owners.areOthers(element) { return nil }
                    return set(item, other, rest, owners.below(element))
                })
        default: return desired
        }
    }

    /// What stays of a part that is no longer declared.
    private static func kept(
        _ live: Value?, _ rest: ArraySlice<Step>, _ element: PathElement, _ owners: LiveOwners
    ) -> Value? {
        guard let live, owners.kept.touches(element) else { return nil }
        let below = owners.below(element)
        if rest.isEmpty { return below.keptPart(of: live) }
        guard case .object = live, case .object(let found)? = set(.object(Object()), live, rest, below), !found.isEmpty
        else { return nil }
        return .object(found)
    }

    static func matches(_ step: Step, _ item: Value, at index: Int) -> Bool {
        switch step {
        case .key: false
        case .all: true
        case .index(let wanted): wanted == index
        case .item(let members): has(item, members)
        }
    }

    private static func has(_ item: Value, _ members: [String: String]) -> Bool {
        members.allSatisfy { name, wanted in
            let value = name.isEmpty ? item : item[name]
            return value.map { text($0) == wanted } ?? false
        }
    }

    private static func counterpart(of item: Value, at index: Int, in others: [Value], _ step: Step) -> Value? {
        if case .item(let members) = step { return others.first { has($0, members) } }
        for key in ["name", "key", "type"] {
            if let name = item[key]?.string { return others.first { $0[key]?.string == name } }
        }
        return index < others.count ? others[index] : nil
    }

    private static func text(_ value: Value) -> String { value.string ?? JSON.string(value) }
}

private struct PathParser {
    private var rest: Substring
    private let whole: String

    init(_ text: String) {
        whole = text
        rest = text[...]
    }

    mutating func parse() throws(FieldPattern.Malformed) -> [FieldPattern.Step] {
        var steps: [FieldPattern.Step] = []
        if rest.hasPrefix(".") { rest.removeFirst() }
        while !rest.isEmpty {
            if rest.hasPrefix("[") {
                steps.append(try bracket())
            } else {
                let key = rest.prefix { $0 != "." && $0 != "[" }
                guard !key.isEmpty else { throw malformed }
                steps.append(.key(String(key)))
                rest.removeFirst(key.count)
            }
            if rest.hasPrefix(".") {
                rest.removeFirst()
                guard !rest.isEmpty, !rest.hasPrefix("["), !rest.hasPrefix(".") else { throw malformed }
            }
        }
        guard !steps.isEmpty else { throw malformed }
        return steps
    }

    /// `[name=model]`, `[containerPort=80,protocol=TCP]`, `[0]`, `[*]`, `[example.com/owner]`.
    private mutating func bracket() throws(FieldPattern.Malformed) -> FieldPattern.Step {
        guard let end = rest.firstIndex(of: "]") else { throw malformed }
        let inner = rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
        guard !inner.isEmpty else { throw malformed }
        if inner == "*" { return .all }
        if let index = Int(inner), index >= 0 { return .index(index) }
        guard inner.contains("=") else { return .key(String(inner)) }
        var members: [String: String] = [:]
        for part in inner.split(separator: ",") {
            guard let equals = part.firstIndex(of: "="), equals > part.startIndex else { throw malformed }
            members[String(part[..<equals])] = String(part[part.index(after: equals)...])
        }
        return .item(members)
    }

    private var malformed: FieldPattern.Malformed {
        FieldPattern.Malformed(expected: "a path such as 'spec.template.spec.containers[name=model].image'")
    }
}

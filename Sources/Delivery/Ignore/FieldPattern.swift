import Manifests

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
            // Of '01', which counts nothing, a position would lose the zero.
            if let index = Int(key), String(index) == key, index >= 0 { return .index(index) }
            return .key(key)
        }
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

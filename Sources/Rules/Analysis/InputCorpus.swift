package import Manifests

/// Inputs made for a comparison, from the words and the shapes of the policies themselves, so that conditions are met.
package struct InputCorpus {
    private var generator: InputGenerator
    private let accesses: [AccessPolicy]
    private let hasAdmissions: Bool
    private let paths: [[PathStep]]

    /// - Parameter seed: the same seed makes the same inputs.
    package init(_ programs: [PolicyProgram], seed: UInt64 = 1) {
        let words = InputGenerator.words(of: programs.map(\.file))
        generator = InputGenerator(seed: seed, words: words, catalogue: .standard)
        accesses = programs.flatMap { $0.accesses() }
        hasAdmissions = programs.contains { !$0.admissionNames.isEmpty }
        paths = words.compactMap(Self.path)
    }

    /// A word that reads as a path into an object or a container.
    private static func path(_ word: String) -> [PathStep]? {
        guard !word.isEmpty, word.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "/") }) else { return nil }
        do throws(Fault) { return try JSONText.steps(word) } catch { return nil }
    }

    /// Lines as ``PolicyComparator/compare(_:)`` takes them.
    package mutating func inputs(_ count: Int) -> [Value] {
        var inputs: [Value] = []
        while inputs.count < count {
            if hasAdmissions { inputs.append(review()) }
            for access in accesses where inputs.count < count {
                var request = generator.value(of: access.shape).object ?? Object()
                if let actions = access.actions, !actions.isEmpty {
                    request["action"] = .string(actions[generator.next(actions.count)])
                }
                inputs.append(["request": .object(request), "signatures": [:]])
            }
            if !hasAdmissions, accesses.isEmpty { break }
        }
        return Array(inputs.prefix(count))
    }

    private mutating func review() -> Value {
        let review = generator.review()
        var object = review.object
        for _ in 0..<generator.next(4) where !paths.isEmpty {
            let path = paths[generator.next(paths.count)]
            let value = generator.scalar()
            // A path of one word is a container's member, a longer one the object's.
            let place: [PathStep] =
                path.count > 1 ? path : ["spec", "template", "spec", "containers", 0] + path
            object = Self.setting(value, at: place[...], in: object)
        }
        return [
            "review": [
                "object": object, "operation": .string(review.operation),
                "userInfo": ["username": .string(review.requester ?? "")],
                "change": generator.value(of: StandardRecords.changeShape),
            ],
            "environment": .string(review.environment), "time": .string(TimestampText.write(review.time ?? 0)),
            "inventory": [], "signatures": [:], "attestations": [:],
        ]
    }

    /// The object with a value at a path, as far as what is there has such parts.
    private static func setting(_ value: Value, at path: ArraySlice<PathStep>, in object: Value) -> Value {
        guard let step = path.first else { return value }
        switch (step, object) {
        case (.key(let key), .object(var members)):
            members[key] = setting(value, at: path.dropFirst(), in: members[key] ?? .object(Object()))
            return .object(members)
        case (.index(let index), .array(var elements)) where elements.indices.contains(index):
            elements[index] = setting(value, at: path.dropFirst(), in: elements[index])
            return .array(elements)
        default: return object
        }
    }
}

extension InputGenerator {
    mutating func scalar() -> Value {
        switch next(5) {
        case 0: .bool(next(2) == 0)
        case 1: .integer([0, 1, 2, 3, 10, 100, -1][next(7)])
        case 2: .object([word(): .string(word())])
        default: .string(word())
        }
    }

    /// A value that has a shape.
    mutating func value(of shape: Shape, depth: Int = 0) -> Value {
        switch shape {
        case .json: return scalar()
        case .string, .literal("Action"), .literal("Subject"): return .string(word())
        case .integer: return .integer([0, 1, 2, 3, 10, 100, -1][next(7)])
        case .double: return .double(Double(next(10)))
        case .bool: return .bool(next(2) == 0)
        case .literal("Timestamp"):
            return .string(TimestampText.write(1_767_225_600_000 + next(366 * 24 * 4) * 900_000))
        case .literal: return .string(word())
        case .list(let inner), .set(let inner):
            return .array((0..<(depth > 6 ? 0 : next(4))).map { _ in value(of: inner, depth: depth + 1) })
        case .map(let inner): return .object([word(): value(of: inner, depth: depth + 1)])
        case .optional(let inner): return next(3) == 0 ? .null : value(of: inner, depth: depth + 1)
        case .cases(let table): return .string(table.keys.sorted()[next(table.count)])
        case .opaque: return .null
        case .record(_, let fields):
            var object = Object()
            for field in fields {
                let value = value(of: field.shape, depth: depth + 1)
                if !value.isNull { object[field.name] = value }
            }
            return .object(object)
        }
    }
}

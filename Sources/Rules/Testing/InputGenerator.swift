import Manifests

/// Inputs of properties: mostly of the words that the policies themselves use, so that conditions are met.
struct InputGenerator {
    private var state: UInt64
    private let words: [String]
    private let catalogue: Catalogue

    init(seed: UInt64, words: [String], catalogue: Catalogue) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        self.words = words.isEmpty ? ["a"] : words
        self.catalogue = catalogue
    }

    /// The short string literals of files.
    static func words(of files: [SourceFile]) -> [String] {
        var found: Set<String> = ["", "alice", "bob"]
        for file in files {
            let stream = Lexer.tokens(of: file)
            for token in stream.tokens where token.kind == .stringText && stream.text(token).utf8.count <= 40 {
                found.insert(stream.text(token))
            }
        }
        return found.sorted()
    }

    mutating func next(_ bound: Int) -> Int {
        // SplitMix64: the same inputs on every run.
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return bound > 0 ? Int((mixed ^ (mixed >> 31)) % UInt64(bound)) : 0
    }

    mutating func word() -> String { words[next(words.count)] }

    mutating func input(of type: SemanticType, depth: Int = 0) -> Datum {
        guard case .nominal(let id, let parts) = type, depth < 8 else { return .none }
        let known = Catalogue.known
        let first = parts.first ?? .unknown
        switch id {
        case known.string: return .string(word())
        case known.int: return .integer([0, 1, 2, 3, 10, 100, -1][next(7)])
        case known.bool: return .bool(next(2) == 0)
        case known.double: return .double(Double(next(10)))
        case known.optional: return next(3) == 0 ? .none : input(of: first, depth: depth + 1)
        case known.array: return .list(elements(of: first, depth))
        case known.set: return .object(SetBox(elements(of: first, depth)))
        case known.timestamp: return .time(1_767_225_600_000 + next(366 * 24 * 4) * 900_000)
        case known.json: return .json(.string(word()))
        case known.review:
            let change = SemanticType.nominal(StandardRecords.change, [])
            return .object(ReviewBox(review(), change: input(of: change, depth: depth + 1)))
        default: break
        }
        let nominal = catalogue[id]
        if let cases = nominal.cases, !cases.isEmpty { return .string(cases[next(cases.count)]) }
        if !nominal.fields.isEmpty {
            return .object(
                Record(id, nominal.fields.map { input(of: $0.type.substituting(parts.map { $0 }), depth: depth + 1) }))
        }
        let statics = nominal.members.keys.sorted().filter { name in
            nominal.members[name]?.contains { if case .enumCase = catalogue[$0].behaviour { true } else { false } }
                == true
        }
        return statics.isEmpty ? .string(word()) : .string(statics[next(statics.count)])
    }

    private mutating func elements(of type: SemanticType, _ depth: Int) -> [Datum] {
        (0..<next(4)).map { _ in input(of: type, depth: depth + 1) }
    }

    mutating func review() -> Review {
        let containers = (0..<next(4)).map { index -> Value in
            ["name": .string("c\(index)"), "image": .string(word().isEmpty ? "app:1" : word() + "/app:1")]
        }
        var review = Review(object: [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "namespace": .string(word())],
            "spec": ["replicas": .integer(Int64(next(5))), "template": ["spec": ["containers": .array(containers)]]],
        ])
        review.environment = word()
        review.requester = word()
        review.time = 1_767_225_600_000 + next(366 * 24) * 3_600_000
        return review
    }

    // MARK: Shrinking

    static func smaller(than datum: Datum) -> [Datum] {
        switch datum {
        case .string(let text) where !text.isEmpty: return [.string("")]
        case .integer(let value) where value != 0: return [.integer(0), .integer(value / 2)]
        case .bool(true): return [.bool(false)]
        case .list(let elements) where !elements.isEmpty:
            return [.list([]), .list(Array(elements.dropLast())), .list(Array(elements.dropFirst()))]
                + elements.indices.flatMap { index in
                    smaller(than: elements[index]).map { replacement in
                        var copy = elements
                        copy[index] = replacement
                        return .list(copy)
                    }
                }
        case .object(let box as SetBox) where !box.elements.isEmpty:
            return box.elements.indices.map { index in
                var copy = box.elements
                copy.remove(at: index)
                return .object(SetBox(copy))
            }
        case .object(let box as Record):
            return box.fields.indices.flatMap { index in
                smaller(than: box.fields[index]).map { replacement in
                    var copy = box.fields
                    copy[index] = replacement
                    return .object(Record(box.nominal, copy))
                }
            }
        default: return []
        }
    }
}

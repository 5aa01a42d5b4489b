import Manifests

/// JSON values of policies: read by member and path, made of literals.
enum JSONText {
    static func value(_ datum: Datum) -> Value {
        switch datum {
        case .none, .missing: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(Int64(value))
        case .double(let value): .double(value)
        case .string(let text): .string(text)
        case .json(let value): value
        case .list(let elements): .array(elements.map(value))
        case .jsonList(let elements): .array(elements)
        case .object(let box as SetBox): .array(box.elements.map(value))
        case .object(let box as MapBox): object(Array(zip(box.keys, box.values)))
        case .time, .span, .object: .string(datum.text)
        }
    }

    /// With a space after each comma and colon, as OPA prints values in messages.
    static func spaced(_ value: Value) -> String {
        switch value {
        case .array(let elements): "[" + elements.map { spaced($0) }.joined(separator: ", ") + "]"
        case .object(let object):
            "{" + object.members.map { "\(JSON.string(.string($0.key))): \(spaced($0.value))" }.joined(separator: ", ")
                + "}"
        default: JSON.string(value)
        }
    }

    static func object(_ pairs: [(Datum, Datum)]) -> Value {
        .object(Object(pairs.map { Object.Member(key: $0.0.text, value: value($0.1)) }))
    }

    @inline(__always)
    static func member(_ value: Value, _ key: String) -> Value? {
        guard case .object(let object) = value, let found = object[key] else { return nil }
        if case .null = found { return nil }
        return found
    }

    /// The value at `spec.template['a/b'].list[0]`; nil where a step leads nowhere, a fault where it cannot be one.
    static func at(_ value: Value, _ path: String) throws(Fault) -> Value? {
        try at(value, try steps(path), path)
    }

    /// - Parameter path: the steps as written, for messages.
    static func at(_ value: Value, _ steps: [PathStep], _ path: String) throws(Fault) -> Value? {
        var current = value
        for step in steps {
            switch (step, current) {
            case (.key(let key), .object):
                guard let next = member(current, key) else { return nil }
                current = next
            case (.index(let index), .array(let elements)):
                guard elements.indices.contains(index) else { return nil }
                current = elements[index]
            case (_, .null): return nil
            case (.key(let key), _):
                throw Fault(
                    .wrongType(expected: "an object", found: current.kindInWords, what: "'\(key)' of '\(path)'"))
            case (.index, _): throw Fault(.wrongType(expected: "a list", found: current.kindInWords, what: "'\(path)'"))
            }
        }
        return current.isNull ? nil : current
    }

    /// - Throws: ``Fault`` for a path that is none.
    static func steps(_ path: String) throws(Fault) -> [PathStep] {
        var result: [PathStep] = []
        var word: [UInt8] = []
        let bytes = Array(path.utf8)
        var index = 0
        func flush() {
            if !word.isEmpty { result.append(.key(String(decoding: word, as: UTF8.self))) }
            word = []
        }
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "."):
                flush()
                index += 1
            case UInt8(ascii: "["):
                flush()
                guard let close = bytes[index...].firstIndex(of: UInt8(ascii: "]")) else {
                    throw Fault(.invalid(expected: "a path such as 'spec.rules[0]'", found: path))
                }
                let inner = String(decoding: bytes[index + 1..<close], as: UTF8.self)
                if let number = Int(inner), number >= 0 {
                    result.append(.index(number))
                } else if inner.utf8.count >= 2, inner.hasPrefix("'"), inner.hasSuffix("'") {
                    result.append(.key(String(inner.dropFirst().dropLast())))
                } else {
                    throw Fault(.invalid(expected: "a path such as 'spec.rules[0]'", found: path))
                }
                index = close + 1
            default:
                word.append(bytes[index])
                index += 1
            }
        }
        flush()
        return result
    }
}

/// Ranges of anything that has an order.
enum Ranges {
    static func contains(_ range: RangeBox, _ value: Datum) -> Bool {
        let (low, high) = (Datum.order(range.lower, value), Datum.order(value, range.upper))
        return low <= 0 && (range.isClosed ? high <= 0 : high < 0)
    }
}

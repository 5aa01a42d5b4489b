/// What a field of one of Lockstep's own kinds may hold, and how it is read.
package struct FieldKind<T> {
    /// Why a value is not of the kind.
    package struct Mismatch: Error {
        package var expected: String
        /// Nil where the value's type says it all.
        package var found: String?
        package var hint: String?

        package init(expected: String, found: String? = nil, hint: String? = nil) {
            self.expected = expected
            self.found = found
            self.hint = hint
        }
    }

    /// In the words of an error message: "a string".
    package let expected: String
    package let read: (Value) -> Result<T, Mismatch>

    package init(_ expected: String, _ read: @escaping (Value) -> Result<T, Mismatch>) {
        self.expected = expected
        self.read = read
    }

    /// A kind whose values are all those for which `read` gives something.
    package init(_ expected: String, ifReadable read: @escaping (Value) -> T?) {
        self.init(expected) { value in
            read(value).map { .success($0) } ?? .failure(Mismatch(expected: expected, found: value.foundInWords))
        }
    }
}

extension FieldKind where T == Value {
    package static var any: FieldKind { FieldKind("a value") { .success($0) } }
}

extension FieldKind where T == String {
    package static var string: FieldKind {
        FieldKind("a string") { value in
            if let string = value.string { return .success(string) }
            let hint: String? = value.array == nil && value.object == nil ? "put the value in quotes" : nil
            return .failure(Mismatch(expected: "a string", hint: hint))
        }
    }

    /// A string of at least one character.
    package static var nonEmptyString: FieldKind {
        FieldKind("a string") { value in
            switch value {
            case .string(""): .failure(Mismatch(expected: "a string", found: "an empty one"))
            default: FieldKind.string.read(value)
            }
        }
    }
}

extension FieldKind where T == Bool {
    package static var bool: FieldKind { FieldKind("true or false", ifReadable: \.bool) }
}

extension FieldKind where T == Int {
    package static func integer(in range: ClosedRange<Int> = Int.min...Int.max) -> FieldKind {
        let bounds = range == Int.min...Int.max ? "" : " from \(range.lowerBound) to \(range.upperBound)"
        return FieldKind("an integer\(bounds)") { value in
            value.integer.flatMap { Int(exactly: $0) }.flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension FieldKind where T == Double {
    /// An integer or a number with a fraction.
    package static func number(in range: ClosedRange<Double> = -Double.infinity...Double.infinity) -> FieldKind {
        let isBounded = range.lowerBound.isFinite || range.upperBound.isFinite
        let bounds = isBounded ? " from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))" : ""
        return FieldKind("a number\(bounds)") { value in
            let number: Double? =
                switch value {
                case .integer(let integer): Double(integer)
                case .double(let double): double
                default: nil
                }
            return number.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    private static func text(_ bound: Double) -> String {
        bound.isFinite ? NumberText.ecmaScript(bound) : bound < 0 ? "any number" : "any number above"
    }
}

extension FieldKind where T == Duration {
    /// `30s`, `5m`, `1h30m`, `250ms`: see ``DurationText``.
    package static var duration: FieldKind {
        FieldKind("a duration like '30s' or '1h30m'") { $0.string.flatMap(DurationText.parse) }
    }
}

extension FieldKind where T: RawRepresentable & CaseIterable, T.RawValue == String {
    /// One of an enum's raw values.
    package static func choice(_ type: T.Type = T.self) -> FieldKind {
        let names = T.allCases.map(\.rawValue)
        let expected = names.map { "'\($0)'" }.joined(separator: " or ")
        return FieldKind(expected) { value in
            if let found = value.string.flatMap(T.init(rawValue:)) { return .success(found) }
            let nearest = value.string.flatMap { NearestName.suggest($0, among: names) }
            return .failure(
                Mismatch(expected: expected, found: value.foundInWords, hint: nearest.map { "did you mean '\($0)'?" }))
        }
    }
}

extension FieldKind {
    /// A list whose elements are all of one kind.
    package static func list<Element>(of element: FieldKind<Element>) -> FieldKind where T == [Element] {
        FieldKind("a list") { value in
            guard let elements = value.array else { return .failure(Mismatch(expected: "a list")) }
            var result: [Element] = []
            for (index, member) in elements.enumerated() {
                switch element.read(member) {
                case .success(let read): result.append(read)
                case .failure(let mismatch):
                    let found = mismatch.found ?? member.kindInWords
                    return .failure(
                        Mismatch(
                            expected: "a list of which each element is \(mismatch.expected)",
                            found: "\(found) at index \(index)", hint: mismatch.hint))
                }
            }
            return .success(result)
        }
    }

    /// An object whose values are all of one kind.
    package static func dictionary<Element>(of element: FieldKind<Element>) -> FieldKind where T == [String: Element] {
        FieldKind("an object") { value in
            guard let object = value.object else { return .failure(Mismatch(expected: "an object")) }
            var result: [String: Element] = [:]
            for member in object {
                switch element.read(member.value) {
                case .success(let read): result[member.key] = read
                case .failure(let mismatch):
                    let found = mismatch.found ?? member.value.kindInWords
                    return .failure(
                        Mismatch(
                            expected: "an object of which each value is \(mismatch.expected)",
                            found: "\(found) at '\(member.key)'", hint: mismatch.hint))
                }
            }
            return .success(result)
        }
    }
}

extension Value {
    /// A scalar itself where it is short, otherwise what kind of value it is.
    var foundInWords: String {
        switch self {
        case .string(let string) where string.utf8.count <= 60: "'\(string)'"
        case .integer(let integer): String(integer)
        case .double(let double): NumberText.ecmaScript(double)
        case .bool(let bool): bool ? "true" : "false"
        default: kindInWords
        }
    }
}

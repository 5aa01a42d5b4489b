import Patterns

struct VersionDatum: OpaqueDatum {
    static let typeName = "kubernetes.Semver"
    let version: SemanticVersion

    func isEqual(to other: any OpaqueDatum) -> Bool {
        (other as? VersionDatum).map { SemanticVersion.order($0.version, version) == .equal } ?? false
    }
}

/// A version by Semantic Versioning 2.0.
struct SemanticVersion: Sendable {
    let numbers: [UInt64]
    let prerelease: [String]

    init?(_ text: String) {
        var rest = text[...]
        if let plus = rest.firstIndex(of: "+") {
            guard Self.areIdentifiers(rest[rest.index(after: plus)...]) else { return nil }
            rest = rest[..<plus]
        }
        var prerelease: [String] = []
        if let dash = rest.firstIndex(of: "-") {
            let suffix = rest[rest.index(after: dash)...]
            guard Self.areIdentifiers(suffix) else { return nil }
            prerelease = suffix.split(separator: ".").map(String.init)
            guard prerelease.allSatisfy({ !Self.isNumeric($0) || $0 == "0" || !$0.hasPrefix("0") }) else { return nil }
            rest = rest[..<dash]
        }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            Self.isNumeric(part) && (part.count == 1 || part.first != "0") ? UInt64(part) : nil
        }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        self.numbers = numbers
        self.prerelease = prerelease
    }

    /// Takes a leading `v`, one or two numbers only, and leading zeros.
    init?(normalizing text: String) {
        var parts = (text.hasPrefix("v") ? text.dropFirst() : text[...])
            .split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        parts = parts.map { part in
            let stripped = String(part.drop { $0 == "0" })
            let startsWithDigit = stripped.unicodeScalars.first?.isDigit ?? false
            return part.count > 1 && !startsWithDigit ? "0" + stripped : part.count > 1 ? stripped : part
        }
        if parts.count < 3, parts.last?.contains(where: { $0 == "+" || $0 == "-" }) ?? false { return nil }
        while parts.count < 3 { parts.append("0") }
        self.init(parts.joined(separator: "."))
    }

    private static func isNumeric(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy(\.isDigit)
    }

    private static func areIdentifiers(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.unicodeScalars.allSatisfy { $0 == "-" || ($0.isIdentifierStart && $0 != "_") || $0.isDigit }
        }
    }

    static func order(_ left: SemanticVersion, _ right: SemanticVersion) -> Datum.Order {
        for (a, b) in zip(left.numbers, right.numbers) where a != b { return Datum.order(a, b) }
        if left.prerelease.isEmpty || right.prerelease.isEmpty {
            return Datum.order(left.prerelease.isEmpty ? 1 : 0, right.prerelease.isEmpty ? 1 : 0)
        }
        for (a, b) in zip(left.prerelease, right.prerelease) where a != b {
            switch (isNumeric(a), isNumeric(b)) {
            case (true, true): return a.count == b.count ? Datum.order(a, b) : Datum.order(a.count, b.count)
            case (true, false): return .less
            case (false, true): return .greater
            case (false, false): return a.utf8.lexicographicallyPrecedes(b.utf8) ? .less : .greater
            }
        }
        return Datum.order(left.prerelease.count, right.prerelease.count)
    }
}

/// Semantic versions.
enum VersionFunctions {
    private static let type = ValueType.opaque(VersionDatum.typeName)
    private static let parsing = CallCost.traversal(argument: 0, factor: CallCost.text)

    static let functions = [
        Function("semver", [.global(.string, to: type), .global(.string, .bool, to: type)], cost: parsing) {
            (arguments) throws(EvaluationError) in
            guard let version = try version(parsing: arguments) else {
                throw .fault("No Major.Minor.Patch elements found")
            }
            return .opaque(VersionDatum(version: version))
        },
        Function("isSemver", [.global(.string, to: .bool), .global(.string, .bool, to: .bool)], cost: parsing) {
            (arguments) throws(EvaluationError) in
            .bool(try version(parsing: arguments) != nil)
        },
        number("major", 0), number("minor", 1), number("patch", 2),
        comparison("isGreaterThan") { $0 == .greater }, comparison("isLessThan") { $0 == .less },
        Function("compareTo", [.member(type, type, to: .int)]) { (arguments) throws(EvaluationError) in
            .int(SemanticVersion.order(try version(arguments[0]), try version(arguments[1])).rawValue)
        },
    ]

    private static func version(parsing arguments: [Datum]) throws(EvaluationError) -> SemanticVersion? {
        guard case .string(let text) = arguments[0] else { throw .noSuchOverload }
        if arguments.count > 1, case .bool(true) = arguments[1] { return SemanticVersion(normalizing: text) }
        return SemanticVersion(text)
    }

    private static func version(_ datum: Datum) throws(EvaluationError) -> SemanticVersion {
        guard case .opaque(let value) = datum, let found = value as? VersionDatum else { throw .noSuchOverload }
        return found.version
    }

    private static func number(_ name: String, _ index: Int) -> Function {
        Function(name, [.member(type, to: .int)]) { (arguments) throws(EvaluationError) in
            .int(Int64(clamping: try version(arguments[0]).numbers[index]))
        }
    }

    private static func comparison(_ name: String, _ holds: @escaping @Sendable (Datum.Order) -> Bool) -> Function {
        Function(name, [.member(type, type, to: .bool)]) { (arguments) throws(EvaluationError) in
            .bool(holds(SemanticVersion.order(try version(arguments[0]), try version(arguments[1]))))
        }
    }
}

package import Manifests

/// The health checks in force, found by kind.
///
/// The most specific wins: a kind named with its group; all kinds of a group; a kind in a pattern of groups
/// (the longest pattern first); last `*` in `*`, which is kstatus.
package struct HealthChecks: Sendable, Equatable {
    private enum Entry: Sendable, Equatable {
        case builtIn(BuiltInHealthCheck)
        case read(HealthCheck)

        var check: HealthCheck? {
            switch self {
            case .builtIn(let check): check.check
            case .read(let check): check
            }
        }

        static func == (left: Entry, right: Entry) -> Bool {
            switch (left, right) {
            case (.builtIn(let left), .builtIn(let right)): left === right
            case (.read(let left), .read(let right)): left == right
            default: false
            }
        }
    }

    /// A group as a check names it: in full, or `*.suffix`, or `*`.
    private struct GroupPattern: Sendable, Equatable {
        var suffix: String
        var checks: [String: Entry] = [:]
    }

    private var exact: [GroupKind: Entry] = [:]
    /// By length of the suffix, the longest first.
    private var patterns: [GroupPattern] = []

    package init() {}

    /// Every check, each once, in no order.
    package var all: [HealthCheck] {
        var names: Set<String> = []
        return (Array(exact.values) + patterns.flatMap(\.checks.values)).compactMap(\.check)
            .filter { names.insert($0.name).inserted }
    }

    /// The checks compiled into the program.
    package static let builtIn: HealthChecks = {
        var checks = HealthChecks()
        for check in BuiltInHealthCheck.all {
            for kind in check.kinds { checks.insert(.builtIn(check), for: kind) }
        }
        return checks
    }()

    /// Adds the checks of a repository; a kind that is there already is replaced.
    ///
    /// - Parameter documents: of kind `HealthCheck`.
    /// - Returns: what is wrong with them. A document with an error adds nothing. Two that claim the same kind
    ///   are an error at the second.
    package mutating func add(_ documents: [Document]) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        var claimed: [GroupKind: SourceLocation] = [:]
        for document in documents {
            guard let check = HealthCheck.read(document, into: &diagnostics) else { continue }
            for kind in check.kinds {
                if let first = claimed.updateValue(document.location, forKey: kind) {
                    diagnostics.append(
                        .error("'\(kind)' has a health check already, at \(first)", at: document.location))
                } else {
                    insert(.read(check), for: kind)
                }
            }
        }
        return diagnostics
    }

    private mutating func insert(_ check: Entry, for kind: GroupKind) {
        guard kind.group.hasPrefix("*") else {
            exact[kind] = check
            return
        }
        let suffix = String(kind.group.dropFirst())
        if let index = patterns.firstIndex(where: { $0.suffix == suffix }) {
            patterns[index].checks[kind.kind] = check
        } else {
            patterns.append(GroupPattern(suffix: suffix, checks: [kind.kind: check]))
            patterns.sort { $0.suffix.utf8.count > $1.suffix.utf8.count }
        }
    }

    /// The check for a kind; nil only where not even kstatus is loaded.
    package func check(for kind: GroupKind) -> HealthCheck? {
        if let entry = exact[kind] ?? exact[GroupKind(group: kind.group, kind: "*")] { return entry.check }
        for pattern in patterns where kind.group.hasSuffix(pattern.suffix) {
            if let entry = pattern.checks[kind.kind] ?? pattern.checks["*"] { return entry.check }
        }
        return nil
    }

    /// Whether the status of an object of this kind does not tell of which generation it speaks.
    package func ignoresGeneration(of object: Value) -> Bool { check(for: object)?.generation == .ignored }

    /// Whether what an object of this kind does has an end, and is not done before.
    package func runsToCompletion(_ kind: GroupKind) -> Bool { check(for: kind)?.runs == .toCompletion }

    private func check(for object: Value) -> HealthCheck? {
        check(for: Self.kind(of: object))
    }

    private static func kind(of object: Value) -> GroupKind {
        GroupVersionKind(apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "").groupKind
    }

    package func assess(_ object: Value?) -> Health {
        guard let object else { return Health(.missing, "not there") }
        guard case .object = object else { return Health(.unknown, "expected an object, found \(object.kindInWords)") }
        guard let check = check(for: object) else {
            return Health(.unknown, "there is no health check for '\(Self.kind(of: object))'")
        }
        return check.assess(object)
    }
}

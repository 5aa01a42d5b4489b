package import Manifests

/// The health checks in force, found by kind.
///
/// The most specific wins: a kind named with its group; all kinds of a group; a kind in a pattern of groups
/// (the longest pattern first); last `*` in `*`, which is kstatus.
package struct HealthChecks: Sendable, Equatable {
    /// A group as a check names it: in full, or `*.suffix`, or `*`.
    private struct GroupPattern: Sendable, Equatable {
        var suffix: String
        var checks: [String: HealthCheck] = [:]
    }

    private var exact: [GroupKind: HealthCheck] = [:]
    /// By length of the suffix, the longest first.
    private var patterns: [GroupPattern] = []
    /// The diagnostics of the checks compiled in; empty unless the build is at fault.
    package private(set) var diagnostics: [Diagnostic] = []

    package init() {}

    /// Every check, each once, in no order.
    package var all: [HealthCheck] {
        var names: Set<String> = []
        return (Array(exact.values) + patterns.flatMap(\.checks.values)).filter { names.insert($0.name).inserted }
    }

    /// The checks compiled into the program.
    package static let builtIn: HealthChecks = {
        var checks = HealthChecks()
        for file in HealthKinds.files {
            let parsed = YAML.parse(file.text, file: file.name)
            checks.diagnostics += parsed.diagnostics
            checks.diagnostics += checks.add(parsed.documents)
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
                    insert(check, for: kind)
                }
            }
        }
        return diagnostics
    }

    private mutating func insert(_ check: HealthCheck, for kind: GroupKind) {
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
        if let check = exact[kind] ?? exact[GroupKind(group: kind.group, kind: "*")] { return check }
        for pattern in patterns where kind.group.hasSuffix(pattern.suffix) {
            if let check = pattern.checks[kind.kind] ?? pattern.checks["*"] { return check }
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

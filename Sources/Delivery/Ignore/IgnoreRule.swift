import Manifests
import StructuredMerge

/// Fields that an environment declares and leaves to somebody else once the object is there: an autoscaler's
/// `spec.replicas`, a certificate that a controller injects.
///
/// What others own alone is left out of what is applied. What Lockstep owns is applied with the value that it has in the
/// cluster: to let go of it would remove it where nobody else owns it. So neither is a difference, and no one's value is
/// overwritten.
package struct IgnoreRule: Sendable, Hashable {
    /// `Deployment`, or `Deployment.apps`; empty for all.
    package var kinds: [String] = []
    /// Empty for all.
    package var names: [String] = []
    package var patterns: [FieldPattern] = []
    /// Field managers whose fields are theirs, whatever the environment says of them.
    package var managers: [String] = []

    package init() {}

    func covers(_ identity: ResourceIdentity) -> Bool {
        let kind = identity.groupKind
        return (kinds.isEmpty || kinds.contains(kind.kind) || kinds.contains(kind.description))
            && (names.isEmpty || names.contains(identity.name))
    }

    fileprivate func settingAside(
        _ desired: Value, live: Value, owners: LiveOwners, schema: TypeSchema
    ) -> Value {
        var selections = patterns.map(FieldSelection.init)
        if !managers.isEmpty {
            for entry in live[path: "metadata", "managedFields"]?.array ?? [] {
                if let set = fields(of: entry) { selections.append(.fields(set.leaves)) }
            }
        }
        return selections.reduce(desired) {
            $1.settingAside($0, live: live, owners: owners, schema: schema)
        }
    }
}

extension IgnoreRule {
    /// The fields of one of the managers that are named; nil for an entry of somebody else's.
    private func fields(of entry: Value) -> FieldSet? {
        guard let manager = entry["manager"]?.string, managers.contains(manager) else { return nil }
        return try? LiveOwners.fields(of: entry)
    }
}

extension [IgnoreRule] {
    /// Why it cannot be told what is to be left alone of an object; nil where it can.
    func obstacle(of identity: ResourceIdentity, live: Value) -> String? {
        guard contains(where: { $0.covers(identity) }) else { return nil }
        for entry in live[path: "metadata", "managedFields"]?.array ?? [] {
            do { _ = try LiveOwners.fields(of: entry) } catch {
                return
                    "expected the fields of '\(entry["manager"]?.string ?? "")' in metadata.managedFields, which tell "
                    + "what 'spec.ignore' leaves alone, found what cannot be read: \(error)"
            }
        }
        return nil
    }

    /// The managers whose fields of an object are theirs.
    func managers(of identity: ResourceIdentity) -> Set<String> {
        reduce(into: []) { if $1.covers(identity) { $0.formUnion($1.managers) } }
    }

    /// `desired` as it is to be applied over `live`.
    func settingAside(
        _ desired: Value, of identity: ResourceIdentity, live: Value, from predecessors: Predecessors,
        schema: TypeSchema
    ) -> Value {
        let rules = filter { $0.covers(identity) }
        guard !rules.isEmpty else { return desired }
        let owners = LiveOwners(live, from: predecessors, schema: schema)
        return rules.reduce(desired) { $1.settingAside($0, live: live, owners: owners, schema: schema) }
    }
}

extension IgnoreRule {
    /// Reads an entry of `spec.ignore`.
    static func read(_ reader: inout FieldReader) -> IgnoreRule? {
        var rule = IgnoreRule()
        rule.kinds = reader.value("kinds", .list(of: .nonEmptyString), default: [])
        rule.names = reader.value("names", .list(of: .nonEmptyString), default: [])
        rule.managers = reader.value("managers", .list(of: .nonEmptyString), default: [])
        rule.patterns =
            reader.value("paths", .list(of: .fieldPath), default: [])
            + reader.value("pointers", .list(of: .jsonPointer), default: [])
        if rule.patterns.isEmpty && rule.managers.isEmpty && reader.isValid {
            reader.report("expected 'paths', 'pointers' or 'managers', found none of them")
        }
        return rule
    }
}

extension FieldKind where T == FieldPattern {
    fileprivate static var fieldPath: FieldKind {
        FieldKind("a field path") { value in
            read(value) { text throws(FieldPattern.Malformed) in try FieldPattern(path: text) }
        }
    }

    fileprivate static var jsonPointer: FieldKind {
        FieldKind("a JSON pointer") { value in
            read(value) { text throws(FieldPattern.Malformed) in try FieldPattern(pointer: text) }
        }
    }

    private static func read(
        _ value: Value, _ make: (String) throws(FieldPattern.Malformed) -> FieldPattern
    ) -> Result<FieldPattern, Mismatch> {
        guard let text = value.string else { return .failure(Mismatch(expected: "text")) }
        do throws(FieldPattern.Malformed) {
            return .success(try make(text))
        } catch {
            return .failure(Mismatch(expected: error.expected, found: "'\(text)'"))
        }
    }
}

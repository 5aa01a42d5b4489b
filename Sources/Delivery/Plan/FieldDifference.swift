package import Manifests
package import StructuredMerge

/// One field whose value differs between two versions of an object.
package struct FieldDifference: Sendable, Hashable {
    /// As users know it: `spec.template.spec.containers[name=model].image`.
    package var path: String
    /// Nil where the field is absent.
    package var before: Value?
    /// Nil where the field is absent.
    package var after: Value?
    /// Who has set the value from before, where it is taken back from somebody else.
    package var manager: String?

    package init(path: String, before: Value?, after: Value?) {
        self.path = path
        self.before = before
        self.after = after
    }
}

extension FieldDifference {
    /// The differences between two versions of an object, in the order of their paths.
    ///
    /// What the server keeps for itself (managed fields, versions, times, status) is left out. The values of
    /// a Secret, and the copy of a manifest that `kubectl apply` leaves in an annotation, are masked.
    ///
    /// - Parameter schema: tells by which fields the items of a list are known; without it, by `name`, `type` or `key`.
    package static func between(
        _ before: Value, and after: Value, schema: TypeSchema = .untyped
    ) -> [FieldDifference] {
        let isSecret = SecretContent.isSecret(before) || SecretContent.isSecret(after)
        var differ = Differ(mask: DifferenceMask(isSecret: isSecret))
        differ.compare(before, after, at: "", schema)
        return differ.differences
    }

    /// A key that holds a dot or a slash stands in brackets: `metadata.annotations[example.com/owner]`.
    static func append(_ key: String, to path: String) -> String {
        if key.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }) { return "\(path)[\(key)]" }
        return path.isEmpty ? key : "\(path).\(key)"
    }
}

/// Walks two values side by side.
private struct Differ {
    private static let serverFields: Set<String> = [
        "status", "metadata.managedFields", "metadata.resourceVersion", "metadata.generation", "metadata.uid",
        "metadata.creationTimestamp", "metadata.selfLink", "metadata.deletionTimestamp",
        "metadata.deletionGracePeriodSeconds",
    ]

    let mask: DifferenceMask
    var differences: [FieldDifference] = []

    mutating func compare(_ before: Value?, _ after: Value?, at path: String, _ schema: TypeSchema?) {
        if before == after || Self.serverFields.contains(path) { return }
        switch (before, after) {
        // A map or list that nothing is left of is the same as none.
        case (.object?, .null?), (.array?, .null?): compare(before, nil, at: path, schema)
        case (.null?, .object?), (.null?, .array?): compare(nil, after, at: path, schema)
        case (.object(let old)?, .object(let new)?): compareObjects(old, new, at: path, schema)
        case (.array(let old)?, .array(let new)?) where !mask.covers(path): compareLists(old, new, at: path, schema)
        default: record(before, after, at: path)
        }
    }

    private mutating func compareObjects(_ old: Object, _ new: Object, at path: String, _ schema: TypeSchema?) {
        let keys = Set(old.keys).union(new.keys).sorted()
        for key in keys {
            compare(
                old[key], new[key], at: FieldDifference.append(key, to: path), schema?.field(key) ?? schema?.additional)
        }
    }

    /// Items that can be told from one another are matched by what tells them apart, so that a moved or inserted item
    /// is seen as that; all others by what is equal before and after.
    private mutating func compareLists(_ old: [Value], _ new: [Value], at path: String, _ schema: TypeSchema?) {
        guard let keys = ListKeys(old, new, schema) else {
            compareByPosition(old, new, at: path, schema)
            return
        }
        let before = Dictionary(zip(keys.old, old)) { first, _ in first }
        let after = Dictionary(zip(keys.new, new)) { first, _ in first }
        for name in keys.old + keys.new.filter({ before[$0] == nil }) {
            compare(before[name], after[name], at: "\(path)[\(name)]", schema?.items)
        }
        let kept = keys.old.filter { after[$0] != nil }
        let keptNow = keys.new.filter { before[$0] != nil }
        if kept != keptNow {
            keep(
                "\(path) (order)", .array(kept.map(ListKeys.short)), .array(keptNow.map(ListKeys.short)), masked: path)
        }
    }

    /// An item that stands elsewhere now is named by both places: `rules[2→0]`.
    private mutating func compareByPosition(_ old: [Value], _ new: [Value], at path: String, _ schema: TypeSchema?) {
        let alignment = ListAlignment(old, new)
        if alignment.isReordered {
            let order = alignment.order
            // Objects are too long to be shown twice: their places tell.
            let isShort = !old.contains { $0.object != nil || $0.array != nil }
            func items(_ places: [Int]) -> Value { .array(places.map { isShort ? old[$0] : .integer(Int64($0)) }) }
            keep("\(path) (order)", items(order.old), items(order.new), masked: path)
        }
        for pair in alignment.pairs {
            let place =
                switch (pair.old, pair.new) {
                case (let old?, let new?) where old != new: "\(old)→\(new)"
                default: "\(pair.new ?? pair.old ?? 0)"
                }
            compare(pair.old.map { old[$0] }, pair.new.map { new[$0] }, at: "\(path)[\(place)]", schema?.items)
        }
    }

    private mutating func record(_ before: Value?, _ after: Value?, at path: String) {
        if let before, after == nil, case .object(let object) = before, !object.isEmpty {
            for member in object { compare(member.value, nil, at: FieldDifference.append(member.key, to: path), nil) }
        } else if let after, before == nil, case .object(let object) = after, !object.isEmpty {
            for member in object { compare(nil, member.value, at: FieldDifference.append(member.key, to: path), nil) }
        } else {
            keep(path, before, after, masked: path)
        }
    }

    /// INVARIANT: the only place where values are kept, so nothing is kept unmasked, at whatever depth it stands.
    private mutating func keep(_ path: String, _ before: Value?, _ after: Value?, masked place: String) {
        differences.append(
            FieldDifference(
                path: path, before: before.map { mask.masking($0, at: place, by: "<masked>") },
                after: after.map { mask.masking($0, at: place, by: "<masked, different>") }))
    }
}

import Manifests
import StructuredMerge

/// Whose the fields of a live object are, at one place in it, by the server's own record.
struct LiveOwners {
    /// Lockstep's.
    private(set) var own = FieldSet()
    /// Everybody else's, but for the tools whose work a takeover continues: what is theirs becomes Lockstep's.
    private(set) var others = FieldSet()
    /// What would go away with an apply that does not declare it: Lockstep's, and what it takes over with that apply.
    private(set) var kept = FieldSet()

    /// Nobody's.
    init() {}

    /// What cannot be read counts as nobody's.
    ///
    /// - Parameter heals: see ``Ownership/takeover(of:for:heals:schemas:)``.
    init(_ live: Value, heals: Bool) {
        let adopted = Ownership.adoptedManagers(of: live, heals: heals)
        for entry in live[path: "metadata", "managedFields"]?.array ?? [] {
            guard let set = entry["fieldsV1"].flatMap({ try? FieldSet(fieldsV1: $0) }) else { continue }
            if Ownership.isOwnApply(entry) {
                own = own.union(set)
                kept = kept.union(set)
            } else if !Ownership.isPredecessor(entry) {
                others = others.union(set)
            } else if adopted.contains(entry["manager"]?.string ?? "") {
                kept = kept.union(set)
            }
        }
    }

    func below(_ element: PathElement) -> LiveOwners {
        var owners = self
        (owners.own, owners.others) = (own.below(element), others.below(element))
        owners.kept = kept.below(element)
        return owners
    }

    /// Whether somebody else owns it, or something in it, and Lockstep nothing.
    func areOthers(_ element: PathElement) -> Bool { others.touches(element) && !own.touches(element) }

    /// Of a live value, what an apply would let go of that does not declare it.
    func keptPart(of live: Value) -> Value {
        guard case .object(let members) = live, !kept.isEmpty else { return live }
        return .object(
            Object(
                members.compactMap { member in
                    let element = PathElement.field(member.key)
                    guard kept.touches(element) else { return nil }
                    return Object.Member(key: member.key, value: below(element).keptPart(of: member.value))
                }))
    }

    /// How the record names an item of a list; nil for one of which nobody owns anything by itself.
    func element(of item: Value, at index: Int) -> PathElement? {
        others.element(of: item, at: index) ?? own.element(of: item, at: index)
    }
}

extension FieldSet {
    /// How a set names an item of a list; nil where it names nothing of it.
    func element(of item: Value, at index: Int) -> PathElement? {
        let name: PathElement
        // All items of a list are named in one way.
        switch elements.first {
        case .key(let members)?:
            var key = Object()
            for member in members { key[member.key] = item[member.key] }
            name = .key(key)
        case .value?: name = .value(item)
        case .index?: name = .index(index)
        case .field?, nil: return nil
        }
        return touches(name) ? name : nil
    }
}

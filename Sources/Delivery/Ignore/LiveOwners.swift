import Manifests
import StructuredMerge

/// Whose the fields of a live object are, at one place in it, by the server's own record.
struct LiveOwners {
    /// Lockstep's.
    private(set) var own = FieldSet()
    /// Everybody else's, but for the tools whose work a takeover continues: what is theirs becomes Lockstep's.
    private(set) var others = FieldSet()

    /// Nobody's.
    init() {}

    /// What cannot be read counts as nobody's.
    init(_ live: Value) {
        for entry in live[path: "metadata", "managedFields"]?.array ?? [] {
            guard let set = entry["fieldsV1"].flatMap({ try? FieldSet(fieldsV1: $0) }) else { continue }
            if Ownership.isOwnApply(entry) {
                own = own.union(set)
            } else if !Ownership.isPredecessor(entry) {
                others = others.union(set)
            }
        }
    }

    func below(_ element: PathElement) -> LiveOwners {
        var owners = self
        (owners.own, owners.others) = (own.below(element), others.below(element))
        return owners
    }

    /// Whether somebody else owns it, or something in it, and Lockstep nothing.
    func areOthers(_ element: PathElement) -> Bool { others.touches(element) && !own.touches(element) }

    /// How the record names an item of a list; nil for one of which nobody owns anything by itself.
    func element(of item: Value, at index: Int) -> PathElement? {
        (others.elements + own.elements).first { element in
            switch element {
            case .field: false
            case .key(let members): members.allSatisfy { item[$0.key] == $0.value }
            case .value(let value): item == value
            case .index(let position): position == index
            }
        }
    }
}

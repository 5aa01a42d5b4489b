import Manifests
import StructuredMerge

/// Whose the fields of a live object are, at one place in it, by the server's own record.
struct LiveOwners {
    /// What somebody owns of a place.
    struct Share {
        /// The place itself is owned, apart from what is in it.
        private(set) var ownsPlace = false
        fileprivate(set) var below = FieldSet()

        /// Whether the place or something in it is owned.
        var isSome: Bool { ownsPlace || !below.isEmpty }
        /// The place is owned as one whole: an empty map, say.
        var isPlaceAlone: Bool { ownsPlace && below.isEmpty }

        fileprivate func at(_ element: PathElement) -> Share {
            guard below.touches(element) else { return Share() }
            return Share(ownsPlace: below.contains([element]), below: below.below(element))
        }
    }

    /// Lockstep's.
    private(set) var own = Share()
    /// Everybody else's, but for the tools whose work an apply takes over: what is theirs becomes Lockstep's.
    private(set) var others = Share()
    /// What would go away with an apply that does not declare it: Lockstep's, and what it takes over with that apply.
    private(set) var kept = Share()

    /// Nobody's.
    init() {}

    /// - Precondition: what cannot be read has been refused, see `[IgnoreRule].obstacle(of:live:)`; here it is nobody's.
    init(_ live: Value, from predecessors: Predecessors, schema: TypeSchema) {
        let adopted = predecessors.managers(of: live)
        let entries = live[path: "metadata", "managedFields"]?.array ?? []
        if entries.isEmpty {
            kept.below = FieldSet.ofLeaves(in: live, schema: schema).subtracting(StrippedFields.set)
                .recursiveSubtracting(Ownership.ownerless)
        }
        for entry in entries {
            guard var set = try? Self.fields(of: entry) else { continue }
            let manager = entry["manager"]?.string ?? ""
            if Ownership.isOwnApply(entry) {
                own.below = own.below.union(set)
                kept.below = kept.below.union(set)
            } else if Predecessors.isMeant(entry), adopted.contains(manager) {
                if manager == Merge.beforeFirstApply { set = set.recursiveSubtracting(Ownership.ownerless) }
                kept.below = kept.below.union(set)
            } else {
                others.below = others.below.union(set)
            }
        }
    }

    /// The fields of an entry of `metadata.managedFields`; none for one without.
    ///
    /// - Throws: what says that the entry cannot be read.
    static func fields(of entry: Value) throws -> FieldSet {
        try entry["fieldsV1"].map { try FieldSet(fieldsV1: $0) } ?? FieldSet()
    }

    func at(_ element: PathElement) -> LiveOwners {
        var owners = self
        (owners.own, owners.others, owners.kept) = (own.at(element), others.at(element), kept.at(element))
        return owners
    }

    /// Whether somebody else owns the place, or something in it, and Lockstep nothing.
    var areOthers: Bool { others.isSome && !own.isSome }

    /// Whether nothing goes away with an apply that does not declare it, and somebody else owns it.
    var areOthersAlone: Bool { others.isSome && !kept.isSome }

    /// Whether an apply has to name what is owned as a whole here and ignored.
    ///
    /// What Git does not declare only where it would go away without; what others own, too, stays without.
    func isApplied(declared: Bool) -> Bool { declared ? !areOthers : kept.isSome && !others.isSome }
}

/// Records of one environment in several namespaces: where it was, and where it was to go.
///
/// They are there while a move goes on, or where one was cut off, or taken back half-way; and one of before stays as
/// long as objects are left of it.
extension ApplySet {
    /// The set with what records elsewhere say that it does not know: those that it does not name, and those that have
    /// taken over from it since. What the newest of them says was applied last.
    func joining(_ others: [ApplySet]) -> ApplySet {
        let strange = others.filter { $0.moves > moves || !former.contains($0.namespace) }
        guard let newest = strange.max(by: { $0.moves < $1.moves }) else { return self }
        var result = self
        if repository == nil || newest.moves > moves {
            (result.repository, result.revision, result.generation) = (
                newest.repository, newest.revision, newest.generation
            )
            (result.members, result.attempt, result.hooks) = (newest.members, newest.attempt, newest.hooks)
        }
        for other in [self] + strange {
            result.hooks.merge(other.hooks) { first, _ in first }
            result.kinds.formUnion(other.kinds)
            result.former.formUnion(other.former.union([other.namespace]))
        }
        result.former.remove(namespace)
        result.moves = max(moves, newest.moves) + 1
        // It is written before anything is done: what is named elsewhere alone would be lost with that.
        result.isInPlace = false
        return result
    }
}

extension ApplySet {
    /// What the record is to say again after somebody else has written it: with what there may be since.
    func restored(over other: ApplySet) -> ApplySet {
        var result = self
        result.kinds.formUnion(other.kinds)
        result.former.formUnion(other.former)
        result.isInPlace = false
        return result
    }
}

extension ManagedFields {
    /// Moves what other managers own to an applier, so that fields which it drops later go away: after client-side
    /// apply, and when one tool takes over from another (`csaupgrade.UpgradeManagedFields`).
    ///
    /// The annotation of client-side apply is left to nobody, so it goes with the next apply that names no annotations.
    ///
    /// - Parameters:
    ///   - apiVersion: the version at which the applier applies.
    ///   - isPredecessor: the entries to take over; entries of subresources are never asked for.
    package func adopted(
        by manager: String, apiVersion: String, where isPredecessor: (ManagedFieldsEntry) -> Bool
    ) -> ManagedFields {
        let own = ManagerIdentity(manager: manager, operation: .apply, apiVersion: apiVersion, subresource: "")
        let predecessors = entries.filter { $0.identity != own && $0.subresource.isEmpty && isPredecessor($0) }
        guard !predecessors.isEmpty else { return self }
        let identities = Set(predecessors.map(\.identity))
        var result = ManagedFields(entries: entries.filter { !identities.contains($0.identity) })
        let annotation = FieldSet([FieldPath(fields: "metadata", "annotations", LastApplied.annotation)])
        let fields = predecessors.reduce(self[own]?.fields ?? FieldSet()) { $0.union($1.fields) }.subtracting(
            annotation)
        if let index = result.entries.firstIndex(where: { $0.identity == own }) {
            result.entries[index].fields = fields
        } else if !fields.isEmpty {
            result.entries.append(
                ManagedFieldsEntry(
                    manager: manager, operation: .apply, apiVersion: apiVersion,
                    time: predecessors.compactMap(\.time).max(), fields: fields))
        }
        result.sort()
        return result
    }
}

import Manifests

extension ManagedFields {
    /// More updaters than this are folded together (`DefaultMaxUpdateManagers`).
    package static let maximalUpdateManagers = 10

    /// Folds the oldest updaters of each version into one, `ancient-changes`, until there are at most ten
    /// (`capManagersManager`).
    mutating func capUpdateManagers() {
        let updaters = entries.filter { $0.operation == .update }.map { ($0, $0.identity.sortKey) }
        guard updaters.count > Self.maximalUpdateManagers else { return }
        let oldestFirst = updaters.sorted { left, right in
            let (a, b) = (left.0.time ?? "", right.0.time ?? "")
            return a != b ? a < b : left.1.precedesByBytes(right.1)
        }
        var remaining = oldestFirst.count
        var firstOfVersion: [String: ManagerIdentity] = [:]
        for (entry, _) in oldestFirst where remaining > Self.maximalUpdateManagers {
            let bucket = ManagerIdentity(
                manager: "ancient-changes", operation: .update, apiVersion: entry.apiVersion, subresource: "")
            guard let first = firstOfVersion[entry.apiVersion] else {
                firstOfVersion[entry.apiVersion] = entry.identity
                continue
            }
            if self[bucket] == nil, let index = entries.firstIndex(where: { $0.identity == first }) {
                entries[index].manager = bucket.manager
                entries[index].subresource = ""
            }
            entries.removeAll { $0.identity == entry.identity && $0.identity != bucket }
            if let index = entries.firstIndex(where: { $0.identity == bucket }) {
                entries[index].fields = entries[index].fields.union(entry.fields)
                // The later of the two: the oldest come first.
                entries[index].time = entry.time
            }
            remaining -= 1
        }
    }
}

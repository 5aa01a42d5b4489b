import Manifests

/// Reads the older form of discovery: `APIVersions`, `APIGroupList` and one `APIResourceList` for each version.
enum GroupDiscovery {
    /// The versions of `/api` or `/apis`, the preferred of each group first.
    static func versions(_ value: Value) -> [Discovery.GroupVersion]? {
        switch value["kind"]?.string {
        case "APIVersions":
            (value["versions"]?.array ?? []).compactMap(\.string).map { .init(group: "", version: $0) }
        case "APIGroupList":
            (value["groups"]?.array ?? []).flatMap(versions(ofGroup:))
        default: nil
        }
    }

    private static func versions(ofGroup group: Value) -> [Discovery.GroupVersion] {
        guard let name = group["name"]?.string else { return [] }
        let preferred = group[path: "preferredVersion", "version"]?.string
        let all = (group["versions"]?.array ?? []).compactMap { $0["version"]?.string }
        return (all.filter { $0 == preferred } + all.filter { $0 != preferred }).map { .init(group: name, version: $0) }
    }

    /// The resources of an `APIResourceList`; `deployments/scale` is a subresource of `deployments`.
    static func resources(_ value: Value, _ version: Discovery.GroupVersion) -> [APIResource]? {
        guard value["kind"]?.string == "APIResourceList" else { return nil }
        let entries = value["resources"]?.array ?? []
        var subresources: [String: Set<String>] = [:]
        for name in entries.compactMap({ $0["name"]?.string }) {
            let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
            if parts.count == 2 { subresources[parts[0], default: []].insert(parts[1]) }
        }
        return entries.compactMap { entry in
            guard let name = entry["name"]?.string, !name.contains("/"), let kind = entry["kind"]?.string else {
                return nil
            }
            let group = entry["group"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? version.group
            let text = entry["version"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? version.version
            return APIResource(
                kind: GroupVersionKind(group: group, version: text, kind: kind), plural: name,
                isNamespaced: entry["namespaced"]?.bool ?? false,
                verbs: Set((entry["verbs"]?.array ?? []).compactMap(\.string)),
                subresources: subresources[name] ?? [])
        }
    }
}

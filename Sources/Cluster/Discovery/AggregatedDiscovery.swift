import Manifests

/// Reads `APIGroupDiscoveryList` (KEP-3352), in v2 and v2beta1, which have the same shape.
enum AggregatedDiscovery {
    static let accept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

    /// - Returns: nil for what is no such list: the server answered in the older form.
    static func read(_ value: Value) -> Discovery? {
        guard value["kind"]?.string == "APIGroupDiscoveryList" else { return nil }
        var resources: [APIResource] = []
        var unavailable: [Discovery.GroupVersion: String] = [:]
        for group in value["items"]?.array ?? [] {
            let name = group[path: "metadata", "name"]?.string ?? ""
            for version in group["versions"]?.array ?? [] {
                guard let text = version["version"]?.string else { continue }
                let key = Discovery.GroupVersion(group: name, version: text)
                let listed = (version["resources"]?.array ?? []).compactMap { resource($0, key) }
                resources += listed
                // The aggregator knows these from before; without any it knows nothing.
                if version["freshness"]?.string == "Stale", listed.isEmpty {
                    unavailable[key] = "the API '\(key)' does not answer the API server"
                }
            }
        }
        return Discovery(resources: resources, unavailable: unavailable)
    }

    private static func resource(_ value: Value, _ version: Discovery.GroupVersion) -> APIResource? {
        guard let plural = value["resource"]?.string, let answer = value["responseKind"],
            let kind = answer["kind"]?.string, !kind.isEmpty
        else { return nil }
        // An empty responseKind version means the group version that it stands in.
        let isElsewhere = answer["version"]?.string.map { !$0.isEmpty } ?? false
        let subresources = (value["subresources"]?.array ?? []).compactMap { $0["subresource"]?.string }
        return APIResource(
            kind: GroupVersionKind(
                group: isElsewhere ? answer["group"]?.string ?? "" : version.group,
                version: isElsewhere ? answer["version"]?.string ?? "" : version.version, kind: kind),
            plural: plural, isNamespaced: value["scope"]?.string == "Namespaced",
            verbs: Set((value["verbs"]?.array ?? []).compactMap(\.string)), subresources: Set(subresources))
    }
}

import Manifests

/// What a server says of itself: which kinds it serves and how. Its order, addresses and build are its own.
enum ServerAnswers {
    /// - Returns: what is missing, differs or is too much; nothing where the answers agree.
    static func differences(_ wanted: Value, _ found: Value, at path: String) -> [String] {
        switch path {
        case "/version": compare(keys(wanted), keys(found))
        case "/openapi/v3": compare(documents(wanted), documents(found))
        case _ where wanted["kind"] == "APIGroupDiscoveryList": compare(kinds(wanted), kinds(found))
        case _ where wanted["kind"] == "APIGroupList": compare(groups(wanted), groups(found))
        default: wanted["versions"] == found["versions"] ? [] : ["versions"]
        }
    }

    private static func compare(_ wanted: [String: Value], _ found: [String: Value]) -> [String] {
        Set(wanted.keys).union(found.keys).sorted().compactMap { key in
            guard let left = wanted[key] else { return "\(key): not expected" }
            guard let right = found[key] else { return "\(key): missing" }
            return MaskedAnswer.difference(left, right, at: key)
        }
    }

    private static func keys(_ version: Value) -> [String: Value] {
        (version.object ?? [:]).reduce(into: [:]) {
            $0[$1.key] = ["major", "minor"].contains($1.key) ? $1.value : true
        }
    }

    /// Of kinds; the documents about discovery itself are left out.
    private static func documents(_ index: Value) -> [String: Value] {
        (index["paths"]?.object ?? [:]).reduce(into: [:]) { documents, member in
            let parts = member.key.split(separator: "/")
            let isOfVersion = (parts.first == "api" && parts.count == 2) || (parts.first == "apis" && parts.count == 3)
            guard isOfVersion else { return }
            let path = member.value["serverRelativeURL"]?.string?.split(separator: "?").first.map(String.init) ?? ""
            documents[member.key] = .string(path)
        }
    }

    private static func groups(_ list: Value) -> [String: Value] {
        (list["groups"]?.array ?? []).reduce(into: [:]) { $0[$1["name"]?.string ?? ""] = $1 }
    }

    private static func kinds(_ list: Value) -> [String: Value] {
        var kinds: [String: Value] = [:]
        for group in list["items"]?.array ?? [] {
            for version in group["versions"]?.array ?? [] {
                for resource in version["resources"]?.array ?? [] {
                    let name = resource["resource"]?.string ?? ""
                    kinds["\(group.name)/\(version["version"]?.string ?? "")/\(name)"] = resource
                }
            }
        }
        return kinds
    }
}

extension Value {
    fileprivate var name: String { self[path: "metadata", "name"]?.string ?? "" }
}

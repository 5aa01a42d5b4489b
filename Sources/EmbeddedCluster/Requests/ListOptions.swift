import Manifests

/// Options of lists and watches that cannot go together (`ValidateListOptions` of k8s.io/apimachinery).
enum ListOptions {
    /// - Throws: 400 for an option that cannot be read; 422 with one cause for each that is wrong.
    static func check(_ request: APIRequest) throws(APIError) {
        for name in ["limit", "timeoutSeconds"] { _ = try request.number(name) }
        let match = request.query["resourceVersionMatch"] ?? ""
        let initial = request.flag("sendInitialEvents")
        let isStreaming = initial != nil && request.isWatch
        var causes: [APIError.Cause] = []
        if isStreaming, match != "NotOlderThan" {
            causes.append(
                match.isEmpty
                    ? .forbidden(
                        "resourceVersionMatch",
                        "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")
                    : .unsupported("resourceVersionMatch", match, ["NotOlderThan"]))
        }
        if isStreaming, initial == true, request.flag("allowWatchBookmarks") != true {
            causes.append(
                .forbidden("sendInitialEvents", "sendInitialEvents requires setting allowWatchBookmarks to true"))
        }
        if !match.isEmpty, !isStreaming {
            causes += matchFaults(match, version: request.query["resourceVersion"] ?? "", request)
        }
        if initial != nil, !request.isWatch {
            causes.append(.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
        }
        if !causes.isEmpty { throw .invalid(kind: "ListOptions", group: "meta.k8s.io", name: "", causes) }
    }

    private static func matchFaults(_ match: String, version: String, _ request: APIRequest) -> [APIError.Cause] {
        let field = "resourceVersionMatch"
        if request.isWatch {
            return [
                .forbidden(field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")
            ]
        }
        if version.isEmpty {
            return [.forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided")]
        }
        if !(request.query["continue"] ?? "").isEmpty {
            return [.forbidden(field, "resourceVersionMatch is forbidden when continue is provided")]
        }
        if !["Exact", "NotOlderThan"].contains(match) {
            return [.unsupported(field, match, ["", "Exact", "NotOlderThan"])]
        }
        if match == "Exact", version == "0" {
            return [.forbidden(field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
        }
        return []
    }
}

extension APIError.Cause {
    static func forbidden(_ field: String, _ why: String) -> APIError.Cause {
        APIError.Cause(reason: "FieldValueForbidden", message: "Forbidden: \(why)", field: field)
    }

    static func unsupported(_ field: String, _ value: String, _ supported: [String]) -> APIError.Cause {
        let names = supported.map { "\"\($0)\"" }.joined(separator: ", ")
        return APIError.Cause(
            reason: "FieldValueNotSupported", message: "Unsupported value: \"\(value)\": supported values: \(names)",
            field: field)
    }
}

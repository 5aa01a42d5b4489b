import Manifests

/// What a body says it is, against the kind that the request is for (`gvkWithDefaults` and `transformDecodeError` of
/// k8s.io/apimachinery and k8s.io/apiserver).
enum BodyIdentity {
    private static let builtIn = Set(BuiltInKinds.all.map(\.kind))
    private static let scheme = "pkg/api/legacyscheme/scheme.go:30"

    /// The object with what a built-in kind's body may leave out: its kind, its version.
    ///
    /// - Throws: 400 for a body of another kind or version, 422 for a custom resource of another kind.
    static func settle(_ object: Value, of request: APIRequest, isApply: Bool) throws(APIError) -> Value {
        guard var members = object.object else {
            throw .badRequest("expected an object, found \(object.kindInWords)")
        }
        let kind = request.kind.kind
        if !request.kind.isCustom, !isApply {
            if members["kind"]?.string ?? "" == "" { members["kind"] = .string(kind.kind) }
            if members["apiVersion"]?.string ?? "" == "" { members["apiVersion"] = .string(kind.apiVersion) }
        }
        let version = members["apiVersion"]?.string ?? ""
        let named = GroupVersionKind(apiVersion: version, kind: members["kind"]?.string ?? "")
        guard named != kind || version != kind.apiVersion else { return .object(members) }
        if named.kind.isEmpty { throw missingKind(in: request, isApply: isApply) }
        throw isApply ? otherApplied(named, request) : other(named, version: version, request, members)
    }

    private static func missingKind(in request: APIRequest, isApply: Bool) -> APIError {
        let text = String(decoding: request.body, as: UTF8.self)
        let why = "Object 'Kind' is missing in '\(text)'"
        return .badRequest(isApply ? why : unrecognized(request, why))
    }

    /// - Parameter why: what the decoder says.
    static func unrecognized(_ request: APIRequest, _ why: String) -> String {
        "the object provided is unrecognized (must be of type \(request.kind.kind.kind)): \(why) (\(summary(request.body)))"
    }

    /// The beginning of a body: as text where it looks like JSON, else in hexadecimal digits.
    private static func summary(_ body: [UInt8]) -> String {
        guard let first = body.first else { return "<empty>" }
        let start = body.prefix(30)
        let shown =
            first == UInt8(ascii: "{")
            ? String(decoding: start, as: UTF8.self)
            : start.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return shown + (body.count > start.count ? " ..." : "")
    }

    private static func otherApplied(_ named: GroupVersionKind, _ request: APIRequest) -> APIError {
        let kind = request.kind.kind
        guard named.apiVersion == kind.apiVersion else {
            return .badRequest(
                "Incorrect version specified in apply patch. Specified patch version: \(named.apiVersion), expected: \(kind.apiVersion)"
            )
        }
        return .badRequest(conversion(named, kind))
    }

    private static func other(
        _ named: GroupVersionKind, version: String, _ request: APIRequest, _ members: Object
    ) -> APIError {
        let kind = request.kind.kind
        if !request.kind.isCustom, named.kind != kind.kind || !builtIn.contains(named) {
            return .badRequest(builtIn.contains(named) ? conversion(named, kind) : unregistered(named, kind))
        }
        guard version == kind.apiVersion else {
            return .badRequest(
                "the API version in the data (\(version)) does not match the expected API version (\(kind.apiVersion))")
        }
        return .invalid(
            kind: named.kind, group: named.group, name: members["metadata"]?["name"]?.string ?? "",
            [.invalid("kind", "\"\(named.kind)\"", "must be \(kind.kind)")])
    }

    private static func conversion(_ named: GroupVersionKind, _ kind: GroupVersionKind) -> String {
        let package = kind.group.isEmpty ? "core" : kind.group.prefix { $0 != "." }
        return
            "\(named.kind) in version \"\(named.version)\" cannot be handled as a \(kind.kind): converting (\(named.version).\(named.kind)) to (\(package).\(kind.kind)): unknown conversion"
    }

    private static func unregistered(_ named: GroupVersionKind, _ kind: GroupVersionKind) -> String {
        "\(named.kind) in version \"\(named.version)\" cannot be handled as a \(kind.kind): no kind \"\(named.kind)\" is registered for version \"\(named.apiVersion)\" in scheme \"\(scheme)\""
    }
}

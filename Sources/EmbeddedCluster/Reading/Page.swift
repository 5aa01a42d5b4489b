import Foundation
import Manifests
import Trust

/// A part of a list, and the token that leads to the next.
///
/// A token names the version of the first page and the last key of the page before: all pages are of one version. It
/// expires when that version leaves the history, as etcd's snapshots do.
struct Page {
    /// Where a list begins.
    struct Start {
        /// Nil for now.
        var version: UInt64?
        /// The key that the page before ended with.
        var last: String?

        /// - Throws: 400 for a token or a version that cannot be read.
        init(_ request: APIRequest) throws(APIError) {
            let asked = request.query["resourceVersion"] ?? ""
            guard asked.isEmpty || UInt64(asked) != nil else { throw .badVersion(asked) }
            if let token = request.query["continue"], !token.isEmpty {
                guard asked.isEmpty || asked == "0" else {
                    throw .badRequest("specifying resource version is not allowed when using continue")
                }
                (version, last) = try Page.read(token)
            } else if request.query["resourceVersionMatch"] == "Exact" {
                version = UInt64(asked)
            }
        }
    }

    var objects: [StoredObject]
    var metadata: Object

    /// - Parameters:
    ///   - version: that of all objects.
    ///   - last: where the page before ended; nil for the first.
    init(_ request: APIRequest, all: [StoredObject], version: UInt64, after last: String?) {
        let rest = last.map { last in all.drop { Self.key($0, request) <= last } } ?? all[...]
        metadata = ["resourceVersion": .string(String(version))]
        // What is no number was refused before.
        let limit = request.query["limit"].flatMap(Int.init) ?? 0
        objects = limit > 0 ? Array(rest.prefix(limit)) : Array(rest)
        guard limit > 0, rest.count > limit, let last = objects.last else { return }
        metadata["continue"] = .string(Self.token(version: Int64(clamping: version), last: Self.key(last, request)))
        // With a selector the server does not count what is left.
        let isSelected = ["labelSelector", "fieldSelector"].contains { !(request.query[$0] ?? "").isEmpty }
        if !isSelected { metadata["remainingItemCount"] = .integer(Int64(rest.count - limit)) }
    }

    /// The object's name, after its namespace in a list of all namespaces: as etcd orders keys.
    private static func key(_ object: StoredObject, _ request: APIRequest) -> String {
        let name = object.value.metadata["name"]?.string ?? ""
        guard request.kind.isNamespaced, request.namespace == nil else { return name }
        return "\(object.value.metadata["namespace"]?.string ?? "")/\(name)"
    }

    // MARK: Tokens

    /// Source: `EncodeContinue` of k8s.io/apiserver; the key ends in U+0000, so that the page begins behind it.
    private static func token(version: Int64, last: String) -> String {
        let token: Value = ["v": "meta.k8s.io/v1", "rv": .integer(version), "start": .string(last + "\u{0}")]
        return Base64.encodeURLSafe(JSON.write(token))
    }

    /// - Returns: no version for a token that goes on with whatever there is now.
    private static func read(_ token: String) throws(APIError) -> (UInt64?, String) {
        let base64 = token.replacing("-", with: "+").replacing("_", with: "/")
        let padded = base64 + String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let value = try? JSON.parse([UInt8](data)),
            value["v"] == "meta.k8s.io/v1", let version = value["rv"]?.integer, let start = value["start"]?.string,
            version != 0, start.hasSuffix("\u{0}")
        else { throw .badRequest("continue key is not valid: illegal base64 data at input byte 0") }
        return (version < 0 ? nil : UInt64(version), String(start.unicodeScalars.dropLast()))
    }

    /// The refusal of a token whose version is gone, with a token that goes on regardless.
    static func expired(after last: String) -> APIError {
        var error = APIError(
            code: 410, reason: "Expired",
            message:
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list."
        )
        error.continueToken = token(version: -1, last: last)
        return error
    }
}

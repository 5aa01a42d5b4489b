import Foundation
import Manifests

/// A part of a list, and the token that leads to the next.
///
/// Pages are cut from the objects as they are at each request; a token names the version of the first page and the last
/// key of the page before. It expires after a while, as etcd's snapshots do.
struct Page {
    /// Versions that a token may lie behind.
    private static let lifetime: UInt64 = 10_000

    var objects: [StoredObject]
    var metadata: Object

    init(_ request: APIRequest, all: [StoredObject], version: UInt64) throws(APIError) {
        var rest = all[...]
        var listed = version
        if let token = request.query["continue"], !token.isEmpty {
            let (start, last) = try Self.read(token)
            guard start <= version, version - start <= Self.lifetime else { throw .expired }
            listed = start
            rest = rest.drop { Self.key($0) <= last }
        }
        metadata = ["resourceVersion": .string(String(listed))]
        let limit = request.query["limit"].flatMap(Int.init) ?? 0
        objects = limit > 0 ? Array(rest.prefix(limit)) : Array(rest)
        if limit > 0, rest.count > limit, let last = objects.last {
            metadata["continue"] = .string(Self.token(version: listed, last: Self.key(last)))
            metadata["remainingItemCount"] = .integer(Int64(rest.count - limit))
        }
    }

    /// Namespace and name; U+0000 sorts before everything that may be in either.
    private static func key(_ object: StoredObject) -> String {
        "\(object.value.metadata["namespace"]?.string ?? "")\u{0}\(object.value.metadata["name"]?.string ?? "")"
    }

    private static func token(version: UInt64, last: String) -> String {
        Base64.encode(JSON.write(["v": .string(String(version)), "k": .string(last)])).replacing("+", with: "-")
            .replacing("/", with: "_")
    }

    private static func read(_ token: String) throws(APIError) -> (UInt64, String) {
        let base64 = token.replacing("-", with: "+").replacing("_", with: "/")
        guard let data = Data(base64Encoded: base64), let value = try? JSON.parse([UInt8](data)),
            let version = value["v"]?.string.flatMap(UInt64.init), let key = value["k"]?.string
        else { throw .badRequest("continue key is not valid: illegal base64 data at input byte 0") }
        return (version, key)
    }
}

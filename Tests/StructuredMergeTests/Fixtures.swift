import Foundation
import Manifests
import StructuredMerge
import Testing

/// The recorded answers and documents beside the package; tests that need them are skipped where they are missing.
enum Fixtures {
    static let kubernetes = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "../shared/kubernetes").standardizedFileURL

    static let areThere = FileManager.default.fileExists(atPath: kubernetes.appending(path: "recordings").path)
    static let missing: Comment = "../shared/kubernetes is missing"

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: kubernetes.appending(path: path)))
    }

    static func json(_ path: String) throws -> Value { try JSON.parse(bytes(path)) }

    static func lines(_ path: String) throws -> [[UInt8]] {
        try bytes(path).split(separator: UInt8(ascii: "\n")).map(Array.init)
    }

    static func exchanges(_ name: String) throws -> [Exchange] {
        try lines("recordings/\(name).jsonl").compactMap { Exchange(try JSON.parse($0)) }
    }
}

/// One recorded request with its answer.
struct Exchange: Sendable, CustomTestStringConvertible {
    var name: String
    var method: String
    /// Without query and without subresource.
    var path: String
    var subresource: String
    var query: [String: String]
    var contentType: String
    var body: Value
    var status: Int64
    var answer: Value

    var testDescription: String { name }

    init?(_ value: Value) {
        guard let name = value["name"]?.string, let method = value[path: "request", "method"]?.string,
            let url = value[path: "request", "path"]?.string, let status = value[path: "response", "status"]?.integer,
            let answer = value[path: "response", "body"]
        else { return nil }
        self.name = name
        self.method = method
        self.status = status
        self.answer = answer
        body = value[path: "request", "body"] ?? .null
        contentType = value[path: "request", "headers", "Content-Type"]?.string ?? ""
        let parts = url.split(separator: "?", maxSplits: 1).map(String.init)
        subresource = parts[0].hasSuffix("/status") ? "status" : ""
        path = subresource.isEmpty ? parts[0] : String(parts[0].dropLast("/status".count))
        query = [:]
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            query[sides[0]] = sides.count > 1 ? sides[1] : ""
        }
    }

    var isDryRun: Bool { query["dryRun"] == "All" }
    var isApply: Bool { contentType.contains("apply-patch") }
    var kind: GroupVersionKind {
        let object = answer["kind"]?.string == "Status" ? body : answer
        return GroupVersionKind(apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
    }
    /// The latest time in the answer's managed fields.
    var time: String {
        let times = answer[path: "metadata", "managedFields"]?.array?.compactMap { $0["time"]?.string } ?? []
        return times.max() ?? "2026-11-23T00:39:01Z"
    }
}

extension ManagedFields {
    /// Everything that any manager owns.
    var allFields: FieldSet { entries.reduce(FieldSet()) { $0.union($1.fields) } }
}

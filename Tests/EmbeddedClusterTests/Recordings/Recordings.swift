import Foundation
import Manifests
import Testing

/// What a real API server answered; see the folder's own README.
enum Recordings {
    static let kubernetes = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "../shared/kubernetes").standardizedFileURL

    static let areThere = FileManager.default.fileExists(atPath: kubernetes.appending(path: "recordings").path)
    static let missing: Comment = "../shared/kubernetes is missing"

    static func exchanges(_ name: String) throws -> [Exchange] {
        let data = try Data(contentsOf: kubernetes.appending(path: "recordings/\(name).jsonl"))
        return try data.split(separator: UInt8(ascii: "\n")).map { try Exchange(JSON.parse(Array($0))) }
    }

    static func json(_ path: String) throws -> Value {
        try JSON.parse(Array(try Data(contentsOf: kubernetes.appending(path: path))))
    }

    /// The CustomResourceDefinitions that were on the recorded server.
    static func definitions() throws -> [Value] {
        let folder = kubernetes.appending(path: "crds")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        return try names.sorted().flatMap { name in
            YAML.parse(Array(try Data(contentsOf: folder.appending(path: name))), file: name).documents.map(\.value)
        }
    }
}

/// One recorded request with its answer.
struct Exchange: Sendable {
    var name: String
    var method: String
    /// With the query.
    var path: String
    var headers: [(name: String, value: String)]
    var body: Value
    var status: Int64
    var answer: Value
    /// What a watch told; nil for any other request.
    var events: [Value]?

    init(_ line: Value) {
        name = line["name"]?.string ?? ""
        method = line[path: "request", "method"]?.string ?? ""
        path = line[path: "request", "path"]?.string ?? ""
        headers = (line[path: "request", "headers"]?.object ?? [:]).map { ($0.key, $0.value.string ?? "") }
        body = line[path: "request", "body"] ?? .null
        status = line[path: "response", "status"]?.integer ?? 0
        answer = line[path: "response", "body"] ?? .null
        events = line[path: "response", "events"]?.array
    }

    /// What the server says of itself; compared by ``ServerAnswers``.
    var isAboutTheServer: Bool { ["/version", "/openapi/v3", "/apis", "/api"].contains { path == $0 } }
}

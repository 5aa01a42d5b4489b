import Foundation
import Manifests
import StructuredMerge
import Testing

/// An apply by Lockstep that a real 1.36 server was recorded to answer, with the object that it had before.
struct RecordedApply: Sendable, CustomTestStringConvertible {
    var name: String
    var object: Value
    var live: Value
    var status: Int64
    var answer: Value
    var testDescription: String { name }

    static var areMissing: Bool { folder == nil }

    private static let folder: URL? = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<5 { root.deleteLastPathComponent() }
        let folder = root.appendingPathComponent("shared/kubernetes")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// Lockstep's applies to objects that are known from earlier answers.
    static let all: [RecordedApply] = {
        var objects: [Substring: Value] = [:]
        var applies: [RecordedApply] = []
        for file in ["server-side-apply", "writes"] {
            guard let folder,
                let data = try? Data(contentsOf: folder.appendingPathComponent("recordings/\(file).jsonl"))
            else { continue }
            for line in data.split(separator: UInt8(ascii: "\n")) {
                guard let exchange = try? JSON.parse(Array(line)), let path = exchange[path: "request", "path"]?.string,
                    let status = exchange[path: "response", "status"]?.integer
                else { continue }
                let place = path.prefix { $0 != "?" }
                let answer = exchange[path: "response", "body"] ?? .null
                let type = exchange[path: "request", "headers", "Content-Type"]?.string ?? ""
                if type == "application/apply-patch+yaml", path.contains("fieldManager=lockstep"),
                    !path.contains("force=true"), let live = objects[place],
                    let body = exchange[path: "request", "body"],
                    body.object != nil
                {
                    applies.append(
                        RecordedApply(
                            name: exchange["name"]?.string ?? path, object: body, live: live, status: status,
                            answer: answer))
                }
                if (200..<300).contains(status), !path.contains("dryRun"), answer[path: "metadata", "uid"] != nil {
                    objects[place] = answer
                }
            }
        }
        return applies
    }()

    static let schemas: SchemaCatalog = {
        var catalog = SchemaCatalog.builtIn
        if let folder,
            let data = try? Data(
                contentsOf: folder.appendingPathComponent("openapi/apis_serving.kserve.io_v1beta1.json")),
            let document = try? JSON.parse(Array(data), limits: JSON.Limits(bytes: 64 << 20, depth: 128)),
            let served = try? SchemaCatalog(openAPIV3: document)
        {
            catalog.merge(served)
        }
        return catalog
    }()
}

import Foundation
import Manifests
import Testing

/// What a real API server answered; see the folder's own README. Nil where this checkout has no shared folder.
enum Recordings {
    static let folder: URL? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.deletingLastPathComponent().appendingPathComponent("shared/kubernetes/recordings")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static let areMissing: Bool = folder == nil

    struct Exchange: Sendable, CustomTestStringConvertible {
        var name: String
        var request: Value
        var response: Value

        var method: String { request["method"]?.string ?? "" }
        var path: String { (request["path"]?.string ?? "").prefix { $0 != "?" }.description }
        var query: [String: String] {
            let items = URLComponents(string: request["path"]?.string ?? "")?.queryItems ?? []
            return Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
        }
        var contentType: String { request[path: "headers", "Content-Type"]?.string ?? "" }
        var status: Int64 { response["status"]?.integer ?? 0 }
        var body: Value { response["body"] ?? .null }

        /// The body, in the namespace of the path: a server takes it from there.
        var objectWithNamespace: Value {
            let parts = path.split(separator: "/").map(String.init)
            guard let place = parts.firstIndex(of: "namespaces"), parts.count > place + 2,
                case .object(var root)? = request["body"], case .object(var metadata)? = root["metadata"]
            else { return request["body"] ?? .null }
            metadata["namespace"] = .string(parts[place + 1])
            root["metadata"] = .object(metadata)
            return .object(root)
        }

        var testDescription: String { name }

        /// The answer as a rule for ``RuleServer``, given once.
        var rule: Value {
            var rule: Object = [
                "method": .string(method), "path": .string(path), "status": .integer(status), "times": 1,
            ]
            if let events = response["events"] {
                rule["events"] = events
            } else if case .string(let text) = body {
                rule["text"] = .string(text)
            } else {
                rule["body"] = body
            }
            return .object(rule)
        }
    }

    static func exchanges(_ name: String) -> [Exchange] {
        guard let folder, let data = try? Data(contentsOf: folder.appendingPathComponent("\(name).jsonl")) else {
            return []
        }
        return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let value = try? JSON.parse(Array(line)), let request = value["request"],
                let response = value["response"]
            else { return nil }
            return Exchange(name: value["name"]?.string ?? "", request: request, response: response)
        }
    }

    static func exchange(_ name: String, in file: String) throws -> Exchange {
        guard let found = exchanges(file).first(where: { $0.name == name }) else {
            throw RuleServer.Failure(message: "no exchange '\(name)' in \(file)")
        }
        return found
    }
}

import Foundation
import Manifests
import Testing

@testable import Cluster

/// An object, and the verdict it must get.
struct HealthFixture: Sendable, CustomTestStringConvertible {
    var kind: GroupVersionKind
    var expected: Health.Status
    var object: Value
    var testDescription: String

    static let all: [HealthFixture] = read()
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    private static func read() -> [HealthFixture] {
        let names = ["kubernetes", "machine-learning", "delivery", "network", "platform"]
        return names.flatMap { name -> [HealthFixture] in
            let file = folder.appending(path: "\(name).yaml")
            guard let bytes = FileManager.default.contents(atPath: file.path) else { return [] }
            let parsed = YAML.parse(Array(bytes), file: "\(name).yaml")
            #expect(parsed.diagnostics.isEmpty)
            return parsed.documents.flatMap { $0.value.array ?? [] }.flatMap { fixtures($0, in: name) }
        }
    }

    private static func fixtures(_ group: Value, in file: String) -> [HealthFixture] {
        let words = (group["of"]?.string ?? "").split(separator: " ").map(String.init)
        guard words.count == 2 else { return [] }
        let kind = GroupVersionKind(apiVersion: words[0], kind: words[1])
        return Health.Status.allCases.flatMap { status in
            (group[status.rawValue]?.array ?? []).enumerated().map { index, body in
                HealthFixture(
                    kind: kind, expected: status, object: object(of: kind, body),
                    testDescription: "\(kind.groupKind) \(status.rawValue) #\(index + 1)")
            }
        }
    }

    private static func object(of kind: GroupVersionKind, _ body: Value) -> Value {
        var object = body.object ?? Object()
        object["apiVersion"] = .string(kind.apiVersion)
        object["kind"] = .string(kind.kind)
        var metadata = object["metadata"]?.object ?? Object()
        metadata["name"] = "x"
        if metadata["generation"] == nil { metadata["generation"] = 1 }
        object["metadata"] = .object(metadata)
        if let conditions = object["is"]?.string {
            var status = object["status"]?.object ?? Object()
            status["conditions"] = .array(conditions.split(separator: " ").map(condition))
            object["status"] = .object(status)
            object["is"] = nil
        }
        return .object(object)
    }

    /// `Type=Status/Reason`.
    private static func condition(_ text: Substring) -> Value {
        let sides = text.split(separator: "=", maxSplits: 1)
        let verdict = sides[1].split(separator: "/", maxSplits: 1)
        return [
            "type": .string(String(sides[0])), "status": .string(String(verdict[0])),
            "reason": .string(verdict.count > 1 ? String(verdict[1]) : ""), "message": "",
        ]
    }
}

import Foundation
import Manifests

@testable import Rules

/// Data beside the package: skipped visibly where it is not there.
enum Fixtures {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let policy = root.appending(path: "../shared/policy").standardizedFileURL
    static let hasShared = FileManager.default.fileExists(atPath: policy.appending(path: "README.md").path)
    static let missing = "the shared policy data is not beside the package"

    static func file(_ url: URL) -> SourceFile {
        SourceFile(
            name: url.lastPathComponent, bytes: Array(FileManager.default.contents(atPath: url.path) ?? Data()))
    }

    static func files(_ folder: URL) -> [SourceFile] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".swift") }.sorted().map { file(folder.appending(path: $0)) }
    }

    static func lines(_ name: String) throws -> [Value] {
        let data = FileManager.default.contents(atPath: policy.appending(path: name).path) ?? Data()
        return try data.split(separator: 0x0A).map { try JSON.parse(Array($0)) }
    }

    static var examples: [SourceFile] { files(policy.appending(path: "examples")) }
    static var library: [SourceFile] { files(root.appending(path: "policies/library")) }

    static func program(_ text: String) throws -> PolicyProgram {
        try PolicyProgram(SourceFile(name: "a.policy.swift", text: text))
    }

    /// The messages about a text, without its import.
    static func messages(_ text: String) -> [String] {
        Checker.check(Parser.parse(SourceFile(name: "a", text: "import PolicyV1\n" + text))).diagnostics
            .map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.message)" }
    }

    static func pod(_ containers: Value) -> Value {
        [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "web", "namespace": "shop"],
            "spec": ["containers": containers],
        ]
    }

    static func decide(
        _ body: String, object: Value = pod([]), kinds: String = ".any", extra: String = "",
        context: EvaluationContext = EvaluationContext()
    ) throws -> AdmissionDecision {
        let program = try program(
            "import PolicyV1\nadmission(\"p\", kinds: \(kinds)\(extra)) { review in\n\(body)\n}\n")
        return PolicySet(try program.admissions()).decide(Review(object: object), context)
    }
}

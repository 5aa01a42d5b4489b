import Foundation
import Manifests

/// What the real kubectl makes of a YAML value, without a cluster.
enum KubectlOracle {
    /// From the test set-up (scripts/setup-tests.sh).
    static let kubectl: URL = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appendingPathComponent(".venv/bin/kubectl")
    }()

    static let isAvailable = FileManager.default.isExecutableFile(atPath: kubectl.path)

    /// Reads texts, each the indented block of a member `value:`, as one custom object each.
    ///
    /// - Returns: the values in order, or kubectl's complaint.
    static func values(_ texts: [String]) throws -> Result<[Value], OracleRefusal> {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("oracle-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(texts.map(manifest).joined().utf8).write(to: file)

        let process = Process()
        process.executableURL = kubectl
        process.arguments = ["annotate", "--local", "-o", "json", "-f", file.path, "oracle=1"]
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            return .failure(OracleRefusal(words: String(decoding: complaint, as: UTF8.self)))
        }
        // kubectl prints one JSON object after another.
        let text = "[" + String(decoding: bytes, as: UTF8.self).replacing("\n}\n{", with: "\n},{") + "]"
        let objects = try JSON.parse(text).array ?? []
        return .success(objects.map { $0["value"] ?? .null })
    }

    static func manifest(_ text: String) -> String {
        "---\napiVersion: example.test/v1\nkind: Oracle\nmetadata: {name: x}\nvalue:\(text)\n"
    }

    /// Lockstep's own reading of the same.
    static func ours(_ text: String) -> (value: Value?, diagnostics: [Diagnostic]) {
        let (documents, diagnostics) = YAML.parse(manifest(text), file: "oracle.yaml")
        guard let document = documents.first else { return (Value?.none, diagnostics) }
        return (document.value["value"] ?? .null, diagnostics)
    }
}

struct OracleRefusal: Error {
    var words: String
}

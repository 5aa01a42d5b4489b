import Foundation
import Manifests

/// The kubeconfig of an embedded cluster, which `kubectl` uses as it is.
enum EmbeddedKubeConfig {
    static func path(in state: String) -> String { state + "/kubeconfig" }

    /// Writes the file for its owner only, whole or not at all.
    static func write(server: String, to path: String) throws {
        let config: Value = [
            "apiVersion": "v1", "kind": "Config", "current-context": "embedded",
            "clusters": [["name": "embedded", "cluster": ["server": .string(server)]]],
            "contexts": [["name": "embedded", "context": ["cluster": "embedded", "user": "embedded"]]],
            "users": [["name": "embedded", "user": [:]]],
        ]
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let draft = "\(path).\(ProcessInfo.processInfo.processIdentifier)"
            guard
                FileManager.default.createFile(
                    atPath: draft, contents: Data(YAML.write(config).utf8), attributes: [.posixPermissions: 0o600]),
                rename(draft, path) == 0
            else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            throw Failure(
                "expected to write the kubeconfig '\(path)': \(error.localizedDescription)",
                hint: "name another file with --kubeconfig")
        }
    }
}

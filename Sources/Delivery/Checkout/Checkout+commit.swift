import Foundation
import Manifests
package import Repository
import Trust

extension Checkout {
    /// Reads the environments of a commit; nothing is put on disk, unless a kustomization must be rendered.
    ///
    /// - Parameter scratch: the folder in which the repository is laid out for rendering, and from which it is removed.
    /// - Throws: `RepositoryError`.
    package static func commit(
        _ commit: ObjectID, in store: GitStore, repository: String, kustomize: Kustomize?, scratch: String
    ) async throws -> Checkout {
        let entries = try await store.entries(under: root, of: commit)
        let files = try await store.files(under: root, of: commit).map(File.init)
        let rules = try await store.entries(under: PolicyBundle.root, of: commit)
        let policies = try await store.files(under: PolicyBundle.root, of: commit) { PolicyBundle.reads($0.path) }
            .map(File.init)
        let trust = try await store.files(under: TrustPolicy.folder, of: commit) { TrustPolicy.files.contains($0.path) }
            .map(File.init)
        var faults: [String: [Diagnostic]] = [:]
        if rules.isEmpty, let root = try await store.entries(of: commit).first(where: { $0.path == PolicyBundle.root })
        {
            // A link, a file or a submodule in the policies' place must not pass for a repository without any.
            faults[root.path] = [.symbolicLink(root.path)]
        }
        for entry in entries + rules where entry.kind == .symbolicLink {
            faults[entry.path] = [.symbolicLink(entry.path)]
        }
        var checkout = Checkout(
            revision: "\(commit)", repository: repository, files: files, policies: policies, trust: trust,
            renderFailures: faults)
        checkout.history = StoredHistory(store: store)
        checkout.changes = ChangeRange(store: store, head: commit)
        checkout.grounds = [
            try await store.name(of: PolicyBundle.root, in: commit),
            try await store.name(of: TrustPolicy.folder, in: commit),
        ]
        let folder = "\(scratch)/\(commit)-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return await checkout.rendered(by: kustomize) { _ in
            // Bases may lie anywhere in the repository.
            for file in try await store.files(of: commit) {
                let url = URL(fileURLWithPath: "\(folder)/\(file.path)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.bytes).write(to: url)
            }
            return folder
        }
    }
}

extension Checkout.File {
    fileprivate init(_ file: TreeFile) { self.init(path: file.path, bytes: file.bytes, blob: file.id) }
}

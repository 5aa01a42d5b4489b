/// One file of a model: its path within the model's folder, and the digest of its content.
package struct ModelResource: Sendable, Hashable {
    /// Relative, components joined by `/`; as it was read, which ``faults(in:)`` checks.
    package let path: String
    package let digest: SHA256Digest

    package init(path: String, digest: SHA256Digest) {
        self.path = path
        self.digest = digest
    }

    /// The files of a folder as they are now, or the one file that is named.
    ///
    /// - Throws: whatever ``ModelFolder`` and ``ModelHasher`` throw.
    package static func all(
        in path: String, by hasher: ModelHasher = ModelHasher(),
        progress: @escaping @Sendable (HashingProgress) -> Void = { _ in }
    ) async throws(TrustError) -> [ModelResource] {
        var resources: [ModelResource] = []
        for file in try await hasher.digests(of: try ModelFolder(at: path), progress: progress).files {
            guard let digest = SHA256Digest(bytes: file.digest) else {
                throw .malformed("digest of '\(file.path.text)'", reason: "expected 32 bytes")
            }
            resources.append(ModelResource(path: file.path.text, digest: digest))
        }
        return resources
    }

    /// In the order of their paths, as OMS lists files.
    ///
    /// - Throws: `malformed` for what makes a list of files no model: a path that cannot be (``ModelPath``), one path
    ///   twice, or two that differ by case alone.
    static func sorted(_ resources: [ModelResource], of model: String) throws(TrustError) -> [ModelResource] {
        var seen: [String: ModelPath] = [:]
        var paths: [(path: ModelPath, resource: ModelResource)] = []
        for resource in resources {
            let path: ModelPath
            do throws(TrustError) { path = try ModelPath(resource.path) } catch {
                throw fault(error.message, in: model)
            }
            if let other = seen.updateValue(path, forKey: ModelPath.caseless(path.text)) {
                throw fault(
                    other == path
                        ? "path '\(path.text)' is there twice"
                        : "paths '\(other.text)' and '\(path.text)' differ by case alone", in: model)
            }
            paths.append((path, resource))
        }
        return paths.sorted { $0.path < $1.path }.map(\.resource)
    }

    private static func fault(_ reason: String, in model: String) -> TrustError {
        .malformed("model '\(model)'", reason: reason, hint: "rename the file; no signature can cover it")
    }
}

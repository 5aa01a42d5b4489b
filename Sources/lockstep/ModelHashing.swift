import Trust

/// The files of a model folder with their digests, as statements name them.
enum ModelHashing {
    /// - Throws: ``ModelError`` for what a model may not hold, and where a file cannot be read.
    static func resources(of folder: String) async throws -> [ModelResource] {
        let digests = try await ModelHasher().digests(of: try ModelFolder(folder))
        return try digests.files.map { file in
            guard let digest = SHA256Digest(bytes: file.digest) else {
                throw Failure("expected a SHA-256 digest of '\(file.path)'")
            }
            return ModelResource(path: "\(file.path)", digest: digest)
        }
    }
}

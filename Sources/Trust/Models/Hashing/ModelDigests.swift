/// How files are digested.
package enum FileDigestMethod: String, Sendable, Hashable, CaseIterable {
    /// SHA-256 of the whole file, as OpenSSF Model Signing and `sha256sum` have it.
    case whole
    /// ``ChunkedDigest``.
    case chunked
}

/// The digests of a model's files.
package struct ModelDigests: Sendable, Hashable {
    package struct File: Sendable, Hashable {
        package let path: ModelPath
        /// Bytes.
        package let size: Int
        /// 32 bytes.
        package let digest: [UInt8]

        package init(path: ModelPath, size: Int, digest: [UInt8]) {
            self.path = path
            self.size = size
            self.digest = digest
        }
    }

    package let method: FileDigestMethod
    /// INVARIANT: sorted by path, each path once.
    package let files: [File]

    /// - Throws: ``TrustError/duplicate(_:)``.
    package init(method: FileDigestMethod, files: [File]) throws(TrustError) {
        let sorted = files.sorted { $0.path < $1.path }
        for (file, next) in zip(sorted, sorted.dropFirst()) where file.path == next.path {
            throw .duplicate(file.path.text)
        }
        self.method = method
        self.files = sorted
    }

    /// One digest over the model.
    ///
    /// `whole`: SHA-256 over the files' digests in order, the root of OpenSSF Model Signing; the names are in the
    /// signed list beside it. `chunked`: `"lockstep-model/v1\n"`, the number of files, and for each file the length of
    /// its path, the path, its length and its digest, so that names, order and empty files are covered.
    package var root: SHA256Digest {
        guard method == .chunked else { return SHA256Digest(of: files.flatMap(\.digest)) }
        var bytes = Array("lockstep-model/v1\n".utf8)
        func append(_ number: Int) { withUnsafeBytes(of: UInt64(number).bigEndian) { bytes += $0 } }
        append(files.count)
        for file in files {
            let path = Array(file.path.text.utf8)
            append(path.count)
            bytes += path
            append(file.size)
            bytes += file.digest
        }
        return SHA256Digest(of: bytes)
    }

    /// What a folder has that differs from what was expected of it; empty where it is the same.
    package func differences(from expected: ModelDigests) -> [ModelDifference] {
        let wanted = Dictionary(expected.files.map { ($0.path, $0) }) { first, _ in first }
        let found = Set(files.map(\.path))
        var differences = expected.files.filter { !found.contains($0.path) }.map { ModelDifference.missing($0.path) }
        for file in files {
            guard let other = wanted[file.path] else {
                differences.append(.extra(file.path))
                continue
            }
            // Statements of other tools say no length: it is compared through the digest.
            if expected.method != method || other.digest != file.digest { differences.append(.changed(file.path)) }
        }
        return differences.sorted { $0.path < $1.path }
    }
}

/// One file that is not as expected.
package enum ModelDifference: Sendable, Hashable {
    case missing(ModelPath)
    case extra(ModelPath)
    case changed(ModelPath)

    package var path: ModelPath {
        switch self {
        case .missing(let path), .extra(let path), .changed(let path): path
        }
    }
}

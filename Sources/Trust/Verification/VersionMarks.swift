import Manifests

/// The marks of every artifact in every environment, on disk: what keeps an old signed artifact from being replayed.
///
/// Durable once ``record(_:)`` returns. One process owns the file.
package struct VersionMarks: Sendable {
    private struct Key: Hashable, Comparable {
        let environment: String
        let artifact: String

        static func < (left: Key, right: Key) -> Bool {
            (left.environment, left.artifact) < (right.environment, right.artifact)
        }
    }

    private let path: String
    private var marks: [Key: VersionMark] = [:]

    /// - Throws: `malformed` for a damaged file: it is not taken for an absent one.
    package init(path: String) throws(TrustError) {
        self.path = path
        guard let bytes = try DurableFile.read(path: path) else { return }
        let what = "version marks '\(path)'"
        let read = try StrictJSON.read(bytes, what: what) { reader in
            reader.objects("marks") { Self.read(&$0) }
        }
        for (key, mark) in read { marks[key] = mark }
    }

    package func mark(artifact: String, environment: String) -> VersionMark? {
        marks[Key(environment: environment, artifact: artifact)]
    }

    /// Remembers a verified artifact before it is used.
    package mutating func record(_ verified: VerifiedArtifact) throws(TrustError) {
        let key = Key(environment: verified.environment, artifact: verified.artifact)
        var mark = marks[key] ?? VersionMark(version: verified.version, digest: verified.digest)
        mark.take(version: verified.version, digest: verified.digest)
        guard marks[key] != mark else { return }
        var changed = marks
        changed[key] = mark
        try DurableFile.write(Self.content(of: changed), path: path)
        marks = changed
    }

    private static func content(of marks: [Key: VersionMark]) -> [UInt8] {
        let entries = marks.sorted { $0.key < $1.key }.map { key, mark -> Value in
            [
                "environment": .string(key.environment), "artifact": .string(key.artifact),
                "accepted": .array(
                    mark.accepted.map { ["version": .integer($0.version), "digest": .string($0.digest.hex)] }),
            ]
        }
        return JSON.write(["marks": .array(entries)], pretty: true)
    }

    private static func read(_ reader: inout FieldReader) -> (Key, VersionMark)? {
        let environment = reader.required("environment", .nonEmptyString)
        let artifact = reader.required("artifact", .nonEmptyString)
        let accepted = reader.objects("accepted") { entry -> VersionMark.Accepted? in
            let version = entry.required("version", .integer(in: 1...Int.max))
            let digest = entry.required("digest", .sha256)
            guard let version, let digest else { return nil }
            return VersionMark.Accepted(version: Int64(version), digest: digest)
        }
        guard let environment, let artifact, let mark = VersionMark(accepted) else {
            reader.report("expected ascending versions", at: "accepted")
            return nil
        }
        return (Key(environment: environment, artifact: artifact), mark)
    }
}

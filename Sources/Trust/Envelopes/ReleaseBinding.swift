package import Manifests

/// What a signature is good for: which artifact, where, in which version, until when.
///
/// It stands within the signed predicate, as its member `lockstep`, so that a signature for staging proves nothing
/// in production and an old one nothing after a newer.
///
///     "lockstep": {"artifact": "models/fraud", "environment": "production", "version": 12,
///                  "issued": "2026-03-01T12:00:00Z", "expires": "2026-09-01T12:00:00Z"}
package struct ReleaseBinding: Sendable, Hashable {
    /// The name by which the environment's manifests and the trust policy know the artifact.
    package var artifact: String
    package var environment: String
    /// Rises with every release of the artifact in the environment; from 1.
    package var version: Int64
    package var issued: Timestamp
    /// From then on the signature proves nothing; nil for never.
    package var expires: Timestamp?

    package init(
        artifact: String, environment: String, version: Int64, issued: Timestamp, expires: Timestamp? = nil
    ) {
        self.artifact = artifact
        self.environment = environment
        self.version = version
        self.issued = issued
        self.expires = expires
    }

    package static let member = "lockstep"
    /// The predicate that says no more than the binding.
    package static let predicateType = "urn:lockstep:release:v1"
    /// The predicates whose signer says: this may be released.
    package static let vouchingPredicateTypes: Set<String> = [
        predicateType, ModelStatement.predicateType, ModelStatement.chunkedPredicateType,
    ]

    package var value: Value {
        var object: Object = [
            "artifact": .string(artifact), "environment": .string(environment), "version": .integer(version),
            "issued": .string(issued.description),
        ]
        object["expires"] = expires.map { .string($0.description) }
        return .object(object)
    }

    static func read(_ reader: inout FieldReader) -> ReleaseBinding? {
        let artifact = reader.required("artifact", .nonEmptyString)
        let environment = reader.required("environment", .nonEmptyString)
        let version = reader.required("version", .integer(in: 1...Int.max))
        let issued = reader.required("issued", .timestamp)
        let expires = reader.optional("expires", .timestamp)
        guard let artifact, let environment, let version, let issued else { return nil }
        // An unreadable expiry is none that holds.
        if expires == nil, reader.has("expires") { return nil }
        return ReleaseBinding(
            artifact: artifact, environment: environment, version: Int64(version), issued: issued, expires: expires)
    }

    /// The binding of a predicate.
    ///
    /// - Throws: `malformed` where it is missing or wrong.
    static func read(from predicate: Object, what: String) throws(TrustError) -> ReleaseBinding {
        guard let value = predicate[member] else {
            throw .malformed(
                what, reason: "expected the member '\(member)' in the predicate, found none",
                hint: "sign with 'lockstep sign', which says for which environment and version the signature is")
        }
        return try StrictJSON.read(value, what: what) { read(&$0) }
    }
}

extension Statement {
    /// A statement that vouches for artifacts as a release.
    package static func release(_ subjects: [Subject], binding: ReleaseBinding) -> Statement {
        Statement(
            subjects: subjects, predicateType: ReleaseBinding.predicateType,
            predicate: [ReleaseBinding.member: binding.value])
    }

    /// Any predicate, with the binding as one more member.
    ///
    /// - Throws: `malformed` where the predicate has a member of that name already.
    package static func attestation(
        _ subjects: [Subject], type: String, predicate: Object, binding: ReleaseBinding
    ) throws(TrustError) -> Statement {
        guard predicate[ReleaseBinding.member] == nil else {
            throw .malformed("predicate", reason: "its member '\(ReleaseBinding.member)' is Lockstep's to write")
        }
        var predicate = predicate
        predicate[ReleaseBinding.member] = binding.value
        return Statement(subjects: subjects, predicateType: type, predicate: predicate)
    }
}

extension ReleaseBinding {
    private static let commentMark = "lockstep:"

    /// One line for minisign's trusted comment: `lockstep:` and the binding as JSON.
    package var trustedComment: String { Self.commentMark + String(decoding: JSON.canonical(value), as: UTF8.self) }

    /// - Throws: `malformed` unless the comment is what ``trustedComment`` gives.
    init(trustedComment: String) throws(TrustError) {
        guard trustedComment.hasPrefix(Self.commentMark) else {
            throw .malformed("trusted comment", reason: "expected '\(Self.commentMark)' and a binding")
        }
        let json = Array(trustedComment.dropFirst(Self.commentMark.count).utf8)
        self = try StrictJSON.read(json, what: "trusted comment") { Self.read(&$0) }
    }
}

import Manifests

/// The statement of OpenSSF Model Signing v1.0 over a model's files: which files there are, and what is in them.
///
/// Its root is the SHA-256 digest of the files' digests, one behind the other, in the order of their paths.
package struct ModelStatement: Sendable, Hashable {
    /// The name of the model's folder.
    package let name: String
    /// In the order of their paths (``ModelPath``); at least one.
    package let resources: [ModelResource]
    package let binding: ReleaseBinding?

    package static let predicateType = "https://model_signing/signature/v1.0"
    package static let mostResources = 1_000_000

    /// - Throws: `malformed` for no files, and for paths that cannot be a model's.
    package init(
        name: String, resources: [ModelResource], binding: ReleaseBinding? = nil
    ) throws(TrustError) {
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
            throw .malformed("model name '\(name)'", reason: "expected the name of a folder")
        }
        guard !resources.isEmpty else {
            throw .malformed("model '\(name)'", reason: "expected at least one file, found none")
        }
        guard resources.count <= Self.mostResources else {
            throw .malformed("model '\(name)'", reason: "it has \(resources.count) files")
        }
        self.name = name
        self.resources = try ModelResource.sorted(resources, of: name)
        self.binding = binding
    }

    package var root: SHA256Digest { SHA256Digest(of: resources.flatMap(\.digest.bytes)) }

    package var statement: Statement {
        var predicate: Object = [
            "serialization": [
                "method": "files", "hash_type": "sha256", "allow_symlinks": false, "ignore_paths": [],
            ],
            "resources": .array(
                resources.map {
                    ["name": .string($0.path), "algorithm": "sha256", "digest": .string($0.digest.hex)]
                }),
        ]
        predicate[ReleaseBinding.member] = binding?.value
        return Statement(
            subjects: [Statement.Subject(name: name, digest: root)], predicateType: Self.predicateType,
            predicate: predicate)
    }
}

extension ModelStatement {
    /// A statement over a model's chunked digest, for models whose files are too large to be hashed one thread each.
    ///
    /// The root covers names, order, lengths and empty files by itself, so no list stands beside it.
    package static func chunked(name: String, root: SHA256Digest, binding: ReleaseBinding) -> Statement {
        Statement(
            subjects: [Statement.Subject(name: name, digest: root)], predicateType: chunkedPredicateType,
            predicate: [ReleaseBinding.member: binding.value])
    }

    package static let chunkedPredicateType = "urn:lockstep:model:chunked:v1"

    /// The predicate of a statement over a digest of that kind.
    package static func predicateType(of method: FileDigestMethod) -> String {
        method == .whole ? predicateType : chunkedPredicateType
    }

    /// Checks a statement over a chunked digest: what it says of the model is the digest of its one subject.
    ///
    /// - Parameter name: of the folder or file that is verified.
    /// - Throws: `malformed`, `unsupported`.
    package static func checkChunked(_ statement: Statement, name: String) throws(TrustError) {
        _ = try subject(of: statement, type: chunkedPredicateType, name: name)
        let others = statement.predicate.map(\.key).filter { $0 != ReleaseBinding.member }
        guard others.isEmpty else {
            throw .malformed(
                what, reason: "its predicate has members that are not known: \(others.joined(separator: ", "))")
        }
    }

    private static let what = "model statement"

    private static func subject(
        of statement: Statement, type: String, name: String
    ) throws(TrustError) -> Statement.Subject {
        guard statement.predicateType == type else {
            let isWhole = statement.predicateType == predicateType
            let isModel = isWhole || statement.predicateType == chunkedPredicateType
            throw .unsupported(
                what, found: "expected '\(type)', found '\(statement.predicateType)'",
                hint: isModel ? "'lockstep verify model --digest \(isWhole ? "whole" : "chunked")' verifies it" : nil)
        }
        guard let subject = statement.subjects.first, statement.subjects.count == 1, subject.name == name else {
            throw .malformed(
                what,
                reason: "expected the one subject '\(name)', found "
                    + statement.subjects.map { "'\($0.name)'" }.joined(separator: ", "))
        }
        return subject
    }

    /// Reads a statement, and refuses what other verifiers let pass: doubled keys, a path twice, paths out of the
    /// folder, ignored paths (behind which files could hide), symbolic links, resources out of order, a root that is
    /// not theirs, and a subject of another name.
    ///
    /// - Parameter name: of the folder that is verified.
    /// - Throws: `malformed`, `unsupported`.
    package static func read(_ statement: Statement, name: String) throws(TrustError) -> ModelStatement {
        let subject = try subject(of: statement, type: predicateType, name: name)
        let (resources, binding) = try StrictJSON.read(.object(statement.predicate), what: what) {
            read(&$0)
        }
        let model = try ModelStatement(name: name, resources: resources, binding: binding)
        guard model.resources == resources else {
            throw .malformed(what, reason: "its resources are not in the order of their paths")
        }
        guard model.root == subject.digest else {
            throw .malformed(
                what, reason: "its resources give the root \(model.root.hex), and it says \(subject.digest.hex)")
        }
        return model
    }

    private static func read(_ reader: inout FieldReader) -> ([ModelResource], ReleaseBinding?)? {
        let isSerialized: Bool? = reader.requiredObject("serialization") { fields in
            let method = fields.required("method", .string)
            let hash = fields.required("hash_type", .string)
            let links = fields.value("allow_symlinks", .bool, default: false)
            let ignored = fields.value("ignore_paths", .list(of: .string), default: [])
            if let method, method != "files" { fields.report("expected 'files', found '\(method)'", at: "method") }
            if let hash, hash != "sha256" { fields.report("expected 'sha256', found '\(hash)'", at: "hash_type") }
            if links { fields.report("expected no symbolic links", at: "allow_symlinks") }
            if !ignored.isEmpty {
                fields.report("expected no ignored paths, found '\(ignored[0])'", at: "ignore_paths")
            }
            return true
        }
        let resources = reader.objects("resources") { resource -> ModelResource? in
            let path = resource.required("name", .nonEmptyString)
            let digest = resource.required("digest", .sha256)
            if let algorithm = resource.required("algorithm", .string), algorithm != "sha256" {
                resource.report("expected 'sha256', found '\(algorithm)'", at: "algorithm")
            }
            guard let path, let digest else { return nil }
            return ModelResource(path: path, digest: digest)
        }
        let binding = reader.object(ReleaseBinding.member) { ReleaseBinding.read(&$0) }
        return isSerialized == nil ? nil : (resources, binding)
    }
}

package import Manifests

/// An in-toto Statement v1: what is said (the predicate) of which artifacts (the subjects).
package struct Statement: Sendable, Hashable {
    package struct Subject: Sendable, Hashable {
        package var name: String
        package var digest: SHA256Digest

        package init(name: String, digest: SHA256Digest) {
            self.name = name
            self.digest = digest
        }
    }

    package let subjects: [Subject]
    package let predicateType: String
    package let predicate: Object

    package static let type = "https://in-toto.io/Statement/v1"
    /// More subjects than this are refused.
    package static let mostSubjects = 10_000

    package init(subjects: [Subject], predicateType: String, predicate: Object) {
        self.subjects = subjects
        self.predicateType = predicateType
        self.predicate = predicate
    }

    /// Reads the payload of an envelope, strictly: `_type`, `subject`, `predicateType` and `predicate`, nothing else;
    /// each subject with a name and a `sha256` digest; no name twice.
    ///
    /// A subject's further digests are refused: Lockstep does not compute them, so it could not say that they hold.
    package static func parse(_ payload: [UInt8], what: String = "in-toto statement") throws(TrustError) -> Statement {
        let statement = try StrictJSON.read(payload, what: what) { reader -> Statement? in
            if let type = reader.required("_type", .string), type != Self.type {
                reader.report("expected '\(Self.type)', found '\(type)'", at: "_type")
            }
            let subjects = reader.objects("subject") { subject -> Subject? in
                let name = subject.required("name", .nonEmptyString)
                let digest = subject.requiredObject("digest") { $0.required("sha256", .sha256) }
                guard let name, let digest else { return nil }
                return Subject(name: name, digest: digest)
            }
            let type = reader.required("predicateType", .nonEmptyString)
            let predicate = reader.required("predicate", .any)
            guard let type, let predicate = predicate?.object else {
                reader.report("expected an object", at: "predicate")
                return nil
            }
            return Statement(subjects: subjects, predicateType: type, predicate: predicate)
        }
        guard (1...mostSubjects).contains(statement.subjects.count) else {
            throw .malformed(what, reason: "expected a subject, found \(statement.subjects.count)")
        }
        guard Set(statement.subjects.map { Array($0.name.utf8) }).count == statement.subjects.count else {
            throw .malformed(what, reason: "two subjects have one name")
        }
        return statement
    }

    package var value: Value {
        [
            "_type": .string(Self.type),
            "subject": .array(
                subjects.map { ["name": .string($0.name), "digest": ["sha256": .string($0.digest.hex)]] }),
            "predicateType": .string(predicateType), "predicate": .object(predicate),
        ]
    }

    /// Canonical JSON (RFC 8785).
    package var payload: [UInt8] { JSON.canonical(value) }

    package func signed(with keys: [SigningKey]) throws(TrustError) -> Envelope {
        try Envelope.sign(payload, type: Envelope.inTotoType, with: keys)
    }
}

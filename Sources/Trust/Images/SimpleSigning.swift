import Manifests

/// cosign's simple signing payload: which image is meant, by digest.
///
///     {"critical": {"identity": {"docker-reference": "registry.example/app"},
///                   "image": {"docker-manifest-digest": "sha256:…"},
///                   "type": "cosign container image signature"}, "optional": null}
///
/// The signature is over the payload's bytes as they are. The binding stands in `optional`, where cosign keeps
/// annotations; a payload without one proves the digest to cosign, and nothing to Lockstep.
package struct SimpleSigning: Sendable, Hashable {
    /// The bytes that are signed.
    package let payload: [UInt8]
    /// The repository, without tag and digest.
    package let reference: String
    package let digest: SHA256Digest
    package let binding: ReleaseBinding?

    package static let type = "cosign container image signature"
    package static let layerMediaType = "application/vnd.dev.cosign.simplesigning.v1+json"
    package static let signatureAnnotation = "dev.cosignproject.cosign/signature"

    package init(reference: String, digest: SHA256Digest, binding: ReleaseBinding?) {
        self.reference = reference
        self.digest = digest
        self.binding = binding
        let optional: Value = binding.map { [ReleaseBinding.member: $0.value] } ?? .null
        payload = JSON.write([
            "critical": [
                "identity": ["docker-reference": .string(reference)],
                "image": ["docker-manifest-digest": .string("sha256:\(digest.hex)")],
                "type": .string(Self.type),
            ],
            "optional": optional,
        ])
    }

    /// - Throws: `malformed`, also for doubled keys; annotations that others wrote into `optional` are allowed.
    package static func parse(_ payload: [UInt8], what: String = "cosign payload") throws(TrustError) -> SimpleSigning {
        var optional: Value = .null
        let (reference, digest) = try StrictJSON.read(payload, what: what) { reader -> (String, SHA256Digest)? in
            optional = reader.optional("optional", .any) ?? .null
            return reader.requiredObject("critical") { critical -> (String, SHA256Digest)? in
                let reference = critical.requiredObject("identity") { $0.required("docker-reference", .string) }
                let digest = critical.requiredObject("image") { $0.required("docker-manifest-digest", .imageDigest) }
                if let type = critical.required("type", .string), type != Self.type {
                    critical.report("expected '\(Self.type)', found '\(type)'", at: "type")
                }
                guard let reference, let digest else { return nil }
                return (reference, digest)
            }
        }
        var binding: ReleaseBinding?
        if let value = optional[ReleaseBinding.member] {
            binding = try StrictJSON.read(value, what: what) { ReleaseBinding.read(&$0) }
        }
        return SimpleSigning(payload: payload, reference: reference, digest: digest, binding: binding)
    }

    private init(payload: [UInt8], reference: String, digest: SHA256Digest, binding: ReleaseBinding?) {
        self.payload = payload
        self.reference = reference
        self.digest = digest
        self.binding = binding
    }
}

extension FieldKind where T == SHA256Digest {
    /// `sha256:` and 64 lower-case hexadecimal digits.
    static var imageDigest: FieldKind {
        FieldKind("a digest 'sha256:…'") { value in
            guard let text = value.string, text.hasPrefix("sha256:") else { return nil }
            return SHA256Digest(hexadecimal: String(text.dropFirst(7)))
        }
    }
}

/// Signs images in a registry and looks for their signatures, in cosign's two layouts.
///
/// Each signature becomes visible by one last request, so a registry that fails midway leaves at most blobs that
/// nothing refers to.
package struct ImageSigner: Sendable {
    private let client: RegistryClient
    private let reference: ImageReference

    package init(_ reference: ImageReference, send: @escaping RegistrySender) {
        client = RegistryClient(reference, send: send)
        self.reference = reference
    }

    package enum Layout: String, Sendable, CaseIterable {
        /// `sha256-<hex>.sig`, one layer a signature.
        case tag
        /// A sigstore bundle whose manifest names the image as its subject.
        case referrers
    }

    /// The digest of the image's manifest: what a tag means now. Sign and deploy that, not the tag.
    ///
    /// - Throws: `unsupported` where the registry has no such image; `unreachable` where it did not say.
    package func resolve() async throws(TrustError) -> SHA256Digest {
        guard let manifest = try await client.manifest(reference.manifestName) else {
            throw .unsupported(
                "image '\(reference)'", found: "the registry has no such image", hint: "check the name and the tag")
        }
        return manifest.digest
    }

    // MARK: Signing

    package func sign(
        _ digest: SHA256Digest, binding: ReleaseBinding, with key: SigningKey, layout: Layout
    ) async throws(TrustError) {
        try await publish(
            try ImageSignature(of: reference, digest: digest, binding: binding, with: key, layout: layout))
    }

    /// Puts a signature into the registry.
    package func publish(_ signature: ImageSignature) async throws(TrustError) {
        switch signature.content {
        case .simpleSigning(let payload, let bytes):
            try await publish(payload: payload, signature: bytes, of: signature.digest)
        case .bundle(let bundle): try await publish(bundle.bytes, of: signature.digest)
        }
    }

    private func publish(payload: [UInt8], signature: [UInt8], of digest: SHA256Digest) async throws(TrustError) {
        var layer = ImageManifest.Descriptor(mediaType: SimpleSigning.layerMediaType, content: payload)
        layer.annotations[SimpleSigning.signatureAnnotation] = Base64.encode(signature)
        let tag = RegistryClient.signatureTag(digest)
        var layers: [ImageManifest.Descriptor] = []
        if let existing = try await client.manifest(tag) {
            layers = try ImageManifest.parse(existing.bytes, what: "signatures '\(tag)'").layers
        }
        if !layers.contains(layer) { layers.append(layer) }
        let config = Self.config(layers)
        try await client.push(blob: payload)
        try await client.push(blob: config)
        let manifest = ImageManifest(
            config: .init(mediaType: ImageManifest.configType, content: config), layers: layers)
        try await client.push(manifest: manifest.bytes, type: ImageManifest.manifestType, name: tag)
    }

    /// An image config that lists the layers, as registries that look into configs want it.
    private static func config(_ layers: [ImageManifest.Descriptor]) -> [UInt8] {
        let digests = layers.map { "\"sha256:\($0.digest.hex)\"" }.joined(separator: ",")
        return Array(
            "{\"architecture\":\"\",\"config\":{},\"os\":\"\",\"rootfs\":{\"diff_ids\":[\(digests)],\"type\":\"layers\"}}"
                .utf8)
    }

    private func publish(_ bundle: [UInt8], of digest: SHA256Digest) async throws(TrustError) {
        guard let image = try await client.manifest("sha256:\(digest.hex)") else {
            throw .malformed("image '\(reference)'", reason: "the registry has no manifest sha256:\(digest.hex)")
        }
        let empty = Array("{}".utf8)
        var manifest = ImageManifest(
            artifactType: SigstoreBundle.mediaType,
            config: .init(mediaType: ImageManifest.emptyType, content: empty),
            layers: [.init(mediaType: SigstoreBundle.mediaType, content: bundle)])
        manifest.subject = .init(mediaType: image.mediaType, digest: digest, size: image.bytes.count)
        try await client.push(blob: bundle)
        try await client.push(blob: empty)
        let bytes = manifest.bytes
        let isTracked = try await client.push(
            manifest: bytes, type: ImageManifest.manifestType, name: "sha256:\(SHA256Digest(of: bytes).hex)")
        if !isTracked { try await addToFallbackIndex(bytes, of: digest) }
    }

    private func addToFallbackIndex(_ manifest: [UInt8], of digest: SHA256Digest) async throws(TrustError) {
        var descriptor = ImageManifest.Descriptor(mediaType: ImageManifest.manifestType, content: manifest)
        descriptor.artifactType = SigstoreBundle.mediaType
        let list = try await client.fallbackReferrers(of: digest)
        if list.contains(where: { $0.digest == descriptor.digest }) { return }
        try await client.push(
            manifest: ImageManifest.index(of: list + [descriptor]), type: ImageManifest.indexType,
            name: RegistryClient.fallbackTag(digest))
    }

    // MARK: Looking

    /// Every signature of an image in both layouts.
    ///
    /// - Returns: `unavailable` as soon as one place does not answer; `none` only where all say that there is none.
    package func claims(for digest: SHA256Digest) async -> PresentedClaims {
        do throws(TrustError) {
            let found = try await tagClaims(for: digest) + referrerClaims(for: digest)
            return found.isEmpty ? .none : .found(found)
        } catch {
            return .unavailable(reason: error.message)
        }
    }

    private func tagClaims(
        for digest: SHA256Digest
    ) async throws(TrustError) -> [Result<SignedClaim, TrustError>] {
        let tag = RegistryClient.signatureTag(digest)
        guard let manifest = try await client.manifest(tag) else { return [] }
        let layers: [ImageManifest.Descriptor]
        do throws(TrustError) {
            layers = try ImageManifest.parse(manifest.bytes, what: "signatures '\(tag)'").layers
        } catch {
            return [.failure(error)]
        }
        var claims: [Result<SignedClaim, TrustError>] = []
        for layer in layers where layer.mediaType == SimpleSigning.layerMediaType {
            let payload = try await client.blob(layer.digest)
            claims.append(Self.claim(payload: payload, layer: layer))
        }
        return claims
    }

    private static func claim(
        payload: [UInt8], layer: ImageManifest.Descriptor
    ) -> Result<SignedClaim, TrustError> {
        do throws(TrustError) {
            guard let text = layer.annotations[SimpleSigning.signatureAnnotation], let bytes = Base64.decode(text)
            else { throw .malformed("cosign signature", reason: "expected base64 in its annotation") }
            return .success(try SignedClaim(try SimpleSigning.parse(payload), signature: bytes))
        } catch {
            return .failure(error)
        }
    }

    private func referrerClaims(
        for digest: SHA256Digest
    ) async throws(TrustError) -> [Result<SignedClaim, TrustError>] {
        var claims: [Result<SignedClaim, TrustError>] = []
        let referrers = try await client.referrers(of: digest)
            .filter { $0.artifactType.map { $0 == SigstoreBundle.mediaType } ?? true }
        guard referrers.count <= Judge.mostClaims else {
            throw .malformed(
                "referrers of sha256:\(digest.hex)",
                reason: "expected at most \(Judge.mostClaims) signatures, found \(referrers.count)",
                hint: "delete those that nobody needs from the registry, and see who may push there")
        }
        for descriptor in referrers {
            let name = "sha256:\(descriptor.digest.hex)"
            guard let content = try await client.manifest(name) else {
                throw .unreachable("'\(name)'", reason: "the registry lists it and does not have it")
            }
            let manifest: ImageManifest
            do throws(TrustError) {
                manifest = try ImageManifest.parse(content.bytes, what: "referrer '\(name)'")
            } catch {
                claims.append(.failure(error))
                continue
            }
            guard manifest.subject?.digest == digest else { continue }
            for layer in manifest.layers where layer.mediaType == SigstoreBundle.mediaType {
                guard layer.size <= RegistryClient.mostBytes else {
                    claims.append(.failure(.malformed("referrer '\(name)'", reason: "it has \(layer.size) bytes")))
                    continue
                }
                claims.append(Self.claim(bundle: try await client.blob(layer.digest)))
            }
        }
        return claims
    }

    private static func claim(bundle: [UInt8]) -> Result<SignedClaim, TrustError> {
        do throws(TrustError) {
            return .success(try SignedClaim(try SigstoreBundle.parse(bundle).envelope))
        } catch {
            return .failure(error)
        }
    }
}

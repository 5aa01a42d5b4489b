import Manifests

/// The part of the OCI distribution API that signatures need, over one repository.
///
/// Every content is checked against the digest under which it was asked for.
package struct RegistryClient: Sendable {
    private let reference: ImageReference
    private let send: RegistrySender

    /// Bytes of a manifest or signature that are taken.
    static let mostBytes = 8 << 20
    /// Pages of a list that are read.
    private static let mostPages = 100

    package init(_ reference: ImageReference, send: @escaping RegistrySender) {
        self.reference = reference
        self.send = send
    }

    private var base: String { "/v2/\(reference.repository)" }

    private func what(_ name: String) -> String { "'\(name)' of \(reference.name)" }

    // MARK: Reading

    struct Manifest: Sendable {
        let bytes: [UInt8]
        let mediaType: String
        let digest: SHA256Digest
    }

    /// - Parameter name: a tag, or `sha256:…`, against which the content is then checked.
    /// - Returns: nil where the registry says that there is none (404).
    /// - Throws: `unreachable` for every other answer: not to be told is not to be told that there is none.
    func manifest(_ name: String) async throws(TrustError) -> Manifest? {
        let accept = ImageManifest.accepted.joined(separator: ", ")
        let answer = try await send(RegistryRequest("GET", "\(base)/manifests/\(name)", headers: ["Accept": accept]))
        if answer.status == 404 { return nil }
        try expect(answer, [200], what(name))
        let digest = SHA256Digest(of: answer.body)
        if name.hasPrefix("sha256:"), name != "sha256:\(digest.hex)" {
            throw .badSignature(what(name), reason: "the registry sent content of sha256:\(digest.hex)")
        }
        let type = answer.headers["content-type"] ?? ""
        return Manifest(bytes: answer.body, mediaType: String(type.prefix { $0 != ";" }), digest: digest)
    }

    func blob(_ digest: SHA256Digest) async throws(TrustError) -> [UInt8] {
        let name = "sha256:\(digest.hex)"
        let answer = try await send(RegistryRequest("GET", "\(base)/blobs/\(name)"))
        try expect(answer, [200], what(name))
        guard SHA256Digest(of: answer.body) == digest else {
            throw .badSignature(what(name), reason: "the registry sent other content")
        }
        return answer.body
    }

    /// What refers to an image: by every page of the referrers API, or where that is missing by the index under the tag
    /// `sha256-<hex>`. A registry is asked to leave out what is no signature, as SBOMs are, and need not do so.
    ///
    /// - Throws: `unreachable` where a page is missing: behind it could be the signature that matters.
    func referrers(of digest: SHA256Digest) async throws(TrustError) -> [ImageManifest.Descriptor] {
        let what = "referrers of sha256:\(digest.hex)"
        var target = "\(base)/referrers/sha256:\(digest.hex)?artifactType=\(Self.queried(SigstoreBundle.mediaType))"
        var list: [ImageManifest.Descriptor] = []
        for page in 0..<Self.mostPages {
            let answer = try await send(RegistryRequest("GET", target, headers: ["Accept": ImageManifest.indexType]))
            if answer.status == 404, page == 0 { return try await fallbackReferrers(of: digest) }
            try expect(answer, [200], what)
            list += try ImageManifest.parseIndex(answer.body, what: what)
            guard let link = answer.headers["link"],
                let next = try NextPage.target(of: link, at: reference.host, what: what)
            else { return list }
            target = next
        }
        throw .unreachable(what, reason: "expected at most \(Self.mostPages) pages")
    }

    /// Everything that the index under the tag `sha256-<hex>` lists.
    func fallbackReferrers(of digest: SHA256Digest) async throws(TrustError) -> [ImageManifest.Descriptor] {
        guard let index = try await manifest(Self.fallbackTag(digest)) else { return [] }
        return try ImageManifest.parseIndex(index.bytes, what: "referrers of sha256:\(digest.hex)")
    }

    /// A media type as the value of a query (RFC 3986).
    private static func queried(_ type: String) -> String {
        type.replacing("/", with: "%2F").replacing("+", with: "%2B")
    }

    static func fallbackTag(_ digest: SHA256Digest) -> String { "sha256-\(digest.hex)" }

    static func signatureTag(_ digest: SHA256Digest) -> String { "sha256-\(digest.hex).sig" }

    // MARK: Writing

    /// Uploads a blob in one piece, where it is not there already.
    func push(blob content: [UInt8]) async throws(TrustError) {
        let name = "sha256:\(SHA256Digest(of: content).hex)"
        let there = try await send(RegistryRequest("HEAD", "\(base)/blobs/\(name)"))
        if there.status == 200 { return }
        try expect(there, [404], what(name))
        let begun = try await send(RegistryRequest("POST", "\(base)/blobs/uploads/", body: []))
        try expect(begun, [202], "upload of \(what(name))")
        guard let location = begun.headers["location"], !location.isEmpty else {
            throw .unreachable("upload of \(what(name))", reason: "the registry gave no location")
        }
        let target = location + (location.contains("?") ? "&" : "?") + "digest=\(name)"
        let done = try await send(
            RegistryRequest("PUT", target, headers: ["Content-Type": "application/octet-stream"], body: content))
        try expect(done, [201], "upload of \(what(name))")
    }

    /// - Returns: whether the registry keeps track of the manifest's subject itself.
    @discardableResult
    func push(manifest bytes: [UInt8], type: String, name: String) async throws(TrustError) -> Bool {
        let answer = try await send(
            RegistryRequest("PUT", "\(base)/manifests/\(name)", headers: ["Content-Type": type], body: bytes))
        try expect(answer, [201], "upload of \(what(name))")
        return answer.headers["oci-subject"] != nil
    }

    private func expect(_ answer: RegistryResponse, _ statuses: [Int], _ what: String) throws(TrustError) {
        guard statuses.contains(answer.status) else {
            throw .unreachable(
                what,
                reason: "expected status \(statuses.map(String.init).joined(separator: " or ")), found "
                    + "\(answer.status)")
        }
        guard answer.body.count <= Self.mostBytes else {
            throw .unreachable(what, reason: "the registry sent \(answer.body.count) bytes")
        }
    }
}

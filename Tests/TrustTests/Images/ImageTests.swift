import Foundation
import Manifests
import Testing
import Trust

@Suite struct ImageReferenceTests {
    @Test(arguments: [
        ("registry.example:5000/team/app:1.2", "registry.example:5000/team/app", "1.2"),
        ("registry.example/app", "registry.example/app", "latest"),
        ("localhost/app:x", "localhost/app", "x"), ("nginx", "docker.io/library/nginx", "latest"),
        ("team/app:v1", "docker.io/team/app", "v1"),
        ("docker.io/nginx:1", "docker.io/library/nginx", "1"),
        ("index.docker.io/team/app:v1", "docker.io/team/app", "v1"),
        ("registry-1.docker.io/library/nginx:1", "docker.io/library/nginx", "1"),
    ])
    func `names are read`(text: String, name: String, tag: String) throws {
        let reference = try ImageReference(text)
        #expect(reference.name == name)
        #expect(reference.tag == tag)
    }

    @Test func `Docker Hub is asked where it answers, and named as everybody names it`() throws {
        for name in ["team/app", "docker.io/team/app", "index.docker.io/team/app", "registry-1.docker.io/team/app"] {
            #expect(try ImageReference(name).host == "registry-1.docker.io")
        }
        #expect(try ImageReference("registry.example:5000/team/app").host == "registry.example:5000")
    }

    @Test(arguments: [
        "", "/app", "registry.example/", "registry.example/App", "registry.example/a:b:c",
        "registry.example/a@sha256:00",
        "registry.example/../a", "registry.example/a b", "registry.example/a:", "registry.example/a?x=1",
        "user:password@registry.example/a",
    ])
    func `what is no name is refused`(text: String) {
        #expect(throws: TrustError.self) { try ImageReference(text) }
    }
}

@Suite struct SimpleSigningTests {
    private let digest = SHA256Digest(of: "image".utf8)

    @Test func `the payload is cosign's to the byte`() {
        let payload = SimpleSigning(reference: "registry.example/app", digest: digest, binding: nil).payload
        #expect(
            String(decoding: payload, as: UTF8.self) == """
                {"critical":{"identity":{"docker-reference":"registry.example/app"},\
                "image":{"docker-manifest-digest":"sha256:\(digest.hex)"},\
                "type":"cosign container image signature"},"optional":null}
                """)
    }

    @Test func `a payload comes back with its binding, and foreign annotations are borne`() throws {
        let binding = JudgeFixture().binding
        let ours = SimpleSigning(reference: "r/a", digest: digest, binding: binding)
        #expect(try SimpleSigning.parse(ours.payload) == ours)
        let foreign = SimpleSigning(reference: "r/a", digest: digest, binding: nil).payload
        let annotated = String(decoding: foreign, as: UTF8.self).replacing("null", with: #"{"creator":"me"}"#)
        #expect(try SimpleSigning.parse(Array(annotated.utf8)).binding == nil)
        for (from, to) in [
            ("cosign container", "another"), ("\"optional\"", "\"optional\":1,\"optional\""), ("sha256:", "sha512:"),
            ("{\"critical\"", "{\"more\":1,\"critical\""),
        ] {
            let changed = String(decoding: foreign, as: UTF8.self).replacing(from, with: to)
            #expect(throws: TrustError.self) { try SimpleSigning.parse(Array(changed.utf8)) }
        }
    }
}

/// Signing and looking in a registry, against Debian's docker-registry.
@Suite(.enabled(if: RegistryFixture.program != nil, "needs docker-registry")) struct ImageSignerTests {
    private let registry: RegistryFixture
    private var fixture: JudgeFixture

    init() throws {
        registry = try RegistryFixture()
        fixture = JudgeFixture()
        fixture.binding.artifact = "models/app"
        fixture.binding.environment = "staging"
    }

    private func request(_ digest: SHA256Digest) -> VerificationRequest {
        VerificationRequest(
            artifact: "models/app", digest: digest, environment: "staging", roles: [.release], now: JudgeFixture.noon)
    }

    @Test(arguments: ImageSigner.Layout.allCases)
    func `an image is signed and verified in both layouts`(layout: ImageSigner.Layout) async throws {
        let image = try await registry.push(tag: "1")
        let signer = ImageSigner(try ImageReference(registry.name + ":1"), send: registry.send)
        let digest = try await signer.resolve()
        #expect(digest == image)
        let judge = Judge(policy: try fixture.policy.verified())
        #expect(judge.judge(request(digest), claims: await signer.claims(for: digest)).refusals == [.unsigned])
        for name in ["alice-release", "bob-release", "alice-release"] {
            try await signer.sign(digest, binding: fixture.binding, with: try TrustTests.signer(name), layout: layout)
        }
        let verdict = judge.judge(request(digest), claims: await signer.claims(for: digest))
        #expect(verdict.verified?.signers.map(\.keyName) == ["alice-release", "bob-release"])
    }

    @Test func `both layouts are read together`() async throws {
        let digest = try await registry.push(tag: "1")
        let signer = ImageSigner(try ImageReference(registry.name + ":1"), send: registry.send)
        try await signer.sign(
            digest, binding: fixture.binding, with: try TrustTests.signer("alice-release"), layout: .tag)
        try await signer.sign(
            digest, binding: fixture.binding, with: try TrustTests.signer("bob-release"), layout: .referrers)
        guard case .found(let claims) = await signer.claims(for: digest) else {
            Issue.record("expected claims")
            return
        }
        #expect(claims.count == 2)
        #expect(Set(try claims.map { try $0.get().form }) == [.simpleSigning, .dsse])
    }

    @Test func `a tag that moves after verification means another digest`() async throws {
        let first = try await registry.push(tag: "1", content: "one")
        let signer = ImageSigner(try ImageReference(registry.name + ":1"), send: registry.send)
        try await signer.sign(
            first, binding: fixture.binding, with: try TrustTests.signer("alice-release"), layout: .tag)
        let second = try await registry.push(tag: "1", content: "two")
        #expect(try await signer.resolve() == second)
        let judge = Judge(policy: try fixture.policy.verified())
        #expect(judge.judge(request(first), claims: await signer.claims(for: first)).verified != nil)
        #expect(judge.judge(request(second), claims: await signer.claims(for: second)).refusals == [.unsigned])
    }

    /// "Referrers failed" is not "unsigned", and no single place that fails is passed over.
    @Test(arguments: [500, 401, 403, 429, 503])
    func `a registry that does not answer is told as that`(status: Int) async throws {
        let digest = try await registry.push(tag: "1")
        let signer = ImageSigner(try ImageReference(registry.name + ":1"), send: registry.send)
        try await signer.sign(
            digest, binding: fixture.binding, with: try TrustTests.signer("alice-release"), layout: .tag)
        let send = registry.send
        for part in ["/referrers/", ".sig", "/blobs/"] {
            let failing = ImageSigner(try ImageReference(registry.name + ":1")) { request throws(TrustError) in
                if request.target.contains(part) { return RegistryResponse(status: status, headers: [:], body: []) }
                return try await send(request)
            }
            let judge = Judge(policy: try fixture.policy.verified())
            let verdict = judge.judge(request(digest), claims: await failing.claims(for: digest))
            #expect(verdict.isUnavailable)
            #expect(!verdict.refusals.contains(.unsigned))
        }
    }

    // MARK: Pages

    /// The registry with a referrers API in front of it that lists one manifest a page, what is no signature first.
    ///
    /// - Parameters:
    ///   - link: to the next page, by its path.
    ///   - failing: the page that is not given.
    private func paging(
        _ image: SHA256Digest, foreign: Int = 2, failing: Int? = nil,
        link: @escaping @Sendable (String) -> String = { "<\($0)>; rel=\"next\"" }
    ) async throws -> RegistrySender {
        let send = registry.send
        let accept = ["Accept": "application/vnd.oci.image.index.v1+json"]
        let index = try await send(
            RegistryRequest("GET", "/v2/team/app/manifests/sha256-\(image.hex)", headers: accept))
        let signatures = try #require(try JSON.parse(index.body)["manifests"]?.array)
        let type = "application/vnd.oci.image.manifest.v1+json"
        let bill: Value = [
            "mediaType": .string(type), "digest": .string("sha256:\(SHA256Digest(of: "bill".utf8).hex)"), "size": 4,
            "artifactType": "application/spdx+json",
        ]
        let manifests = Array(repeating: bill, count: foreign) + signatures
        return { request throws(TrustError) in
            guard request.target.contains("/referrers/") else { return try await send(request) }
            let page = request.target.split(separator: "=").last.flatMap { Int($0) } ?? 0
            if page == failing { return RegistryResponse(status: 500, headers: [:], body: []) }
            let path = "/v2/team/app/referrers/sha256:\(image.hex)?page=\(page + 1)"
            let body = JSON.write([
                "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
                "manifests": .array(Array(manifests.dropFirst(page).prefix(1))),
            ])
            let headers = page + 1 < manifests.count ? ["Link": link(path)] : [:]
            return RegistryResponse(status: 200, headers: headers, body: body)
        }
    }

    private func signedImage() async throws -> SHA256Digest {
        let digest = try await registry.push(tag: "1")
        let signer = ImageSigner(try ImageReference(registry.name + ":1"), send: registry.send)
        try await signer.sign(
            digest, binding: fixture.binding, with: try TrustTests.signer("alice-release"), layout: .referrers)
        return digest
    }

    @Test func `a signature behind other people's referrers is found, on whichever page it is`() async throws {
        let digest = try await signedImage()
        let host = try ImageReference(registry.name).host
        let judge = Judge(policy: try fixture.policy.verified())
        let links: [@Sendable (String) -> String] = [
            { "<\($0)>; rel=\"next\"" }, { "<http://\(host)\($0)>;rel=next" },
            { "</style.css>; rel=preload; title=\"a, b\", <\($0)>; rel=\"last Next\"" },
        ]
        for link in links {
            let signer = ImageSigner(
                try ImageReference(registry.name + ":1"), send: try await paging(digest, link: link))
            #expect(judge.judge(request(digest), claims: await signer.claims(for: digest)).verified != nil)
        }
    }

    @Test func `a page that is missing, endless or elsewhere leaves it open, never unsigned`() async throws {
        let digest = try await signedImage()
        let judge = Judge(policy: try fixture.policy.verified())
        let senders = [
            try await paging(digest, failing: 2), try await paging(digest, foreign: 200),
            try await paging(digest) { "<https://elsewhere.example\($0)>; rel=\"next\"" },
            try await paging(digest) { "<//elsewhere.example\($0)>; rel=\"next\"" },
            try await paging(digest) { "\($0); rel=\"next\"" },
        ]
        for send in senders {
            let signer = ImageSigner(try ImageReference(registry.name + ":1"), send: send)
            let verdict = judge.judge(request(digest), claims: await signer.claims(for: digest))
            #expect(verdict.isUnavailable && !verdict.refusals.contains(.unsigned), "\(verdict.refusals)")
        }
    }

    @Test func `a hundred signatures of strangers do not hide one that counts`() async throws {
        let digest = try await signedImage()
        let signer = ImageSigner(try ImageReference(registry.name + ":1"), send: registry.send)
        guard case .found(var claims) = await signer.claims(for: digest) else { throw CancellationError() }
        let good = claims
        for number in 0..<100 {
            let key = SigningKey.memory(.ed25519(try .generate()))
            let subject = Statement.Subject(name: "app-\(number)", digest: digest)
            let envelope = try Statement.release([subject], binding: fixture.binding).signed(with: [key])
            claims.insert(.success(try SignedClaim(envelope)), at: 0)
        }
        let judge = Judge(policy: try fixture.policy.verified())
        #expect(judge.judge(request(digest), claims: .found(claims)).verified != nil)
        #expect(judge.judge(request(digest), claims: .found(Array(claims.dropLast(good.count)))).verified == nil)
    }

    @Test(arguments: ImageSigner.Layout.allCases)
    func `a registry that fails midway leaves nothing that verifies`(layout: ImageSigner.Layout) async throws {
        let digest = try await registry.push(tag: "1")
        let send = registry.send
        let reference = try ImageReference(registry.name + ":1")
        let judge = Judge(policy: try fixture.policy.verified())
        let key = try TrustTests.signer("alice-release")
        var failures = 0
        for allowed in 0..<40 {
            let counter = Counter()
            let failing = ImageSigner(reference) { request throws(TrustError) in
                if counter.next() > allowed { throw .unreachable("registry", reason: "connection reset") }
                return try await send(request)
            }
            do throws(TrustError) {
                try await failing.sign(digest, binding: fixture.binding, with: key, layout: layout)
                break
            } catch {
                failures += 1
                let whole = ImageSigner(reference, send: send)
                let verdict = judge.judge(request(digest), claims: await whole.claims(for: digest))
                #expect(verdict.verified == nil)
                #expect(!verdict.isUnavailable)
            }
        }
        #expect(failures > 5)
        let whole = ImageSigner(reference, send: send)
        let verdict = judge.judge(request(digest), claims: await whole.claims(for: digest))
        #expect(verdict.verified != nil)
    }

    @Test func `content that is not of its digest is refused`() async throws {
        let digest = try await registry.push(tag: "1")
        let send = registry.send
        let reference = try ImageReference("\(registry.name)@sha256:\(digest.hex)")
        let lying = ImageSigner(reference) { request throws(TrustError) in
            var answer = try await send(request)
            answer.body += [0x20]
            return answer
        }
        await #expect(throws: TrustError.self) { try await lying.resolve() }
    }
}

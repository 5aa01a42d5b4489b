import Foundation
import Manifests
import Testing
import Trust

@Suite struct ImageReferenceTests {
    @Test(arguments: [
        ("registry.example:5000/team/app:1.2", "registry.example:5000/team/app", "1.2"),
        ("registry.example/app", "registry.example/app", "latest"),
        ("localhost/app:x", "localhost/app", "x"), ("nginx", "registry-1.docker.io/library/nginx", "latest"),
        ("team/app:v1", "registry-1.docker.io/team/app", "v1"),
    ])
    func `names are read`(text: String, name: String, tag: String) throws {
        let reference = try ImageReference(text)
        #expect(reference.name == name)
        #expect(reference.tag == tag)
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

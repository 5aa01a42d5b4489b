import Foundation
import Testing
import Transport
import Trust

@testable import Catalog

/// Models in an S3 bucket, against moto.
@Suite(.enabled(if: S3Server.isInstalled, "needs .venv: run scripts/setup-tests.sh"))
struct S3ModelStoreTests {
    private func store(_ server: S3Server) -> ModelStore {
        S3ModelStore(.init(endpoint: server.endpoint, credentials: S3Server.credentials)).store(or: .folders)
    }

    @Test func `every object below the folder is a file, whatever its name`() async throws {
        let server = try S3Server()
        try await server.put("models")
        let files = ["weights.bin": "w", "a b/ü+~&=.json": "{}", "empty": ""]
        for (name, text) in files { try await server.put("models/fraud/v3/" + name, text) }
        try await server.put("models/fraud/v30/other", "another model")
        let found = try #require(try await store(server).resources("s3://models/fraud/v3/"))
        let expected = files.map { ModelResource(path: $0.key, digest: SHA256Digest(of: $0.value.utf8)) }
        #expect(Set(found) == Set(expected) && found.count == 3)
    }

    @Test func `many pages are one model, and what changed is read again`() async throws {
        let server = try S3Server()
        try await server.put("models")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<1_050 { group.addTask { try await server.put("models/big/\(number)", "\(number)") } }
            try await group.waitForAll()
        }
        let store = store(server)
        let before = try #require(try await store.resources("s3://models/big"))
        #expect(before.count == 1_050)
        try await server.put("models/big/7", "changed")
        let after = try #require(try await store.resources("s3://models/big"))
        #expect(Set(after).subtracting(before).map(\.path) == ["7"])
    }

    @Test func `absent is an answer, and no answer is not absence`() async throws {
        let server = try S3Server()
        try await server.put("models")
        try await server.put("models/fraud.staging.sigstore.json", "{}")
        let store = store(server)
        #expect(try await store.resources("s3://models/none") == nil)
        #expect(try await store.read("s3://models/none.json") == nil)
        #expect(try await store.read("s3://models/fraud.staging.sigstore.json") == Array("{}".utf8))
        await #expect { try await store.resources("s3://nobucket/x") } throws: {
            ($0 as? TrustError)?.isUnreachable == true
        }
        await #expect(throws: TrustError.self) { try await store.resources("s3://models") }
        let closed = S3ModelStore(.init(endpoint: "http://127.0.0.1:1")).store(or: .folders)
        await #expect { try await closed.read("s3://models/x") } throws: { ($0 as? TrustError)?.isUnreachable == true }
    }

    @Test func `Google's addresses are read by the same protocol, with keys of their own`() async throws {
        let server = try S3Server()
        try await server.put("models")
        try await server.put("models/fraud/weights.bin", "w")
        let keys = S3Server.credentials
        let store = ModelStore.storages(environment: [
            "LOCKSTEP_GS_ENDPOINT": server.endpoint, "LOCKSTEP_GS_ACCESS_KEY_ID": keys.accessKey,
            "LOCKSTEP_GS_SECRET_ACCESS_KEY": String(decoding: keys.secretKey.exposedBytes, as: UTF8.self),
            "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1",
        ])
        let expected = [ModelResource(path: "weights.bin", digest: SHA256Digest(of: "w".utf8))]
        #expect(try await store.resources("gs://models/fraud") == expected)
        await #expect { try await store.resources("s3://models/fraud") } throws: {
            ($0 as? TrustError)?.isUnreachable == true
        }
        let other = S3ModelStore.Configuration.googleStorage(environment: [
            "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b",
        ])
        #expect(other.credentials == nil && other.endpoint == "https://storage.googleapis.com")
    }

    @Test(arguments: ["pvc://claim/model", "azure://a/b"])
    func `a storage that is not read is refused with what to do, never passed`(uri: String) async throws {
        let store = ModelStore.storages(environment: [:])
        for read in [
            { _ = try await store.resources(uri) }, { _ = try await store.read(uri + ".staging.sigstore.json") },
        ] {
            await #expect {
                try await read()
            } throws: { error in
                let error = error as? TrustError
                return error?.isUnreachable == false && error?.message.contains("spec.artifacts.exempt") == true
            }
        }
    }

    @Test func `a listing that is none, or is cut short, is no empty model`() {
        #expect(ObjectListing(xml: Array("<html></html>".utf8)) == nil)
        #expect(ObjectListing(xml: Array("<ListBucketResult><Contents><Key>a</Key>".utf8)) == nil)
        #expect(
            ObjectListing(xml: Array("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>".utf8))
                == nil)
        let one = ObjectListing(
            xml: Array(
                "<ListBucketResult><Contents><Key>a&amp;b</Key><Size>1</Size></Contents></ListBucketResult>".utf8))
        #expect(one?.entries.map(\.key) == ["a&b"])
    }
}

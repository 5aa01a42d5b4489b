import Foundation
import Testing
import Transport
import Trust

@testable import Catalog

/// Models of a Hugging Face hub.
@Suite(.enabled(if: HubServer.isInstalled, "needs huggingface_hub in .venv: run scripts/setup-tests.sh"))
struct HubModelStoreTests {
    private let pinned = "hf://team/fraud:\(HubServer.commit)"

    private func store(_ server: HubServer, token: String? = nil, client: HTTPClient = HTTPClient()) -> ModelStore {
        var environment = ["HF_ENDPOINT": server.endpoint + "/"]
        environment["HF_TOKEN"] = token
        let store = HubModelStore(.init(environment: environment), client: client).store(or: .folders)
        // The server lives as long as the store.
        return ModelStore(
            read: { (uri) async throws(TrustError) in
                defer { withExtendedLifetime(server) {} }
                return try await store.read(uri)
            },
            resources: { (uri) async throws(TrustError) in
                defer { withExtendedLifetime(server) {} }
                return try await store.resources(uri)
            })
    }

    @Test func `a commit is every file of it, byte for byte what the hub's own client downloads`() async throws {
        let server = try HubServer()
        let found = try #require(try await store(server).resources(pinned))
        let expected = HubServer.files.map { ModelResource(path: $0.key, digest: SHA256Digest(of: $0.value.utf8)) }
        #expect(Set(found) == Set(expected) && found.count == expected.count)

        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-hub-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let client = Process()
        client.executableURL = URL(fileURLWithPath: HubServer.python)
        client.arguments = [
            "-c",
            """
            import os, shutil, sys
            os.environ.update(HF_HUB_DISABLE_XET="1", HF_HUB_DISABLE_TELEMETRY="1", HF_HOME=sys.argv[2] + "/home")
            from huggingface_hub import snapshot_download
            found = snapshot_download("team/fraud", revision=sys.argv[3], endpoint=sys.argv[1], cache_dir=sys.argv[2] + "/cache")
            shutil.copytree(found, sys.argv[2] + "/model")
            """, server.endpoint, folder, HubServer.commit,
        ]
        let errors = Pipe()
        client.standardError = errors
        try client.run()
        let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        client.waitUntilExit()
        #expect(client.terminationStatus == 0, "\(words)")
        #expect(Set(try await ModelResource.all(in: "\(folder)/model")) == Set(found))
    }

    @Test func `a branch is refused with the commit that it is now`() async throws {
        let server = try HubServer()
        for uri in ["hf://team/fraud", "hf://team/fraud:main"] {
            await #expect {
                try await store(server).resources(uri)
            } throws: { error in
                let error = error as? TrustError
                #expect(error?.message.contains("expected a commit") == true && error?.isUnreachable == false)
                return error?.hint?.contains("hf://team/fraud:\(HubServer.later)") == true
            }
        }
        await #expect(throws: TrustError.self) { try await store(server).resources("hf://fraud:main") }
    }

    @Test func `signatures lie on the main branch, named after the commit`() async throws {
        let store = store(try HubServer())
        let place = ModelStore.bundle(of: pinned, environment: "staging", number: 1)
        #expect(try await store.read(place) == Array("{}".utf8))
        #expect(try await store.read(ModelStore.bundle(of: pinned, environment: "staging", number: 2)) == nil)
        #expect(ModelStore.name(of: pinned) == "fraud")
    }

    @Test func `a model that is not there is absent, and a hub that does not let in is no answer`() async throws {
        #expect(try await store(try HubServer()).resources("hf://team/none:\(HubServer.commit)") == nil)
        let closed = try HubServer(["token": "hf_secret"])
        await #expect {
            try await store(closed).resources(pinned)
        } throws: {
            ($0 as? TrustError)?.isUnreachable == true && "\($0)".contains("HF_TOKEN")
        }
        // The token opens the hub, and is not shown to the host of the large files.
        #expect(try await store(closed, token: "hf_secret").resources(pinned)?.count == HubServer.files.count)
    }

    @Test func `a redirect to this machine is refused as its address would be`() async throws {
        let server = try HubServer()
        var configuration = HTTPClient.Configuration()
        // The hub may be asked; the large file's host, on another port, may not.
        configuration.reach = .limited(
            allowing: [try #require(Reach.AllowedHost(String(server.endpoint.dropFirst("http://".count))))])
        await #expect {
            try await store(server, client: HTTPClient(configuration: configuration)).resources(pinned)
        } throws: {
            ($0 as? TrustError)?.isUnreachable == true && "\($0)".contains("must not lead to this machine")
        }
    }

    @Test func `bytes that are not what the hub lists are no model`() async throws {
        for bytes in ["other weights", "large weights and more", ""] {
            await #expect {
                try await store(try HubServer(["cdn": bytes])).resources(pinned)
            } throws: {
                ($0 as? TrustError)?.isUnreachable == true && "\($0)".contains("model.safetensors")
            }
        }
    }
}

import Foundation
import Testing
import Transport
import Trust

@testable import Catalog

/// Models that are one file of a web server.
@Suite(.enabled(if: WebServer.isInstalled, "needs openssl"))
struct WebModelStoreTests {
    private func store(_ server: WebServer) throws -> ModelStore {
        WebModelStore(client: HTTPClient(), tls: try server.tls).store(or: .folders)
    }

    @Test func `the file at an address is the model, with its signatures beside it`() async throws {
        let server = try WebServer()
        let uri = "\(server.address)/model.onnx"
        try server.put("model.onnx", "weights")
        try server.put("model.onnx.staging.sigstore.json", "{}")
        let store = try store(server)
        let file = ModelResource(path: "model.onnx", digest: SHA256Digest(of: "weights".utf8))
        #expect(try await store.resources(uri) == [file])
        #expect(try await store.read(uri + ".staging.sigstore.json") == Array("{}".utf8))
        #expect(try await store.read(uri + ".staging.2.sigstore.json") == nil)
        #expect(try await store.resources("\(server.address)/none.onnx") == nil)
        try server.put("broken", headers: #"{"status": 500}"#)
        await #expect { try await store.resources("\(server.address)/broken") } throws: {
            ($0 as? TrustError)?.isUnreachable == true
        }
    }

    @Test func `a file is read again unless a strong entity tag says that it is the same`() async throws {
        let server = try WebServer()
        let uri = "\(server.address)/model.onnx"
        let store = try store(server)
        for (headers, text, isReadAgain) in [
            ("{}", "one", true), ("{}", "two", true), (#"{"ETag": "W/\"a\""}"#, "two", true),
            (#"{"ETag": "W/\"a\""}"#, "three", true), (#"{"ETag": "\"b\""}"#, "four", true),
            (#"{"ETag": "\"b\""}"#, "four", false), (#"{"ETag": "\"c\""}"#, "five", true),
        ] {
            try server.put("model.onnx", text, headers: headers)
            #expect(try await store.resources(uri)?.map(\.digest) == [SHA256Digest(of: text.utf8)])
            #expect(try server.requests.last?.hasPrefix(isReadAgain ? "200" : "304") == true, "\(headers) \(text)")
        }
    }

    @Test func `an address that can come to mean another file is refused with what to do`() async throws {
        let server = try WebServer()
        try server.put("moved", headers: #"{"status": 302, "Location": "https://elsewhere.example/m?token=hush"}"#)
        try server.put("elsewhere", "w")
        let store = try store(server)
        for (uri, words) in [
            ("\(server.address)/moved", "redirects to 'https://elsewhere.example/m"),
            ("http://models.example/m.onnx", "expected an address of 'https://'"),
            ("https://me:hush@models.example/m.onnx", "without user"),
            ("https://models.example/m.onnx?token=hush", "without user"),
            ("https://models.example/folder/", "the address of a file"),
            ("https://models.example", "the address of a file"),
        ] {
            await #expect {
                try await store.resources(uri)
            } throws: { error in
                let error = error as? TrustError
                #expect(error?.isUnreachable == false && error?.hint != nil)
                #expect(error?.message.contains(words) == true, "\(error?.message ?? "none")")
                return error?.message.contains("hush") == false
            }
        }
    }
}

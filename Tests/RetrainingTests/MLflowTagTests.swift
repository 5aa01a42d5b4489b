import Foundation
import Manifests
import Testing
import Transport

@testable import Retraining

/// Against MLflow's own server. It weighs a gigabyte, so the test set-up does not bring it:
/// `.venv/bin/python -m pip install mlflow`.
@Suite struct MLflowTagTests {
    private static let program = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: ".venv/bin/mlflow").path

    /// The server, in a folder of its own.
    private final class Server: Sendable {
        let address: String
        private let process = Process()
        private let folder = FileManager.default.temporaryDirectory.appending(path: "lockstep-mlflow-\(UUID())")

        init() throws {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let port = try Self.freePort()
            address = "http://127.0.0.1:\(port)"
            process.executableURL = URL(filePath: "/usr/bin/env")
            // A group of its own: its workers end with it.
            process.arguments = [
                "python3", "-c",
                "import os, sys; os.getpgrp() == os.getpid() or os.setsid(); os.execv(sys.argv[1], sys.argv[1:])",
                MLflowTagTests.program, "server", "--host", "127.0.0.1", "--port", "\(port)", "--workers", "1",
                "--backend-store-uri", "sqlite:///\(folder.path)/mlflow.db",
            ]
            process.currentDirectoryURL = folder
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
        }

        deinit {
            kill(-process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            try? FileManager.default.removeItem(at: folder)
        }

        private static func freePort() throws -> Int {
            let finder = Process()
            finder.executableURL = URL(filePath: "/usr/bin/env")
            finder.arguments = [
                "python3", "-c",
                "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])",
            ]
            let output = Pipe()
            finder.standardOutput = output
            try finder.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            return try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: program), "needs mlflow in .venv"))
    func `MLflow keeps the tag on the version, and on the model`() async throws {
        let server = try Server()
        let client = HTTPClient()
        func call(_ method: HTTPMethod, _ path: String, _ body: Value? = nil) async throws -> Value {
            var request = HTTPRequest(method, "\(server.address)\(path)", body: body.map { JSON.write($0) })
            request.headers["Content-Type"] = "application/json"
            // It takes a while to listen.
            request.retry = RetryPolicy(attempts: 200, firstDelay: .milliseconds(250), longestDelay: .milliseconds(500))
            let response = try await client.send(request)
            try #require(response.status == 200, "\(String(decoding: response.body, as: UTF8.self))")
            return (try? JSON.parse(response.body)) ?? .null
        }
        _ = try await call(.get, "/health")
        let api = "/api/2.0/mlflow"
        _ = try await call(.post, "\(api)/registered-models/create", ["name": "fraud"])
        _ = try await call(.post, "\(api)/model-versions/create", ["name": "fraud", "source": "s3://bucket/model"])
        let folder = FileManager.default.temporaryDirectory.appending(path: "lockstep-journal-\(UUID())").path
        let retrainer = Retrainer(
            client: client, secrets: SecretSource(environment: [:]), journal: TriggerJournal(folder: folder))
        let triggers = [
            Trigger.mlflow(MLflowTag(url: server.address, model: "fraud", version: "1", tag: "retrain", token: nil)),
            .mlflow(MLflowTag(url: server.address, model: "fraud", version: nil, tag: "retrain", token: nil)),
        ]
        let told = await retrainer.tell(triggers, of: RetrainerTests.event)
        #expect(told.map(\.outcome) == [.delivered, .delivered])
        let version = try await call(.get, "\(api)/model-versions/get?name=fraud&version=1")["model_version"]
        let model = try await call(.get, "\(api)/registered-models/get?name=fraud")["registered_model"]
        for tags in [version?["tags"], model?["tags"]] {
            let tag = try #require(tags?.array?.first)
            #expect(tag["key"] == "retrain")
            let value = try JSON.parse(try #require(tag["value"]?.string))
            #expect(value["id"]?.string == RetrainerTests.event.id)
        }
    }
}

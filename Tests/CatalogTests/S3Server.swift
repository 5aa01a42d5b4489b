import Foundation
import Testing
import Transport

@testable import Catalog

/// moto, the S3 of the tests.
final class S3Server: Sendable {
    static let python = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(".venv/bin/python").path
    static let isInstalled = FileManager.default.isExecutableFile(atPath: python)

    static let credentials = AWSCredentials(accessKey: "testing", secretKey: SecretBytes("testing"))

    let endpoint: String
    private let process: Process
    private let client = HTTPClient()

    /// On a port that the server chooses; it prints the port.
    init() throws {
        let program = """
            import sys, threading, time
            from moto.server import ThreadedMotoServer
            server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
            server.start()
            while server.get_host_and_port()[1] == 0: time.sleep(0.01)
            print(server.get_host_and_port()[1], flush=True)
            sys.stdin.read()
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.python)
        process.arguments = ["-c", program]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains("\n"), case let data = output.fileHandleForReading.availableData, !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
        }
        let port = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        endpoint = "http://127.0.0.1:\(port)"
        self.process = process
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func put(_ path: String, _ text: String = "") async throws {
        let url = "\(endpoint)/\(AWSSignature.encoded(path, keepsSlashes: true))"
        let signature = AWSSignature(credentials: Self.credentials, region: "us-east-1", service: "s3")
        let request = HTTPRequest(.put, url, body: Array(text.utf8))
        let response = try await client.send(
            signature.signing(request, at: Int64(Date().timeIntervalSince1970)))
        try #require(response.status == 200, "\(String(decoding: response.body, as: UTF8.self))")
    }
}

import Foundation
import Manifests
import Synchronization
import Testing
import Trust

final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}

/// A docker-registry of its own, on a free port, ended with the test.
final class RegistryFixture: Sendable {
    static let program = Tool.named("docker-registry")

    private let process: Process
    private let scratch: Scratch
    private let port: Int
    let name: String

    init() throws {
        scratch = try Scratch()
        let program = try #require(Self.program)
        var started: (process: Process, port: Int)?
        // A port that is free when it is looked at may be another's a moment later.
        for _ in 0..<20 where started == nil {
            let port = Int.random(in: 10_000..<32_768)
            if let process = try Self.start(program, port, scratch) { started = (process, port) }
        }
        (process, port) = try #require(started)
        name = "127.0.0.1:\(port)/team/app"
    }

    /// A registry that answers at the port; nil where it ended because the port is taken.
    private static func start(_ program: Tool, _ port: Int, _ scratch: Scratch) throws -> Process? {
        let configuration = """
            version: 0.1
            log: { level: error }
            storage: { filesystem: { rootdirectory: \(scratch.path("data-\(port)")) } }
            http: { addr: "127.0.0.1:\(port)" }
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program.path)
        process.arguments = ["serve", try scratch.write(configuration, "config-\(port).yml")]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let curl = try #require(Tool.named("curl"))
        let deadline = ContinuousClock.now + .seconds(120)
        while process.isRunning, ContinuousClock.now < deadline {
            let asked = try curl.run(["-s", "--max-time", "10", "http://127.0.0.1:\(port)/v2/"])
            if asked.status == 0, asked.output.trimmingCharacters(in: .whitespacesAndNewlines) == "{}" {
                return process
            }
            usleep(20_000)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return nil
    }

    deinit {
        // A child inherits the signals that its thread blocks, SIGTERM among them.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Sends with curl.
    var send: RegistrySender {
        { [port] request throws(TrustError) in
            do {
                return try Self.exchange(request, port: port)
            } catch {
                throw .unreachable("registry", reason: "\(error)")
            }
        }
    }

    private static func exchange(_ request: RegistryRequest, port: Int) throws -> RegistryResponse {
        let scratch = try Scratch()
        let url = request.target.hasPrefix("http") ? request.target : "http://127.0.0.1:\(port)\(request.target)"
        var arguments = ["-s", "-D", scratch.path("head"), "-o", scratch.path("body"), "-w", "%{http_code}"]
        arguments += request.method == "HEAD" ? ["-I"] : ["-X", request.method]
        for (name, value) in request.headers { arguments += ["-H", "\(name): \(value)"] }
        if let body = request.body { arguments += ["--data-binary", "@\(try scratch.write(body, "sent"))"] }
        let curl = try #require(Tool.named("curl"))
        let result = try curl.run(arguments + [url])
        guard result.status == 0, let status = Int(result.output) else {
            throw TrustError.unreachable(url, reason: result.errors)
        }
        var headers: [String: String] = [:]
        for line in try scratch.read("head").split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        let body = FileManager.default.fileExists(atPath: scratch.path("body")) ? try scratch.bytes("body") : []
        return RegistryResponse(status: status, headers: headers, body: request.method == "HEAD" ? [] : body)
    }

    /// Pushes an image of one layer.
    func push(tag: String, content: String = "layer") async throws -> SHA256Digest {
        let layer = Array(content.utf8)
        let config = Array(#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#.utf8)
        for blob in [layer, config] { try await upload(blob) }
        let manifest = JSON.write([
            "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": Self.descriptor(config, "application/vnd.oci.image.config.v1+json"),
            "layers": [Self.descriptor(layer, "application/vnd.oci.image.layer.v1.tar")],
        ])
        let type = "application/vnd.oci.image.manifest.v1+json"
        let answer = try await send(
            RegistryRequest("PUT", "/v2/team/app/manifests/\(tag)", headers: ["Content-Type": type], body: manifest))
        try #require(answer.status == 201)
        return SHA256Digest(of: manifest)
    }

    private static func descriptor(_ content: [UInt8], _ type: String) -> Value {
        [
            "mediaType": .string(type), "digest": .string("sha256:\(SHA256Digest(of: content).hex)"),
            "size": .integer(Int64(content.count)),
        ]
    }

    private func upload(_ blob: [UInt8]) async throws {
        let begun = try await send(RegistryRequest("POST", "/v2/team/app/blobs/uploads/", body: []))
        let location = try #require(begun.headers["location"])
        let target = "\(location)&digest=sha256:\(SHA256Digest(of: blob).hex)"
        let type = ["Content-Type": "application/octet-stream"]
        let done = try await send(RegistryRequest("PUT", target, headers: type, body: blob))
        try #require(done.status == 201)
    }
}

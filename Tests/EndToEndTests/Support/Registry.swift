import Foundation
import Testing

/// Debian's docker-registry on a port of its own, spoken to with curl.
final class Registry: Sendable {
    static let program = "/usr/bin/docker-registry"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    /// `127.0.0.1:PORT`.
    let address: String
    private let scratch: Scratch
    private let server: Running

    private init(address: String, scratch: Scratch, server: Running) {
        self.address = address
        self.scratch = scratch
        self.server = server
    }

    deinit { server.kill() }

    static func start() async throws -> Registry {
        for _ in 0..<10 {
            let scratch = try Scratch()
            let address = "127.0.0.1:\(Int.random(in: 10_000..<32_768))"
            try scratch.write(
                "config.yml",
                """
                version: 0.1
                log: { level: info }
                storage: { filesystem: { rootdirectory: \(scratch.path)/data } }
                http: { addr: "\(address)" }

                """)
            let server = try Running(program, ["serve", "\(scratch.path)/config.yml"], in: scratch.path)
            if await server.line(holding: "listening on") != nil {
                return Registry(address: address, scratch: scratch, server: server)
            }
        }
        throw Unavailable()
    }

    struct Unavailable: Error {}

    /// Pushes an image of one layer; another content is another image.
    func push(_ repository: String, tag: String, content: String) async throws {
        let config = #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#
        var described: [String] = []
        for (name, text, type) in [
            ("config", config, "application/vnd.oci.image.config.v1+json"),
            ("layer", content, "application/vnd.oci.image.layer.v1.tar"),
        ] {
            try scratch.write(name, text)
            let digest = try await digest(name)
            let begun = try await curl(["-i", "-X", "POST", "http://\(address)/v2/\(repository)/blobs/uploads/"])
            let location = begun.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("location:") }
            let target = try #require(location).dropFirst("location:".count).trimmingCharacters(in: .whitespaces)
            _ = try await curl([
                "--fail", "-X", "PUT", "-H", "Content-Type: application/octet-stream", "--data-binary",
                "@\(scratch.path)/\(name)", "\(target)&digest=\(digest)",
            ])
            described.append(
                #"{"mediaType":"\#(type)","digest":"\#(digest)","size":\#(text.utf8.count)}"#)
        }
        let type = "application/vnd.oci.image.manifest.v1+json"
        try scratch.write(
            "manifest",
            #"{"schemaVersion":2,"mediaType":"\#(type)","config":\#(described[0]),"layers":[\#(described[1])]}"#)
        _ = try await curl([
            "--fail", "-X", "PUT", "-H", "Content-Type: \(type)", "--data-binary", "@\(scratch.path)/manifest",
            "http://\(address)/v2/\(repository)/manifests/\(tag)",
        ])
    }

    private func digest(_ name: String) async throws -> String {
        let sum = try await run("/usr/bin/sha256sum", ["\(scratch.path)/\(name)"])
        return "sha256:" + sum.output.prefix(64)
    }

    private func curl(_ arguments: [String]) async throws -> String {
        let result = try await run("/usr/bin/curl", ["--silent", "--show-error"] + arguments)
        try #require(result.status == 0, "curl \(arguments): \(result.output)\(result.errors)")
        return result.output
    }
}

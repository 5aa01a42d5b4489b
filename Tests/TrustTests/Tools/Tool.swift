import Foundation
import Trust

/// Another program, run to its end.
struct Tool {
    struct Result {
        let status: Int32
        let output: String
        let errors: String

        var text: String { output + errors }
    }

    let path: String

    static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A program on the PATH; nil where there is none.
    static func named(_ name: String) -> Tool? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let paths = path.split(separator: ":").map { folder in "\(folder)/\(name)" }
        return paths.first { FileManager.default.isExecutableFile(atPath: $0) }.map { Tool(path: $0) }
    }

    /// A program of the package's `.venv`; nil where it is not set up.
    static func inVenv(_ name: String) -> Tool? {
        let path = packageRoot.appendingPathComponent(".venv/bin/\(name)").path
        return FileManager.default.isExecutableFile(atPath: path) ? Tool(path: path) : nil
    }

    func run(
        _ arguments: [String], in folder: String? = nil, input: [UInt8]? = nil, environment: [String: String] = [:]
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        // Files rather than pipes: no pipe can fill up and stop the program.
        let scratch = try Scratch()
        let names = ["in", "out", "err"].map { URL(fileURLWithPath: scratch.path($0)) }
        try Data(input ?? []).write(to: names[0])
        for name in names[1...] { try Data().write(to: name) }
        process.standardInput = try FileHandle(forReadingFrom: names[0])
        process.standardOutput = try FileHandle(forWritingTo: names[1])
        process.standardError = try FileHandle(forWritingTo: names[2])
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: try Data(contentsOf: names[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: names[2]), as: UTF8.self))
    }
}

/// A folder that goes with the last reference.
final class Scratch: Sendable {
    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("trust-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    @discardableResult
    func write(_ text: String, _ name: String, mode: Int = 0o600) throws -> String {
        try write(Array(text.utf8), name, mode: mode)
    }

    @discardableResult
    func write(_ bytes: [UInt8], _ name: String, mode: Int = 0o600) throws -> String {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path(name)).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
        return path(name)
    }

    func read(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path(name)))) }
}

func secret(_ text: String) throws -> SecretMemory { try SecretMemory(copying: text.utf8) }

/// A key made from a word: the same on every run.
func key(_ word: String) throws -> Ed25519PrivateKey {
    try Ed25519PrivateKey(seed: try SecretMemory(copying: SHA256Digest(of: word.utf8).bytes))
}

func signer(_ word: String) throws -> SigningKey { .memory(.ed25519(try key(word))) }

func time(_ text: String) -> Timestamp { Timestamp(text) ?? Timestamp(seconds: 0) }

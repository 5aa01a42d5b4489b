import Foundation

/// A temporary folder, gone with its last use.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = path + "/" + name
        let folder = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
    }
}

/// Another program, run to its end.
struct Program {
    /// The package's root, where the test set-up leaves `.venv`.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    static func venv(_ name: String) -> String { "\(root)/.venv/bin/\(name)" }
    static func exists(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }

    @discardableResult
    static func run(_ path: String, _ arguments: String..., in folder: String? = nil) throws -> (Int32, Data) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        // Into a file: reading a pipe can be interrupted by the end of another child.
        let output = try TestFolder()
        try output.write("output", [])
        let file = URL(fileURLWithPath: output.path + "/output")
        process.standardOutput = try FileHandle(forWritingTo: file)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try Data(contentsOf: file))
    }
}

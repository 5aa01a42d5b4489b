import Foundation

/// The program that renders kustomizations: `kustomize`, or the one inside `kubectl`.
package struct Kustomize: Sendable {
    enum Failure: Error {
        case absent
        case failed(String)
    }

    /// Longest wait for one folder.
    private static let timeout: TimeInterval = 60
    /// Longest output, in bytes.
    private static let limit = 16 << 20

    private let program: String
    private let arguments: [String]

    /// Looks for `kustomize`, then `kubectl`, in the folders of PATH.
    ///
    /// - Returns: nil if neither is there.
    package init?(searchPath: String) {
        for (name, arguments) in [("kustomize", ["build"]), ("kubectl", ["kustomize"])] {
            for folder in searchPath.split(separator: ":")
            where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
                program = "\(folder)/\(name)"
                self.arguments = arguments
                return
            }
        }
        return nil
    }

    /// The YAML that a folder renders to.
    func render(_ folder: String) async throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments + [folder]
        // It has nothing to fetch: KustomizationReferences has looked. Should it try all the same, there is no Git and no
        // way out.
        process.environment = [
            "PATH": "/nonexistent", "HOME": folder, "HTTP_PROXY": "http://127.0.0.1:9",
            "HTTPS_PROXY": "http://127.0.0.1:9",
        ]
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let deadline = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.timeout, execute: deadline)
        async let text = Self.read(output.fileHandleForReading)
        async let message = Self.read(errors.fileHandleForReading)
        let (bytes, words) = await (text, message)
        process.waitUntilExit()
        deadline.cancel()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let reason = String(decoding: words, as: UTF8.self).split(separator: "\n").first.map(String.init)
            throw Failure.failed(reason ?? "'\(program)' ended with status \(process.terminationStatus)")
        }
        guard bytes.count <= Self.limit else {
            throw Failure.failed("expected at most \(Self.limit) bytes, found \(bytes.count)")
        }
        return bytes
    }

    /// Reads to the end on a thread of its own: Swift's own threads must not block.
    private static func read(_ handle: FileHandle) async -> [UInt8] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: [UInt8](handle.readDataToEndOfFile())) }
        }
    }
}

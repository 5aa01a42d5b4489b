import Foundation
import Testing

/// `fault_proxy.py` before the cluster of a ``World``, and a kubeconfig that leads through it.
final class FaultProxy: Sendable {
    let kubeconfig: String
    private let process: Process
    private let orders: FileHandle
    private let answers: FileHandle

    init(before world: World) throws {
        let direct = try String(contentsOfFile: world.kubeconfig, encoding: .utf8)
        let server = try #require(direct.firstMatch(of: /http:\/\/([0-9.]+):([0-9]+)/))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "fault_proxy.py")
        process.arguments = [script.path, String(server.1), String(server.2)]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        self.process = process
        orders = input.fileHandleForWriting
        answers = output.fileHandleForReading
        let port = try #require(Self.line(answers).split(separator: " ").last)
        kubeconfig = "\(world.scratch.path)/kubeconfig-through-proxy"
        try direct.replacing(String(server.0), with: "http://127.0.0.1:\(port)")
            .write(toFile: kubeconfig, atomically: true, encoding: .utf8)
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// From now on this fault.
    ///
    /// - Returns: how many requests the one before it hit.
    @discardableResult
    func inject(_ fault: String) throws -> Int {
        try orders.write(contentsOf: Data((fault + "\n").utf8))
        return try #require(Int(Self.line(answers).split(separator: " ").last ?? ""))
    }

    private static func line(_ handle: FileHandle) -> String {
        var text = ""
        while !text.hasSuffix("\n"), case let data = handle.readData(ofLength: 1), !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
        }
        return text.trimmingCharacters(in: .newlines)
    }
}

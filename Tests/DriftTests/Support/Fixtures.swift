import Foundation
import Judging
import Manifests
import Testing

@testable import Drift

/// Scores of other programs for given samples.
enum Fixtures {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Beside the package; tests that need it are skipped where it is missing.
    static let shared = root.appending(path: "../shared/delivery/drift-vectors.json").standardizedFileURL
    static let hasShared = FileManager.default.fileExists(atPath: shared.path)
    static let missing: Comment = "../shared/delivery is missing"

    static func sharedCases() throws -> [Value] {
        try JSON.parse(Array(Data(contentsOf: shared)))["cases"]?.array ?? []
    }

    /// See make-fixture.py beside it.
    static func evidently() throws -> [Value] {
        let url = root.appending(path: "Tests/DriftTests/Fixtures/evidently-0.7.21.jsonl")
        return try Data(contentsOf: url).split(separator: UInt8(ascii: "\n")).map { try JSON.parse(Array($0)) }
    }

    static func sample(_ kind: String?, _ values: Value?) throws -> Sample {
        let values = try #require(values?.array)
        if kind == "cat" { return Sample(categories: values.map { $0.string ?? JSON.string($0) }) }
        return .numeric(
            NumericSample(values.compactMap(\.number), isIntegral: values.allSatisfy { $0.integer != nil }))
    }
}

/// Python of the package's `.venv`.
enum Python {
    static let path = Fixtures.root.appending(path: ".venv/bin/python").path
    static let hasScipy: Bool = (try? run("import scipy.stats", input: "")) != nil

    /// - Returns: what the program prints.
    static func run(_ program: String, input: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-c", program]
        let (standardInput, standardOutput) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let output = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return Array(output)
    }
}

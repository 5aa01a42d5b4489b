import Foundation
import Testing

@testable import Rules

/// swiftc as the oracle: what the checker accepts, Swift accepts.
@Suite(.enabled(if: SwiftOracle.compiler != nil && Fixtures.hasShared, "no swiftc, or no shared data"))
struct SwiftSubset {
    @Test func `swiftc accepts every policy that the checker accepts`() throws {
        let folder = try SwiftOracle.prepare()
        defer { try? FileManager.default.removeItem(at: folder) }
        let platform = Fixtures.examples.first { $0.name == "Platform.swift" }
        for file in Fixtures.examples + Fixtures.library where file.name.hasSuffix(".policy.swift") {
            _ = try PolicyProgram(file, modules: platform.map { ["Platform": $0] } ?? [:])
            #expect(try SwiftOracle.errors(file.bytes, in: folder) == "", "\(file.name)")
        }
    }

    @Test func `swiftc accepts every feature of the language`() throws {
        let folder = try SwiftOracle.prepare()
        defer { try? FileManager.default.removeItem(at: folder) }
        // Declarations once, then all bodies: one run of the compiler for all of them.
        var text = "import PolicyV1\n"
        for feature in LanguageFeature.all { text += feature.text.replacing("import PolicyV1\n", with: "") }
        #expect(try SwiftOracle.errors(Array(text.utf8), in: folder) == "")
    }

    @Test func `swiftc accepts what the checker makes of generated programs`() throws {
        let folder = try SwiftOracle.prepare()
        defer { try? FileManager.default.removeItem(at: folder) }
        var generator = ProgramGenerator(seed: 7)
        // In one file each twenty: the compiler takes longer to start than to check them.
        for _ in 0..<5 {
            let accepted = (0..<30).map { generator.program(named: "generated \($0)") }
                .filter { Fixtures.messages($0).isEmpty }
            #expect(accepted.count > 10)
            let text = "import PolicyV1\n" + accepted.joined(separator: "\n")
            #expect(try SwiftOracle.errors(Array(text.utf8), in: folder) == "", "\(text)")
        }
    }
}

enum SwiftOracle {
    static let compiler: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/swiftc" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    static func run(_ arguments: [String], in folder: URL) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: compiler ?? "")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let output = folder.appending(path: "output")
        try Data().write(to: output)
        let handle = try FileHandle(forWritingTo: output)
        process.standardError = handle
        process.standardOutput = handle
        try process.run()
        process.waitUntilExit()
        let text = String(decoding: FileManager.default.contents(atPath: output.path) ?? Data(), as: UTF8.self)
        return process.terminationStatus == 0 ? "" : text
    }

    /// A folder with the modules that policies import.
    static func prepare() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rules-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(PolicyInterface.text.utf8).write(to: folder.appending(path: "PolicyV1.swift"))
        #expect(
            try run(["-swift-version", "6", "-emit-module", "-module-name", "PolicyV1", "PolicyV1.swift"], in: folder)
                == "")
        if let platform = Fixtures.examples.first(where: { $0.name == "Platform.swift" }) {
            try Data(platform.bytes).write(to: folder.appending(path: "Platform.swift"))
            #expect(
                try run(
                    ["-swift-version", "5", "-I", ".", "-emit-module", "-module-name", "Platform", "Platform.swift"],
                    in: folder) == "")
        }
        return folder
    }

    static func errors(_ bytes: [UInt8], in folder: URL) throws -> String {
        try Data(bytes).write(to: folder.appending(path: "main.swift"))
        return try run(["-swift-version", "6", "-typecheck", "-I", ".", "main.swift"], in: folder)
    }
}

/// Small programs, most of them well typed.
struct ProgramGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    mutating func bool(_ depth: Int) -> String {
        switch depth > 3 ? next(3) : next(9) {
        case 0: "true"
        case 1: "review.namespace == \"a\""
        case 2: "review.object[\"spec\"] != nil"
        case 3: "!\(bool(depth + 1) == "true" ? "false" : "(\(bool(depth + 1)))")"
        case 4: "(\(bool(depth + 1)) && \(bool(depth + 1)))"
        case 5: "\(integer(depth + 1)) < \(integer(depth + 1))"
        case 6: "[\"a\", \"b\"].contains(\(string(depth + 1)))"
        case 7: "review.pod.containers.contains { $0.name == \(string(depth + 1)) }"
        default: "\(string(depth + 1)).hasPrefix(\(string(depth + 1)))"
        }
    }

    mutating func integer(_ depth: Int) -> String {
        switch depth > 3 ? next(2) : next(6) {
        case 0: "\(next(100))"
        case 1: "review.replicas"
        case 2: "(\(integer(depth + 1)) + \(integer(depth + 1)))"
        case 3: "\(string(depth + 1)).count"
        case 4: "(review.object.at(\"spec.n\")?.integer ?? \(integer(depth + 1)))"
        default: "review.pod.containers.sum { _ in \(integer(depth + 1)) }"
        }
    }

    mutating func string(_ depth: Int) -> String {
        switch depth > 3 ? next(2) : next(5) {
        case 0: "\"s\(next(9))\""
        case 1: "review.name"
        case 2: "\"x \\(\(integer(depth + 1)))\""
        case 3: "(\(string(depth + 1)) + \(string(depth + 1)))"
        default: "(review.labels[\"app\"] ?? \(string(depth + 1)))"
        }
    }

    /// A list of texts.
    mutating func list(_ depth: Int) -> String {
        switch depth > 3 ? next(2) : next(5) {
        case 0: "[\"a\", \(string(depth + 1))]"
        case 1: "review.labels.keys.sorted()"
        case 2: "review.pod.containers.map { $0.name }"
        case 3: "\(list(depth + 1)).filter { $0 != \(string(depth + 1)) }"
        default: "\(string(depth + 1)).pieces(by: \"/\")"
        }
    }

    mutating func optional(_ depth: Int) -> String {
        switch next(4) {
        case 0: "review.object.at(\"spec.n\")?.integer"
        case 1: "\(list(depth + 1)).first?.count"
        case 2: "review.labels[\(string(depth + 1))]?.integer"
        default: "[1, \(integer(depth + 1))].max()"
        }
    }

    mutating func statement() -> String {
        switch next(6) {
        case 0: "if let n = \(optional(0)), n > \(integer(2)) { deny(\"n \\(n)\") }"
        case 1: "for name in \(list(0)) where name.hasPrefix(\(string(2))) { warn(name) }"
        case 2:
            "switch \(integer(1)) { case 0: deny(\"0\"); case 1...4: warn(\"few\"); case let n where n > 9: deny(\"\\(n)\"); default: break }"
        case 3: "guard \(bool(0)) else { return }"
        case 4: "require(Set(\(list(1))).isSubset(of: [\(string(2)), \"b\"]), \(string(1)), at: review.pod.path)"
        default: "deny(\(bool(1)) ? \(string(1)) : \"\\(\(optional(1)))\")"
        }
    }

    mutating func program(named name: String) -> String {
        """
        admission("\(name)", kinds: .any) { review in
            let value = \(integer(0))
            if \(bool(0)) { require(value > 1, \(string(0))) } else { deny(\(string(0)), at: "spec") }
            for index in 0..<3 where \(bool(0)) { require(index < value, "n \\(index)") }
            \(statement())
            \(statement())
        }
        """
    }
}

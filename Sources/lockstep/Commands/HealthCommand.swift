import ArgumentParser
import Cluster
import Foundation
import Manifests

struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Say of objects with a status whether they are healthy.",
        discussion: """
            Reads YAML or JSON, several documents and lists too: 'kubectl get pods -o yaml | lockstep health -'. \
            Exits 0 when every object is Healthy or Suspended, 1 when one is Progressing, Degraded, Missing or \
            Unknown, 2 when something cannot be read.
            """)

    @Argument(help: "Files to read; '-' is standard input.")
    var files: [String]

    @Option(help: "A folder with health checks of your own, which replace those compiled in.")
    var checks: String?

    @OptionGroup var format: OutputOptions

    /// Bytes of one input; a dump of a whole cluster is larger than a manifest.
    private static let limits = YAML.Limits(bytes: 256 << 20, documents: 200_000)

    func run() throws {
        var diagnostics: [Diagnostic] = []
        let known = try knownChecks(&diagnostics)
        // What a broken check was to judge must not be judged by another.
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            Self.tell(diagnostics)
            throw Exit.badInput
        }
        var documents: [Document] = []
        for file in files {
            let name = file == "-" ? "stdin" : file
            let parsed = YAML.parse(try Self.read(file), file: name, limits: Self.limits)
            documents += parsed.documents
            diagnostics += parsed.diagnostics
            // What a command that failed hands on is nothing, and nothing is not healthy.
            if parsed.documents.isEmpty, parsed.diagnostics.isEmpty {
                let start = SourceLocation(file: name, line: 1, column: 1)
                diagnostics.append(.error("expected a Kubernetes object, found an empty input", at: start))
            }
        }
        let report = HealthReport(documents, by: known)
        diagnostics += report.diagnostics
        if format.output == .json {
            format.printJSON(report.json)
        } else {
            for line in report.lines { print(line) }
        }
        Self.tell(diagnostics)
        if diagnostics.contains(where: { $0.severity == .error }) { throw Exit.badInput }
        if !report.isFine { throw Exit.difference }
    }

    private static func tell(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics { ("\(diagnostic)" as TerminalText).warn() }
    }

    private func knownChecks(_ diagnostics: inout [Diagnostic]) throws -> HealthChecks {
        var known = HealthChecks.builtIn
        guard let checks else { return known }
        var documents: [Document] = []
        for name in try Self.yamlFiles(in: checks) {
            let parsed = YAML.parse(try Self.read(name), file: name)
            documents += parsed.documents
            diagnostics += parsed.diagnostics
        }
        diagnostics += known.add(documents)
        return known
    }

    private static func yamlFiles(in folder: String) throws -> [String] {
        do {
            return try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
                .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map { "\(folder)/\($0)" }
        } catch {
            throw Failure("cannot read the folder '\(folder)': \(error.localizedDescription)")
        }
    }

    private static func read(_ file: String) throws -> [UInt8] {
        do {
            let handle = file == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(filePath: file))
            // One byte more than the limit, so that it is the parser that refuses it.
            return Array(try handle.read(upToCount: limits.bytes + 1) ?? Data())
        } catch {
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
            let reason = isThere && isFolder.boolValue ? "it is a folder" : error.localizedDescription
            throw Failure("cannot read '\(file)': \(reason)")
        }
    }
}

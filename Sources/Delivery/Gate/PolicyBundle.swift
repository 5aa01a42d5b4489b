package import Manifests
package import Rules
import Trust

/// The policies that a repository puts in force: `policies/**/*.policy.swift`, where a document of kind PolicyUse below
/// `policies/` says so.
///
/// A bundle that has a fault denies every environment: which of its rules would have held is not known.
package struct PolicyBundle: Sendable {
    package static let root = "policies"
    package static let none = PolicyBundle(
        uses: [], digest: SHA256Digest(of: []).hex, asksInventory: false, asksSignatures: false)

    package let uses: PolicyUses
    /// SHA-256 over paths and contents, hexadecimal; signatures are not covered.
    package let digest: String
    /// Whether a policy in force asks what else the cluster has.
    let asksInventory: Bool
    /// Whether a policy in force asks who signed or attested what.
    let asksSignatures: Bool
    /// Whether a policy in force asks who changed what.
    var asksChange = false
    /// Where kinds that the repository defines keep their pods.
    var podPaths: [String: [PodPath]] = [:]
    /// Windows by the name of their calendar.
    package var calendars: [String: [CalendarWindow]] = [:]

    /// Whether a file below ``root`` belongs to the bundle.
    static func reads(_ path: String) -> Bool {
        isSignatures(path) || [".swift", ".yaml", ".yml", ".json"].contains { path.hasSuffix($0) }
    }

    /// Reads a bundle; every fault is told at its line.
    ///
    /// - Parameter definitions: files with CustomResourceDefinitions, whose fields policies may read.
    package static func load(
        _ all: [Checkout.File], definitions: [Checkout.File] = []
    ) -> Result<PolicyBundle, PolicyFaults> {
        let files = all.filter { !isSignatures($0.path) }
        var diagnostics: [Diagnostic] = []
        let calendars = calendars(files, into: &diagnostics)
        let documents = documents(files, into: &diagnostics).filter { $0.value["kind"]?.string == "PolicyUse" }
        guard !documents.isEmpty || !diagnostics.isEmpty else {
            return .success(
                PolicyBundle(uses: [], digest: digest(of: files), asksInventory: false, asksSignatures: false))
        }
        diagnostics += sharedNames(files)
        let programs = programs(files, into: &diagnostics)
        // A use of a policy that has a fault would be told as a use of one that is not there.
        guard diagnostics.isEmpty else { return .failure(PolicyFaults(diagnostics)) }
        var uses: [PolicyUse] = []
        for document in documents {
            let (use, found) = PolicyUse.read(document, programs: programs)
            diagnostics += found
            if let use { uses.append(use) }
        }
        let used = Set(uses.map(\.policy.file.name))
        diagnostics += SchemaReview.review(
            programs.filter { used.contains($0.file.name) }, definitions: definitions)
        guard diagnostics.isEmpty else { return .failure(PolicyFaults(diagnostics)) }
        let asked = (uses.map(\.policy.file) + modules(files).values).map(\.evidenceAsked)
        return .success(
            PolicyBundle(
                uses: PolicyUses(uses), digest: digest(of: files),
                asksInventory: asked.contains { $0.contains(.inventory) },
                asksSignatures: asked.contains { $0.contains(.signatures) },
                asksChange: asked.contains { $0.contains(.change) }, podPaths: SchemaReview.podPaths(definitions),
                calendars: calendars))
    }

    /// Modules are known by the names of their files: of two with one name, which is meant cannot be told.
    private static func sharedNames(_ files: [Checkout.File]) -> [Diagnostic] {
        var first: [String: String] = [:]
        var diagnostics: [Diagnostic] = []
        for file in files where isModule(file.path) {
            guard let other = first[file.path.fileName] else {
                first[file.path.fileName] = file.path
                continue
            }
            diagnostics.append(
                .error(
                    "expected one module of the name '\(file.path.fileName.dropLast(".swift".count))', found "
                        + "'\(other)' and '\(file.path)'", at: SourceLocation(file: file.path, line: 1, column: 1),
                    hint: "rename one of the files, and what imports it"))
        }
        return diagnostics
    }

    private static func isModule(_ path: String) -> Bool {
        path.hasSuffix(".swift") && !path.fileName.hasSuffix(".policy.swift")
            && !path.fileName.hasSuffix(".policytest.swift")
    }

    /// What policies import, by name.
    private static func modules(_ files: [Checkout.File]) -> [String: SourceFile] {
        let sources = files.filter { isModule($0.path) }
        return Dictionary(
            sources.map {
                (String($0.path.fileName.dropLast(".swift".count)), SourceFile(name: $0.path, bytes: $0.bytes))
            },
            uniquingKeysWith: { first, _ in first })
    }

    /// The calendars that the files declare.
    static func calendars(_ files: [Checkout.File], into diagnostics: inout [Diagnostic]) -> [String: [CalendarWindow]]
    {
        var unread: [Diagnostic] = []
        let documents = documents(files, into: &unread).filter { $0.value["kind"]?.string == PolicyCalendar.kind }
        return PolicyCalendar.read(documents, into: &diagnostics)
    }

    private static func documents(_ files: [Checkout.File], into diagnostics: inout [Diagnostic]) -> [Document] {
        var uses: [Document] = []
        for file in files where !file.path.hasSuffix(".swift") {
            let (documents, found) = YAML.parse(file.bytes, file: file.path)
            diagnostics += found
            for document in documents {
                guard document.value["apiVersion"]?.string == "lockstep/v1",
                    ["PolicyUse", PolicyCalendar.kind].contains(document.value["kind"]?.string)
                else {
                    diagnostics.append(
                        .error(
                            "expected a PolicyUse or a Calendar of 'lockstep/v1' below '\(root)', found another document",
                            at: document.location, hint: "manifests belong below '\(Checkout.root)'"))
                    continue
                }
                uses.append(document)
            }
        }
        return uses
    }

    static func programs(_ files: [Checkout.File], into diagnostics: inout [Diagnostic]) -> [PolicyProgram] {
        let sources = files.filter { $0.path.hasSuffix(".swift") }.map { SourceFile(name: $0.path, bytes: $0.bytes) }
        let modules = modules(files)
        var programs: [PolicyProgram] = []
        for source in sources where source.name.hasSuffix(".policy.swift") {
            do throws(RulesError) {
                programs.append(try PolicyProgram(source, modules: modules))
            } catch {
                switch error {
                case .invalid(let found): diagnostics += found
                case .unknownPolicy:
                    diagnostics.append(
                        .error(error.message, at: SourceLocation(file: source.name, line: 1, column: 1)))
                }
            }
        }
        return programs
    }

    static func digest(of files: [Checkout.File]) -> String {
        var stream: [UInt8] = []
        for file in files where !isSignatures(file.path) {
            stream += Array("\(file.path)\n\(file.bytes.count)\n".utf8) + file.bytes
        }
        return SHA256Digest(of: stream).hex
    }
}

/// What is wrong with a bundle of policies.
package struct PolicyFaults: Error {
    package var diagnostics: [Diagnostic]

    init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

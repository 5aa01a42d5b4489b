import Manifests

/// Policies by name: files of a folder that somebody read.
package struct PolicyLibrary: Sendable {
    private let files: [String: SourceFile]
    private let modules: [String: SourceFile]

    /// - Parameter files: each is found by its name without folder and `.policy.swift`.
    package init(_ files: [SourceFile]) {
        var policies: [String: SourceFile] = [:]
        var modules: [String: SourceFile] = [:]
        for file in files {
            let base = String(file.name.split(separator: "/").last ?? "")
            if base.hasSuffix(".policy.swift") {
                policies[String(base.dropLast(".policy.swift".count))] = file
            } else if base.hasSuffix(".swift"), !base.hasSuffix(".policytest.swift") {
                modules[String(base.dropLast(".swift".count))] = file
            }
        }
        self.files = policies
        self.modules = modules
    }

    package var names: [String] { files.keys.sorted() }

    package func program(_ name: String) throws(RulesError) -> PolicyProgram {
        guard let file = files[name] else {
            throw .unknownPolicy(name, nearest: NearestName.suggest(name, among: names))
        }
        return try PolicyProgram(file, modules: modules)
    }
}

import ArgumentParser
import Foundation
import Manifests
import Rules

/// The files of a bundle of policies, read once.
struct PolicyFiles: ParsableArguments {
    @Argument(help: "Policy files, or folders that hold them.")
    var paths: [String] = ["policies"]

    func read() throws -> [SourceFile] {
        var files: [SourceFile] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw Failure(
                    "no file or folder '\(path)'", hint: "name the folder that holds the *.policy.swift files")
            }
            let names =
                isFolder.boolValue
                ? (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).map {
                    "\(path)/\($0)"
                } : [path]
            for name in names.sorted() where name.hasSuffix(".swift") {
                guard let data = FileManager.default.contents(atPath: name) else {
                    throw Failure("cannot read '\(name)'", hint: nil)
                }
                files.append(SourceFile(name: name, bytes: Array(data)))
            }
        }
        return files
    }

    static func modules(_ files: [SourceFile]) -> [String: SourceFile] {
        let own = files.filter { !$0.name.contains(".policy") }
        return Dictionary(
            own.map { (String(($0.name.split(separator: "/").last ?? "").dropLast(".swift".count)), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The policies of the bundle; every fault is reported before the first is thrown.
    static func programs(_ files: [SourceFile]) throws(RulesError) -> [PolicyProgram] {
        var programs: [PolicyProgram] = []
        var diagnostics: [Diagnostic] = []
        for file in files where file.name.hasSuffix(".policy.swift") {
            do throws(RulesError) { programs.append(try PolicyProgram(file, modules: modules(files))) } catch {
                guard case .invalid(let found) = error else { throw error }
                diagnostics += found
            }
        }
        if !diagnostics.isEmpty { throw .invalid(diagnostics) }
        return programs
    }

    /// Test files with the policies of their own folder.
    static func tests(_ files: [SourceFile]) throws(RulesError) -> [(program: PolicyProgram, policies: [PolicyProgram])]
    {
        var tests: [(program: PolicyProgram, policies: [PolicyProgram])] = []
        for file in files where file.name.hasSuffix(".policytest.swift") {
            let stem = file.name.dropLast(".policytest.swift".count)
            let folder = file.name.split(separator: "/").dropLast().joined(separator: "/")
            let own = files.filter { $0.name == stem + ".policy.swift" }
            let beside = files.filter {
                $0.name.hasSuffix(".policy.swift")
                    && $0.name.split(separator: "/").dropLast().joined(separator: "/") == folder
            }
            let policies = own.isEmpty ? beside : own
            let program = try PolicyProgram(file, modules: modules(files), policies: policies)
            tests.append((program, try programs(policies + files.filter { !$0.name.contains(".policy") })))
        }
        return tests
    }
}

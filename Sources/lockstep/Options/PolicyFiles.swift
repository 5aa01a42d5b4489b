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

    /// A JSON or YAML file.
    static func value(of path: String) throws -> Value {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Failure("cannot read '\(path)'", hint: nil)
        }
        let (documents, diagnostics) = YAML.parse(Array(bytes), file: path)
        if let first = diagnostics.first { throw Failure(first.description, hint: nil) }
        return documents.first?.value ?? .null
    }

    /// A test file, with the policies that it may ask and those that it is about.
    struct Tests {
        var program: PolicyProgram
        /// Those of its folder.
        var policies: [PolicyProgram]
        /// The one of its name; all of its folder where there is none. Its types are in sight.
        var subjects: [PolicyProgram]
    }

    static func tests(_ files: [SourceFile]) throws(RulesError) -> [Tests] {
        let programs = try programs(files)
        var tests: [Tests] = []
        for file in files where file.name.hasSuffix(".policytest.swift") {
            let name = file.name.dropLast(".policytest.swift".count) + ".policy.swift"
            let beside = programs.filter { folder($0.file.name) == folder(file.name) }
            let own = beside.filter { $0.file.name == name }
            let subjects = own.isEmpty ? beside : own
            let program = try PolicyProgram(file, modules: modules(files), policies: subjects.map(\.file))
            // Of two policies with one name its own is meant.
            let others = beside.filter { policy in !subjects.contains { $0.file.name == policy.file.name } }
            tests.append(Tests(program: program, policies: subjects + others, subjects: subjects))
        }
        return tests
    }

    private static func folder(_ path: String) -> Substring {
        path.dropLast((path.split(separator: "/").last ?? "").count)
    }
}

import Foundation
import Manifests
import Rules

/// Files of policies and of their inputs, faults told as those of policies are.
enum PolicyInputs {
    static func files(_ files: PolicyFiles) throws(RulesError) -> [SourceFile] {
        do { return try files.read() } catch { throw .invalid([.error("\(error)", at: nil)]) }
    }

    /// The first document of a YAML or JSON file.
    static func document(_ path: String) throws(RulesError) -> Value {
        let (documents, diagnostics) = YAML.parse(try bytes(path), file: path)
        if diagnostics.contains(where: { $0.severity == .error }) { throw .invalid(diagnostics) }
        return documents.first?.value ?? .null
    }

    /// The values of a JSON Lines file.
    static func lines(_ path: String) throws(RulesError) -> [Value] {
        var values: [Value] = []
        for (index, line) in try bytes(path).split(separator: UInt8(ascii: "\n")).enumerated() {
            do throws(JSONError) { values.append(try JSON.parse(Array(line))) } catch {
                let place = SourceLocation(file: path, line: index + 1, column: error.column)
                throw .invalid([.error(error.message, at: place)])
            }
        }
        return values
    }

    private static func bytes(_ path: String) throws(RulesError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .invalid([.error("cannot read '\(path)'", at: nil)])
        }
        return Array(data)
    }
}

import Foundation
import Manifests
import Rules

/// Documents of schemas, from files and folders.
enum SchemaFiles {
    /// Kubernetes' own kinds and those of the paths' `.json`, `.yaml` and `.yml` files.
    ///
    /// - Parameter known: what is known without them.
    static func read(_ paths: [String], over known: PolicySchemas) throws(RulesError) -> PolicySchemas {
        var schemas = known
        for path in paths {
            for name in names(path) { try schemas.add(try documents(name), of: name) }
        }
        return schemas
    }

    private static func names(_ path: String) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return [path]
        }
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.sorted().filter { name in [".json", ".yaml", ".yml"].contains { name.hasSuffix($0) } }
            .map { "\(path)/\($0)" }
    }

    private static func documents(_ name: String) throws(RulesError) -> [Value] {
        guard let data = FileManager.default.contents(atPath: name) else {
            throw .invalid([
                .error("cannot read '\(name)'", at: nil, hint: "name a file of schemas, or a folder of such files")
            ])
        }
        let bytes = Array(data)
        if name.hasSuffix(".json") {
            do throws(JSONError) { return [try JSON.parse(bytes)] } catch {
                let place = SourceLocation(file: name, line: error.line, column: error.column)
                throw .invalid([.error(error.message, at: place)])
            }
        }
        let (documents, diagnostics) = YAML.parse(bytes, file: name)
        if diagnostics.contains(where: { $0.severity == .error }) { throw .invalid(diagnostics) }
        return documents.map(\.value)
    }
}

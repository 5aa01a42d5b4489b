import Foundation

/// One import declaration of a file under Sources/.
struct Import: Equatable {
    /// The module whose file it stands in, and the one that it names.
    let importer: String
    let module: String
    /// `path:line`.
    let place: String

    /// `file` is `Sources/MODULE/…`; a file elsewhere has no imports that count.
    static func all(in file: SourceFile) -> [Import] {
        let parts = file.path.split(separator: "/")
        guard parts.count > 2, parts[0] == "Sources" else { return [] }
        let declaration =
            #/^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(?<module>\w+)/#
        return file.lines.enumerated().compactMap { index, line in
            guard let match = try? declaration.firstMatch(in: line) else { return nil }
            return Import(importer: String(parts[1]), module: String(match.module), place: "\(file.path):\(index + 1)")
        }
    }
}

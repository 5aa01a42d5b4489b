/// What Git writes into a file of which it could not merge two versions: a line that begins with `<<<<<<<`, or one of its
/// fellows where the first was taken out by hand.
enum ConflictMarker {
    private static let signs = ["<", "|", ">"].map { Array(String(repeating: $0, count: 7).utf8) }

    /// - Returns: nil where no line begins with one.
    static func fault(in text: UnsafeRawBufferPointer, file: String, from start: Int) -> Diagnostic? {
        var index = start
        while index < text.count {
            let line = text[index...].prefix { $0 != 0x0A }
            let next = line.dropFirst(7).first
            if [nil, 0x20, 0x0D].contains(next), let sign = signs.first(where: { line.starts(with: $0) }) {
                return .error(
                    "expected a file without unresolved merge conflicts, found '\(String(decoding: sign, as: UTF8.self))'",
                    at: SourceLocation.of(byte: index, in: text, file: file),
                    hint: "leave one version of what conflicts, and take out the lines with the markers")
            }
            index += line.count + 1
        }
        return nil
    }
}

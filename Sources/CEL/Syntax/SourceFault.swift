/// What is wrong with an expression, and where.
package struct SourceFault: Sendable, Hashable {
    /// Of the code point, from 0.
    package var offset: Int
    package var message: String
}

extension SourceFault {
    private static let most = 100

    /// Faults as the API server shows them: each with its line and a mark below the place.
    ///
    ///     ERROR: <input>:1:5: undefined field 'x'
    ///      | self.x
    ///      | ....^
    static func text(of faults: [SourceFault], in source: ExpressionSource) -> String {
        let ordered = faults.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
        var lines = ordered.prefix(most).map { $0.element.text(in: source) }
        if ordered.count > most { lines.append("\(ordered.count - most) more errors were truncated") }
        return lines.joined(separator: "\n")
    }

    private func text(in source: ExpressionSource) -> String {
        let (number, column) = source.location(of: offset)
        let line = source.line(number)
        var mark = ""
        // A code point beyond ASCII is taken to be shown two columns wide.
        for scalar in line.prefix(column) { mark += scalar.isASCII ? "." : "．" }
        mark += line.indices.contains(column) && !line[column].isASCII ? "＾" : "^"
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: line.map { $0 == "\t" ? " " : $0 })
        return "ERROR: <input>:\(number):\(column + 1): \(message)\n | \(String(shown))\n | \(mark)"
    }
}

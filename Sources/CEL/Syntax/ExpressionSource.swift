/// The text of one expression, counted in Unicode code points as CEL counts.
struct ExpressionSource: Sendable {
    let scalars: [Unicode.Scalar]
    /// Offsets of the first code point of each line.
    private let lineStarts: [Int]

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        self.scalars = scalars
        lineStarts = [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
    }

    /// The line, from 1, and the column, from 0, of a code point.
    func location(of offset: Int) -> (line: Int, column: Int) {
        let index = (lineStarts.firstIndex { $0 > offset } ?? lineStarts.count) - 1
        return (index + 1, offset - lineStarts[index])
    }

    /// The text of a line, from 1, without its end.
    func line(_ number: Int) -> [Unicode.Scalar] {
        guard lineStarts.indices.contains(number - 1) else { return [] }
        return Array(scalars[lineStarts[number - 1]...].prefix { $0 != "\n" })
    }
}

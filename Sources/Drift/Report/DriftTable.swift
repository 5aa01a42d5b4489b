/// A report as lines for people.
package struct DriftTable {
    package let lines: [String]

    package init(_ report: DriftReport) {
        let rows =
            [["column", "kind", "test", "score", "threshold", "reference", "current", ""]]
            + report.columns.map { Self.cells($0, report.mode) }
        let widths = (rows.first ?? []).indices.map { index in rows.map { $0[index].count }.max() ?? 0 }
        lines = rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }
            return Self.trimmed(cells.joined(separator: "  "))
        }
    }

    private static func cells(_ column: ColumnDrift, _ mode: DriftMode) -> [String] {
        var score = column.score.map(number) ?? "-"
        if let chance = column.adjustedPValue {
            score = column.test.isDistance ? "\(score) (p \(number(chance)))" : "p \(number(chance))"
        } else if column.score != nil, !column.test.isDistance {
            score = "p \(score)"
        }
        return [
            column.column, column.kind.inWords, column.test.inWords, score, column.threshold.map(number) ?? "-",
            values(column.reference), values(column.current), column.finding.rawValue,
        ]
    }

    private static func values(_ side: (count: Int, missing: Int)) -> String {
        side.missing > 0 ? "\(side.count) (\(side.missing) missing)" : "\(side.count)"
    }

    /// Four significant digits.
    private static func number(_ number: Double) -> String {
        guard number != 0, number.isFinite else { return number == 0 ? "0" : "-" }
        if number.magnitude < 1e-12 { return "<1e-12" }
        var scale = 1.0
        var shifted = number.magnitude
        while shifted < 1000, scale < 1e12 {
            shifted *= 10
            scale *= 10
        }
        let rounded = (number * scale).rounded() / scale
        return rounded == rounded.rounded() && rounded.magnitude < 1e15 ? "\(Int(rounded))" : "\(rounded)"
    }

    private static func trimmed(_ line: String) -> String {
        var rest = line[...]
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}

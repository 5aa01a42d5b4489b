package import Manifests

/// What another tool found, as its own report tells it.
package struct ToolReport: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        package var name: String
        package var method: String?
        package var score: Double?
        package var finding: ColumnDrift.Finding
    }

    /// Name and version, or name and format.
    package var tool: String
    /// Whether the data as a whole have drifted, where the report says so.
    package var dataset: Bool?
    package var columns: [Column]

    /// The report's own word on the whole, else whether a column drifted.
    package var finding: ColumnDrift.Finding {
        if let dataset { return dataset ? .drift : .noDrift }
        if columns.contains(where: { $0.finding == .drift }) { return .drift }
        return columns.isEmpty || columns.contains { $0.finding == .inconclusive } ? .inconclusive : .noDrift
    }

    /// The columns that drifted.
    package var drifted: [String] { columns.filter { $0.finding == .drift }.map(\.name) }

    package var summary: String {
        let names = drifted.isEmpty ? "" : ": " + drifted.map { "'\($0)'" }.joined(separator: ", ")
        return "\(finding.rawValue) by \(tool), in \(drifted.count) of \(columns.count) columns\(names)"
    }

    package var encoded: Value {
        [
            "tool": .string(tool), "drift": .bool(finding == .drift), "finding": .string(finding.rawValue),
            "columns": .array(
                columns.map { column in
                    [
                        "column": .string(column.name), "finding": .string(column.finding.rawValue),
                        "method": column.method.map { .string($0) } ?? .null,
                        "score": column.score.map { .double($0) } ?? .null,
                    ]
                }),
        ]
    }
}

extension ToolReport {
    /// Reads a report of Evidently or whylogs.
    ///
    /// - Throws: `input` for what is no JSON, of no tool or version that is known, or says nothing of drift.
    package init(_ bytes: [UInt8], place: String) throws(DriftError) {
        let value: Value
        do throws(JSONError) { value = try JSON.parse(bytes) } catch {
            throw .input(place: place, expected: "a report as JSON", found: "\(error)")
        }
        let report: ToolReport?
        if let metrics = value["metrics"]?.array {
            report =
                value["version"] != nil
                ? try EvidentlyReport.legacy(value, metrics, place) : try EvidentlyReport.current(value, metrics, place)
        } else {
            report = try WhylogsReport.read(value, place)
        }
        guard let report, report.dataset != nil || !report.columns.isEmpty else {
            throw .input(
                place: place, expected: "a drift report of Evidently or whylogs", found: "no word of drift",
                hint: "the report must hold one of Evidently's drift metrics, or whylogs' drift scores")
        }
        self = report
    }
}

package import Judging
package import Manifests

/// What the comparison of two tables gave.
package struct DriftReport: Sendable, Hashable {
    package var mode: DriftMode
    package var columns: [ColumnDrift]
    /// The share of drifted columns from which the data as a whole have drifted; nil: one column is enough.
    package var leastShare: Double?
    /// The chance that a report without any drift says drift; nil in `evidently` mode, which has none.
    package var falseAlarm: Double?

    package var drifted: Int { columns.count { $0.finding == .drift } }

    package var hasDrift: Bool {
        guard !columns.isEmpty, let leastShare else { return drifted > 0 }
        return Double(drifted) / Double(columns.count) >= leastShare
    }

    /// Of the data as a whole.
    package var finding: ColumnDrift.Finding {
        if hasDrift { return .drift }
        // What has not been told apart yet may still drift.
        let isOpen = leastShare == nil && columns.contains { $0.finding == .inconclusive }
        return columns.isEmpty || isOpen ? .inconclusive : .noDrift
    }

    package var verdict: CheckVerdict {
        switch finding {
        case .drift: .fail
        case .noDrift: .pass
        case .inconclusive: columns.isEmpty ? .noData : .inconclusive
        }
    }

    package var driftedNames: [String] { columns.filter { $0.finding == .drift }.map(\.column) }

    /// One line.
    package var summary: String {
        let rule =
            switch (leastShare, falseAlarm) {
            case (let share?, _): "drift from \(Self.percent(share)) of the columns on"
            case (nil, let chance?): "\(Self.percent(chance)) false alarms over all columns"
            case (nil, nil): "one column is enough"
            }
        let open = columns.count { $0.finding == .inconclusive }
        let unknown = open > 0 ? ", \(open) inconclusive" : ""
        return "drift in \(drifted) of \(columns.count) \(columns.count == 1 ? "column" : "columns")\(unknown) "
            + "(\(mode.rawValue): \(rule))"
    }

    package var encoded: Value {
        [
            "mode": .string(mode.rawValue), "drift": .bool(hasDrift), "finding": .string(finding.rawValue),
            "driftedColumns": .integer(Int64(drifted)), "columns": .array(columns.map(\.encoded)),
            "leastShare": leastShare.map { .double($0) } ?? .null,
            "falseAlarm": falseAlarm.map { .double($0) } ?? .null,
        ]
    }

    private static func percent(_ share: Double) -> String {
        let percent = (share * 10_000).rounded() / 100
        return percent == percent.rounded() ? "\(Int(percent)) %" : "\(percent) %"
    }
}

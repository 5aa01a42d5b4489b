import Judging
import Manifests

/// Drift scores of whylogs 1: `calculate_drift_scores(…, with_thresholds=True)` as JSON.
///
///     {"amount": {"algorithm": "ks", "pvalue": 0.001, "statistic": 0.4, "drift_category": "DRIFT"}, "note": null}
enum WhylogsReport {
    /// - Returns: nil for what has no such scores.
    /// - Throws: `input` for a category that whylogs does not have.
    static func read(_ value: Value, _ place: String) throws(DriftError) -> ToolReport? {
        guard let members = value.object?.members, !members.isEmpty else { return nil }
        var report = ToolReport(tool: "whylogs", dataset: nil, columns: [])
        for member in members {
            // A column that was not compared.
            if member.value.isNull {
                report.columns.append(
                    ToolReport.Column(name: member.key, method: nil, score: nil, finding: .inconclusive))
                continue
            }
            guard let method = member.value["algorithm"]?.string, let category = member.value["drift_category"]?.string
            else { return nil }
            let finding: ColumnDrift.Finding
            switch category {
            case "NO_DRIFT": finding = .noDrift
            case "POSSIBLE_DRIFT": finding = .inconclusive
            case "DRIFT": finding = .drift
            default:
                throw .input(
                    place: "\(place): column '\(member.key)'", expected: "NO_DRIFT, POSSIBLE_DRIFT or DRIFT",
                    found: "'\(category)'")
            }
            let score = member.value["pvalue"]?.number ?? member.value["statistic"]?.number
            report.columns.append(
                ToolReport.Column(name: member.key, method: method, score: score, finding: finding))
        }
        return report
    }
}

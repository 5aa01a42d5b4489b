import Judging
import Manifests

/// Reports of Evidently: `Report.json()` of 0.2 to 0.7 (`evidently.legacy` there), and of 0.7 itself.
enum EvidentlyReport {
    private static let knownMinors = 2...7

    /// The older form: `{"version", "metrics": [{"metric", "result"}]}`.
    static func legacy(_ value: Value, _ metrics: [Value], _ place: String) throws(DriftError) -> ToolReport {
        let version = value["version"]?.string ?? ""
        let parts = version.split(separator: ".").map { Int($0) }
        guard parts.count >= 2, parts[0] == 0, let minor = parts[1], knownMinors.contains(minor) else {
            throw .input(place: place, expected: "Evidently 0.2 to 0.7", found: "version '\(version)'")
        }
        var report = ToolReport(tool: "Evidently \(version)", dataset: nil, columns: [])
        for metric in metrics {
            guard let result = metric["result"] else { continue }
            switch metric["metric"]?.string {
            case "DatasetDriftMetric":
                guard let drift = result["dataset_drift"]?.bool else { throw missing("dataset_drift", place) }
                report.dataset = (report.dataset ?? false) || drift
            case "DataDriftTable":
                guard let columns = result["drift_by_columns"]?.object?.members else {
                    throw missing("drift_by_columns", place)
                }
                if let drift = result["dataset_drift"]?.bool { report.dataset = (report.dataset ?? false) || drift }
                for member in columns { report.columns.append(try column(member.value, place)) }
            case "ColumnDriftMetric": report.columns.append(try column(result, place))
            default: continue
            }
        }
        return report
    }

    private static func column(_ result: Value, _ place: String) throws(DriftError) -> ToolReport.Column {
        guard let name = result["column_name"]?.string, let drift = result["drift_detected"]?.bool else {
            throw missing("column_name' and 'drift_detected", place)
        }
        return ToolReport.Column(
            name: name, method: result["stattest_name"]?.string, score: result["drift_score"]?.number,
            finding: drift ? .drift : .noDrift)
    }

    // MARK: 0.7

    private static let metricPrefix = "evidently:metric_v2:"

    /// Methods, by the names that reports give them, whose score is a p-value.
    private static let pValues: Set<String> = [
        "K-S p_value", "chi-square p_value", "Z-test p_value", "Anderson-Darling", "Mann-Whitney U-rank test",
        "Cramer-von Mises", "Epps-Singleton", "Fisher's Exact test", "g_test", "t_test",
    ]
    private static let distances: Set<String> = [
        "Wasserstein distance (normed)", "PSI", "Kullback-Leibler divergence", "Jensen-Shannon distance",
        "Hellinger distance",
    ]

    /// The newer form: `{"metrics": [{"config", "value"}], "tests"}`.
    static func current(_ value: Value, _ metrics: [Value], _ place: String) throws(DriftError) -> ToolReport {
        var report = ToolReport(tool: "Evidently 0.7", dataset: nil, columns: [])
        let verdicts = verdicts(value["tests"]?.array ?? [])
        for metric in metrics {
            guard let type = metric[path: "config", "type"]?.string, type.hasPrefix(metricPrefix) else {
                throw .input(
                    place: place, expected: "metrics of type '\(metricPrefix)…'",
                    found: metric[path: "config", "type"]?.string ?? "none")
            }
            switch type.dropFirst(metricPrefix.count) {
            case "DriftedColumnsCount":
                guard let share = metric[path: "value", "share"]?.number,
                    let least = metric[path: "config", "drift_share"]?.number
                else { throw missing("share' and 'drift_share", place) }
                report.dataset = (report.dataset ?? false) || share >= least
            case "ValueDrift": report.columns.append(try valueDrift(metric, verdicts, place))
            default: continue
            }
        }
        return report
    }

    private static func valueDrift(
        _ metric: Value, _ verdicts: [String: ColumnDrift.Finding], _ place: String
    ) throws(DriftError) -> ToolReport.Column {
        guard let name = metric[path: "config", "column"]?.string, let method = metric[path: "config", "method"]?.string
        else { throw missing("column' and 'method", place) }
        let score = metric["value"]?.number
        var finding = ColumnDrift.Finding.inconclusive
        if let verdict = metric["id"]?.string.flatMap({ verdicts[$0] }) {
            finding = verdict
        } else if let score, let threshold = metric[path: "config", "threshold"]?.number {
            if pValues.contains(method) { finding = score < threshold ? .drift : .noDrift }
            if distances.contains(method) { finding = score >= threshold ? .drift : .noDrift }
        }
        return ToolReport.Column(name: name, method: method, score: score, finding: finding)
    }

    /// What the report's own tests say of each metric.
    private static func verdicts(_ tests: [Value]) -> [String: ColumnDrift.Finding] {
        var verdicts: [String: ColumnDrift.Finding] = [:]
        for test in tests where test["id"]?.string == "drift" {
            guard let metric = test[path: "metric_config", "metric_id"]?.string else { continue }
            switch test["status"]?.string {
            case "SUCCESS": verdicts[metric] = .noDrift
            case "FAIL", "WARNING": verdicts[metric] = .drift
            default: verdicts[metric] = .inconclusive
            }
        }
        return verdicts
    }

    private static func missing(_ field: String, _ place: String) -> DriftError {
        .input(place: place, expected: "'\(field)' in a drift metric", found: "none")
    }
}

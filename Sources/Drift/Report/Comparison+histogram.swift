extension Comparison {
    /// One distribution over given bins on both sides.
    ///
    /// - Throws: `sample` for a test that needs the values themselves, `parameter` for a setting out of its range.
    func report(_ counts: PairedCounts, column: String) throws(DriftError) -> DriftReport {
        try validate()
        let test = test ?? .chiSquare
        guard !test.needsNumbers else {
            throw .sample(expected: "a test over bins, such as psi or chisquare", found: "'\(test.rawValue)'")
        }
        var result = ColumnDrift(
            column: column, kind: .numeric, test: test, score: nil, threshold: nil, adjustedPValue: nil,
            finding: .inconclusive, referenceCount: Int(counts.referenceTotal), referenceMissing: 0,
            currentCount: Int(counts.currentTotal), currentMissing: 0)
        switch mode {
        case .calibrated where min(counts.referenceTotal, counts.currentTotal) >= Double(leastSample):
            var calibrated = CalibratedMode()
            calibrated.seed = seed
            calibrated.draws = draws(forColumns: 1)
            let found = calibrated.score(test, counts, column: column)
            result.score = found.score
            decide(&result, found.pValue)
        case .calibrated: break
        case .evidently:
            guard min(counts.referenceTotal, counts.currentTotal) > 0 else {
                throw .sample(expected: "values on both sides", found: "none")
            }
            let score = EvidentlyMode.score(test, counts)
            result.score = score
            result.threshold = threshold ?? test.standardThreshold
            result.finding = test.isDrift(score, threshold: result.threshold ?? 0) ? .drift : .noDrift
        }
        return DriftReport(
            mode: mode, columns: [result], leastShare: nil, falseAlarm: mode == .calibrated ? falseAlarm : nil)
    }
}

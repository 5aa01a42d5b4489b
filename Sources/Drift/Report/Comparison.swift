/// Compares two tables column by column.
///
///     let report = try Comparison().report(reference, current)
///     report.hasDrift
package struct Comparison: Sendable, Hashable {
    package var mode = DriftMode.calibrated
    /// The only columns to compare; empty takes all of the reference.
    package var columns: [String] = []
    /// nil takes the mode's own choice.
    package var test: DriftTest?
    /// What distances are held against; nil takes Evidently's in its mode, and the p-value alone in the other.
    package var threshold: Double?
    /// The greatest chance of a false alarm over all columns, in calibrated mode.
    package var falseAlarm = 0.05
    /// Values that both sides need before a calibrated verdict.
    package var leastSample = 30
    package var seed: UInt64 = 1
    /// Columns that are read otherwise than their values look.
    package var kinds: [String: Sample.Kind] = [:]

    /// The share of drifted columns from which Evidently calls the data drifted.
    private static let evidentlyShare = 0.5

    package init() {}

    /// - Throws: `parameter` for a setting out of its range.
    package func validate() throws(DriftError) {
        guard falseAlarm > 0, falseAlarm < 1 else {
            throw .parameter(name: "false-alarm", expected: "a share between 0 and 1", found: "\(falseAlarm)")
        }
        guard leastSample >= 1 else {
            throw .parameter(name: "least-sample", expected: "at least 1", found: "\(leastSample)")
        }
        if let threshold, !(threshold >= 0 && threshold.isFinite) {
            throw .parameter(name: "threshold", expected: "a number of at least 0", found: "\(threshold)")
        }
    }

    /// - Throws: `input` for a column that one side lacks or that the test cannot compare, `parameter` for a setting
    ///   out of its range, and what the files throw.
    package func report(_ reference: DataFile, _ current: DataFile) throws(DriftError) -> DriftReport {
        try validate()
        if DataSketch.isSketch(reference.text) || DataSketch.isSketch(current.text) {
            return try report(try DataSketch(reading: reference), try DataSketch(reading: current))
        }
        var (left, right) = (try reference.table(), try current.table())
        let names = try names(left, right)
        let texts = Set(names.filter { needsTexts(left[$0], right[$0]) })
        // What is text on one side is no number on the other.
        if texts.contains(where: { left[$0]?.isNumeric == true }) { left = try reference.table(asTexts: texts) }
        if texts.contains(where: { right[$0]?.isNumeric == true }) { right = try current.table(asTexts: texts) }
        var pairs: [ColumnPair] = []
        for name in names {
            guard let first = left[name], let second = right[name] else { continue }
            pairs.append(try ColumnPair(first, second, kinds[name]))
        }
        return try report(pairs)
    }

    func report(_ pairs: [ColumnPair]) throws(DriftError) -> DriftReport {
        switch mode {
        case .evidently:
            var found: [ColumnDrift] = []
            for pair in pairs { found.append(try evidently(pair)) }
            return DriftReport(mode: mode, columns: found, leastShare: Self.evidentlyShare, falseAlarm: nil)
        case .calibrated:
            return DriftReport(
                mode: mode, columns: try calibrated(pairs), leastShare: nil, falseAlarm: falseAlarm)
        }
    }

    // MARK: Columns

    private func needsTexts(_ left: Column?, _ right: Column?) -> Bool {
        guard let left, let right else { return false }
        switch kinds[left.name] {
        case .categorical, .text: return true
        case .numeric: return false
        // A column without any value is of whatever kind the other is.
        case nil: return (!left.isNumeric && left.count > 0) || (!right.isNumeric && right.count > 0)
        }
    }

    private func names(_ reference: Table, _ current: Table) throws(DriftError) -> [String] {
        let all = reference.columns.map(\.name)
        let chosen = columns.isEmpty ? all : columns
        for name in chosen {
            for table in [reference, current] where table[name] == nil {
                let known = table.columns.prefix(12).map { "'\($0.name)'" }.joined(separator: ", ")
                throw .input(
                    place: table.name, expected: "a column '\(name)'", found: known,
                    hint: columns.isEmpty ? "name the columns to compare with --column" : nil)
            }
        }
        return chosen
    }

    // MARK: Modes

    private func evidently(_ pair: ColumnPair) throws(DriftError) -> ColumnDrift {
        guard pair.reference.count > 0, pair.current.count > 0 else {
            throw .input(
                place: "column '\(pair.name)'", expected: "values on both sides", found: "none",
                hint: "leave it out by naming the others with --column")
        }
        let test = test ?? EvidentlyMode.standardTest(pair.reference, pair.current)
        let threshold = threshold ?? test.standardThreshold
        let score = try pair.naming { () throws(DriftError) in
            try EvidentlyMode.score(test, pair.reference, pair.current)
        }
        var result = pair.drift(test, score.isNaN ? nil : score)
        result.threshold = threshold
        result.finding = test.isDrift(score, threshold: threshold) ? .drift : .noDrift
        return result
    }

    private func calibrated(_ pairs: [ColumnPair]) throws(DriftError) -> [ColumnDrift] {
        var mode = CalibratedMode()
        mode.seed = seed
        mode.draws = draws(forColumns: pairs.count)
        var results: [ColumnDrift] = []
        var judged: [(index: Int, pValue: Double)] = []
        for pair in pairs {
            let test = test ?? CalibratedMode.standardTest(pair.reference, pair.current)
            guard min(pair.reference.count, pair.current.count) >= leastSample else {
                results.append(pair.drift(test, nil))
                continue
            }
            let found = try pair.naming { () throws(DriftError) in
                try mode.score(test, pair.reference, pair.current, column: pair.name)
            }
            judged.append((results.count, found.pValue))
            results.append(pair.drift(test, found.score))
        }
        for (entry, adjusted) in zip(judged, Holm.adjusted(judged.map(\.pValue))) {
            decide(&results[entry.index], adjusted)
        }
        return results
    }

    /// So many that the strictest level of Holm's correction can still be reached by far; where that is very strict, that
    /// it can be reached.
    func draws(forColumns count: Int) -> Int {
        let least = Double(max(count, 1)) / falseAlarm
        return Int(min(max(999, min(20 * least, max(2 * least, 100_000))), 10_000_000).rounded(.up))
    }

    /// Drift is what chance does not explain and, where a distance has a threshold, what reaches it too.
    func decide(_ result: inout ColumnDrift, _ adjusted: Double) {
        result.adjustedPValue = adjusted
        let isSignificant = adjusted <= falseAlarm
        guard result.test.isDistance, let threshold else {
            result.threshold = result.test.isDistance ? nil : falseAlarm
            result.finding = isSignificant ? .drift : .noDrift
            return
        }
        result.threshold = threshold
        let isFar = (result.score ?? 0) >= threshold
        result.finding = isFar ? (isSignificant ? .drift : .inconclusive) : .noDrift
    }
}

extension Column {
    var isNumeric: Bool { if case .numbers = values { true } else { false } }
}

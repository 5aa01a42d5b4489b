extension Comparison {
    /// Two sketches, or a sketch and the sketch of a table.
    ///
    /// - Throws: `parameter` for a mode or a test that sketches do not have, `input` for a column that one side lacks or
    ///   that is numbers on one and texts on the other.
    package func report(_ reference: DataSketch, _ current: DataSketch) throws(DriftError) -> DriftReport {
        try validate()
        guard mode == .calibrated else {
            throw .parameter(name: "mode", expected: "'calibrated' for sketches", found: "'\(mode.rawValue)'")
        }
        guard test == nil else {
            throw .parameter(
                name: "test", expected: "none for sketches, whose columns decide", found: "'\(test?.rawValue ?? "")'")
        }
        let names = columns.isEmpty ? reference.columns.keys.sorted() : columns
        var results: [ColumnDrift] = []
        var judged: [(index: Int, found: SketchComparison.Found)] = []
        for name in names {
            guard let left = reference.columns[name], let right = current.columns[name] else {
                throw .input(
                    place: reference.columns[name] == nil ? "the reference's sketch" : "the current sketch",
                    expected: "a column '\(name)'", found: "none")
            }
            guard let found = SketchComparison.compare(left.content, right.content) else {
                throw .input(
                    place: "column '\(name)'", expected: "numbers or texts on both sides", found: "one of each")
            }
            var result = ColumnDrift(
                column: name, kind: found.kind, test: found.test, score: nil, threshold: nil, adjustedPValue: nil,
                finding: .inconclusive, referenceCount: found.counts.reference, referenceMissing: left.missing,
                currentCount: found.counts.current, currentMissing: right.missing)
            if min(found.counts.reference, found.counts.current) >= leastSample {
                result.score = found.pValue
                result.threshold = falseAlarm
                result.sketchError = found.error
                judged.append((results.count, found))
            }
            results.append(result)
        }
        let likely = Holm.adjusted(judged.map(\.found.pValue))
        let certain = Holm.adjusted(judged.map(\.found.greatestPValue))
        for ((entry, chance), greatest) in zip(zip(judged, likely), certain) {
            results[entry.index].adjustedPValue = greatest
            // What the sketches' error may explain is not told apart yet.
            results[entry.index].finding =
                greatest <= falseAlarm ? .drift : chance <= falseAlarm ? .inconclusive : .noDrift
        }
        return DriftReport(mode: mode, columns: results, leastShare: nil, falseAlarm: falseAlarm)
    }
}

import Manifests

/// Counts of a canary and the stable version, a JSON line a tick.
///
///     {"canary": {"good": 98, "total": 100}, "stable": {"good": 895, "total": 900}}
///
/// `stable` may be left out where all traffic goes to the canary.
package struct TickFile: Sendable {
    /// As messages name it.
    let name: String
    let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// - Throws: `input` at the first line that is no tick, `parameter` for a setting out of its range.
    package func judgement(_ parameters: JudgeParameters) throws(JudgingError) -> Judgement {
        var judge = try SequentialJudge(parameters)
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { continue }
            let place = "\(name):\(index + 1)"
            let value: Value
            do throws(JSONError) { value = try JSON.parse(Array(line)) } catch {
                throw .input(place: place, expected: "a JSON object", found: "\(error)")
            }
            guard let canary = value["canary"] else {
                throw .input(place: place, expected: "'canary' with 'good' and 'total'", found: "none")
            }
            judge.observe(
                canary: try Self.outcomes(canary, "canary", place),
                stable: try value["stable"].map { value throws(JudgingError) in
                    try Self.outcomes(value, "stable", place)
                })
        }
        return judge.judgement(check: name)
    }

    private static func outcomes(
        _ value: Value, _ name: String, _ place: String
    ) throws(JudgingError) -> Outcomes {
        guard let good = value["good"]?.number, let total = value["total"]?.number,
            let outcomes = Outcomes(good: good, total: total)
        else {
            throw .input(
                place: place, expected: "'\(name)' with 'good' and 'total', 0 ≤ good ≤ total",
                found: JSON.string(value))
        }
        return outcomes
    }
}

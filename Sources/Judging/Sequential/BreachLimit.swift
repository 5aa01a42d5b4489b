/// A limit in ticks, as threshold rules have it: so many ticks over a share of failures, in a row or in all.
package struct BreachLimit: Sendable, Hashable {
    /// A tick whose canary fails more than this share is a breach. 0…1.
    package var share: Double
    /// Breaches in a row that fail the canary.
    package var consecutive: Int?
    /// Breaches in all that fail the canary.
    package var total: Int?
    /// A tick with fewer requests than these is passed over: it neither breaches nor ends a row.
    package var leastRequests: Double

    package init(share: Double, consecutive: Int? = nil, total: Int? = nil, leastRequests: Double = 1) {
        self.share = share
        self.consecutive = consecutive
        self.total = total
        self.leastRequests = leastRequests
    }

    func validate() throws(JudgingError) {
        try JudgeParameters.require("limit.share", share, "a share from 0 to 1") { $0 >= 0 && $0 <= 1 }
        try JudgeParameters.require("limit.leastRequests", leastRequests, "more than 0") { $0 > 0 && $0.isFinite }
        for (name, count) in [("limit.consecutive", consecutive), ("limit.total", total)] {
            guard let count else { continue }
            try JudgeParameters.require(name, Double(count), "a number of ticks from 1 up") { $0 >= 1 }
        }
        if consecutive == nil, total == nil {
            throw .parameter(name: "limit", expected: "'consecutive' or 'total'", found: "neither")
        }
    }
}

/// The breaches so far.
struct BreachCount: Sendable, Hashable {
    var consecutive = 0
    var total = 0

    mutating func observe(_ canary: Outcomes, under limit: BreachLimit) {
        guard canary.total >= limit.leastRequests else { return }
        if canary.failed > limit.share * canary.total {
            consecutive += 1
            total += 1
        } else {
            consecutive = 0
        }
    }

    func exceeds(_ limit: BreachLimit) -> Bool {
        limit.consecutive.map { consecutive >= $0 } ?? false || limit.total.map { total >= $0 } ?? false
    }
}

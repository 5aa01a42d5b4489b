package import Judging

/// Why a look at a metric gave nothing to judge. None of them is a pass, and none by itself a fail.
package enum MeasurementError: Error, Sendable, Hashable {
    /// The source answered that there is nothing.
    case nothing(query: String)
    /// A value that cannot be counted or compared: NaN, an infinity, a negative count.
    case notANumber(query: String, found: String)
    case severalSeries(query: String, count: Int)
    /// More requests were good than there were.
    case moreGoodThanTotal(good: Double, total: Double)
    /// No bucket of a histogram ends at the bound or below it.
    case noBucket(series: String, bound: String, least: String)
    /// Histograms whose buckets end at different bounds are not counted alike.
    case unlikeBuckets(bound: String, found: [Double])
    /// A series that is no counter was counted.
    case notACounter(series: String, found: String)
    /// No answer arrived; in the transport's words.
    case unreachable(String)
    /// The source answered with an error.
    case refused(source: String, status: Int, message: String)
    /// The source says that its answer is not the whole one.
    case partial(source: String, warnings: [String])
    /// The answer is not what the protocol says.
    case malformed(source: String, expected: String, found: String)
    /// More series, samples or bytes than are taken.
    case tooMuch(source: String, limit: String)
    /// The source cannot answer a query of this form.
    case unsupported(source: String, query: String, hint: String)
    /// A file of the source's settings cannot be read: a token, a certificate.
    case unreadable(file: String)
    /// No source of that name, or none at all.
    case noSource(name: String?)
    /// The query names a variable that has no value here.
    case noVariable(name: String)
    /// A recorded state that is none.
    case state(path: String, expected: String)
    case judging(JudgingError)
}

extension MeasurementError {
    /// How it counts as a verdict.
    package var verdict: CheckVerdict {
        switch self {
        case .nothing, .notANumber: .noData
        default: .providerError
        }
    }
}

extension MeasurementError: CustomStringConvertible {
    /// One line: what was expected, and what was found.
    package var description: String {
        switch self {
        case .nothing(let query): "expected one series for '\(query)', found none"
        case .notANumber(let query, let found): "expected a number from 0 up for '\(query)', found \(found)"
        case .severalSeries(let query, let count):
            "expected one series, found \(count) for '\(query)'; sum them in the query"
        case .moreGoodThanTotal(let good, let total): "expected at most \(total) good requests, found \(good)"
        case .noBucket(let series, let bound, let least):
            "expected a bucket of at most \(bound) in '\(series)', found \(least) as the least"
        case .unlikeBuckets(let bound, let found):
            "expected the same bucket up to \(bound) in every histogram, found "
                + found.map { "\($0)" }.joined(separator: ", ") + "; give all versions the same buckets"
        case .notACounter(let series, let found): "expected a counter for '\(series)', found \(found)"
        case .unreachable(let reason): reason
        case .refused(let source, let status, let message): "\(source) answered \(status): \(message)"
        case .partial(let source, let warnings):
            "expected a whole answer of \(source), found warnings: \(warnings.joined(separator: "; "))"
        case .malformed(let source, let expected, let found):
            "expected \(expected) in the answer of \(source), found \(found)"
        case .tooMuch(let source, let limit): "expected at most \(limit) of \(source)"
        case .unsupported(let source, let query, let hint): "\(source) cannot answer '\(query)': \(hint)"
        case .unreadable(let file): "expected a readable file '\(file)'"
        case .noSource(let name?): "expected a metrics provider '\(name)', found none of that name"
        case .noSource(nil): "expected a metrics provider for this check, found none"
        case .noVariable(let name): "expected a value for '{{\(name)}}', found none"
        case .state(let path, let expected): "expected \(expected) at '\(path)' of a check's state"
        case .judging(let error): "\(error)"
        }
    }
}

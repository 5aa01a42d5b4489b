package import Judging
import Manifests

/// What a check sets of the sequential test; the rest are its defaults.
package struct JudgeSettings: Sendable, Hashable {
    /// In proportion to the other checks' shares of the Release's false-alarm chance.
    package var share = 1.0

    /// So little that it cannot round to no chance at all.
    private static let shares = 0.001...1000.0
    package var leastSample: Double?
    package var allowedRatio: Double?
    package var passRatio: Double?
    /// The share of failures that no canary may exceed, percent.
    package var ceiling: Double?
    /// A share of failures allowed on top of the ratio, percent.
    package var slack: Double?
    package var pass: JudgeParameters.PassRule?
    package var designEffect: Double?
    package var limit: BreachLimit?

    package init() {}

    /// - Parameters:
    ///   - falseAlarm: this check's part of the Release's chance, 0…1.
    ///   - budget: the share of requests that may fail by the objective, 0…1.
    package func parameters(falseAlarm: Double, budget: Double) throws(JudgingError) -> JudgeParameters {
        var parameters = JudgeParameters()
        parameters.falseAlarm = falseAlarm
        parameters.objective = budget
        if let leastSample { parameters.leastSample = leastSample }
        if let allowedRatio {
            parameters.allowedRatio = allowedRatio
            parameters.passRatio = allowedRatio * JudgeParameters.passMultiple
        }
        if let passRatio { parameters.passRatio = passRatio }
        if let ceiling { parameters.ceiling = ceiling / 100 }
        if let slack { parameters.slack = slack / 100 }
        if let pass { parameters.passRule = pass }
        if let designEffect { parameters.designEffect = designEffect }
        parameters.limit = limit
        try parameters.validate()
        return parameters
    }

    static func read(_ reader: inout FieldReader) -> JudgeSettings? {
        var settings = JudgeSettings()
        settings.share = reader.value("share", .number(in: shares), default: 1)
        settings.leastSample = reader.optional("leastSample", .number(in: 1...1e12))
        settings.allowedRatio = reader.optional("allowedRatio", .number(in: 1...1e6))
        settings.passRatio = reader.optional("passRatio", .number(in: 1...1e6))
        settings.ceiling = reader.optional("ceiling", .number(in: 0...100))
        settings.slack = reader.optional("slack", .number(in: 0...100))
        settings.pass = reader.optional("pass", .choice(JudgeParameters.PassRule.self))
        settings.designEffect = reader.optional("designEffect", .number(in: 1...1e6))
        settings.limit = reader.object("limit") { limit in
            let over = limit.required("over", .number(in: 0...100))
            let consecutive = limit.optional("consecutive", .integer(in: 1...1_000_000))
            let total = limit.optional("total", .integer(in: 1...1_000_000))
            let least = limit.value("leastRequests", .number(in: 1...1e12), default: 1)
            if consecutive == nil, total == nil { limit.report("expected 'consecutive' or 'total', found neither") }
            return over.map {
                BreachLimit(share: $0 / 100, consecutive: consecutive, total: total, leastRequests: least)
            }
        }
        return settings
    }
}

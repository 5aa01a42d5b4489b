package import Manifests

/// The judge as a value that can be written into the signed evidence and taken up again.
extension SequentialJudge {
    /// Every parameter and every number that the next verdict depends on. All finite.
    package var encoded: Value {
        [
            "parameters": parameters.encoded, "ticks": .integer(Int64(ticks)), "sinceStep": .double(sinceStep),
            "canary": canary.encoded, "stable": stable.encoded,
            "worse": worse.encoded, "overCeiling": overCeiling.encoded,
            "notWorse": notWorse.encoded, "withinObjective": withinObjective.encoded,
            "breaches": [
                "consecutive": .integer(Int64(breaches.consecutive)), "total": .integer(Int64(breaches.total)),
            ],
            "dispersion": ["pearson": .double(dispersion.pearson), "ticks": .integer(Int64(dispersion.ticks))],
            "failure": failure.map { .string($0.rawValue) } ?? .null,
            "logEvidenceAgainst": .double(logEvidenceAgainst), "logEvidenceFor": .double(logEvidenceFor),
        ]
    }

    /// Takes a judge up where ``encoded`` left it.
    ///
    /// - Throws: `state` where a number is missing or impossible, `parameter` where a setting is.
    package init(restoring value: Value) throws(JudgingError) {
        let state = StateReader(value)
        try self.init(JudgeParameters(restoring: state.object("parameters")), ticks: state.count("ticks"))
        sinceStep = try state.amount("sinceStep")
        canary = try Dispersion.Totals(state.object("canary"))
        stable = try Dispersion.Totals(state.object("stable"))
        worse = try MixtureEvidence(state.object("worse"), alternatives: Bets.above.count)
        overCeiling = try MixtureEvidence(state.object("overCeiling"), alternatives: Bets.above.count)
        notWorse = try MixtureEvidence(state.object("notWorse"), alternatives: Bets.below.count)
        withinObjective = try MixtureEvidence(state.object("withinObjective"), alternatives: Bets.below.count)
        let breaches = try state.object("breaches")
        self.breaches = BreachCount(
            consecutive: try breaches.count("consecutive"), total: try breaches.count("total"))
        let spread = try state.object("dispersion")
        dispersion.pearson = try spread.amount("pearson")
        dispersion.ticks = try spread.count("ticks")
        dispersion.canary = canary
        dispersion.stable = stable
        guard let name = value["failure"], !name.isNull else { return }
        guard let failure = name.string.flatMap(Failure.init) else {
            throw .state(path: "failure", expected: "a reason to fail")
        }
        self.failure = failure
    }
}

extension JudgeParameters {
    package var encoded: Value {
        var members: [Object.Member] = [
            .init(key: "falseAlarm", value: .double(falseAlarm)), .init(key: "falsePass", value: .double(falsePass)),
            .init(key: "allowedRatio", value: .double(allowedRatio)),
            .init(key: "passRatio", value: .double(passRatio)), .init(key: "slack", value: .double(slack)),
            .init(key: "leastSample", value: .double(leastSample)),
            .init(key: "designEffect", value: .double(designEffect)),
            .init(key: "passRule", value: .string(passRule.rawValue)),
        ]
        if let ceiling { members.append(.init(key: "ceiling", value: .double(ceiling))) }
        if let objective { members.append(.init(key: "objective", value: .double(objective))) }
        if let limit { members.append(.init(key: "limit", value: limit.encoded)) }
        return .object(Object(members))
    }

    init(restoring state: StateReader) throws(JudgingError) {
        self.init()
        falseAlarm = try state.amount("falseAlarm")
        falsePass = try state.amount("falsePass")
        allowedRatio = try state.amount("allowedRatio")
        passRatio = try state.amount("passRatio")
        slack = try state.amount("slack")
        leastSample = try state.amount("leastSample")
        designEffect = try state.amount("designEffect")
        ceiling = try state.optionalAmount("ceiling")
        objective = try state.optionalAmount("objective")
        guard let rule = state.value["passRule"]?.string.flatMap(PassRule.init) else {
            throw .state(path: "passRule", expected: "a pass rule")
        }
        passRule = rule
        if state.value["limit"] != nil { limit = try BreachLimit(state.object("limit")) }
        try validate()
    }
}

extension BreachLimit {
    fileprivate var encoded: Value {
        [
            "share": .double(share), "leastRequests": .double(leastRequests),
            "consecutive": consecutive.map { .integer(Int64($0)) } ?? .null,
            "total": total.map { .integer(Int64($0)) } ?? .null,
        ]
    }

    fileprivate init(_ state: StateReader) throws(JudgingError) {
        self.init(
            share: try state.amount("share"), consecutive: try state.optionalCount("consecutive"),
            total: try state.optionalCount("total"), leastRequests: try state.amount("leastRequests"))
    }
}

extension Dispersion.Totals {
    fileprivate var encoded: Value { ["failed": .double(failed), "total": .double(total)] }

    fileprivate init(_ state: StateReader) throws(JudgingError) {
        failed = try state.amount("failed")
        total = try state.amount("total")
    }
}

extension MixtureEvidence {
    /// Before the first tick there is nothing to keep, and the logs are not finite.
    fileprivate var encoded: Value {
        ["ticks": .integer(Int64(ticks)), "logs": .array(ticks == 0 ? [] : logs.map { .double($0) })]
    }

    fileprivate init(_ state: StateReader, alternatives: Int) throws(JudgingError) {
        let ticks = try state.count("ticks")
        guard ticks > 0 else { self.init(alternatives: alternatives); return }
        let logs = state.value["logs"]?.array?.compactMap(\.number) ?? []
        guard logs.count == alternatives else {
            throw .state(path: "\(state.path)logs", expected: "\(alternatives) numbers")
        }
        self.init(logs: logs, ticks: ticks)
    }
}

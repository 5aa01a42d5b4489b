import Manifests
import Testing

@testable import Judging

@Suite struct SequentialJudgeTests {
    private static func outcomes(_ good: Double, of total: Double) throws -> Outcomes {
        try #require(Outcomes(good: good, total: total))
    }

    @Test func `a canary that fails like the stable version is not failed, however often it is looked at`() throws {
        var simulation = JudgeSimulation(parameters: JudgeParameters())
        simulation.stableFailures = 0.01
        simulation.ticks = 100
        simulation.runs = 600
        let outcome = try simulation.run(canaryFailures: 0.01, seed: 7)
        #expect(outcome.failed <= 0.01)
        // What the notes of the field say of the usual rules holds here too.
        #expect(outcome.failedByRepeatedTest > 0.2)
    }

    @Test func `where neither version ever fails, the objective is proven and the canary passes`() throws {
        var parameters = JudgeParameters()
        parameters.objective = 0.1
        var judge = try SequentialJudge(parameters)
        for _ in 0..<59 { judge.observe(canary: try Self.outcomes(20, of: 20), stable: try Self.outcomes(21, of: 21)) }
        #expect(judge.verdict == .pass, "\(judge.reason)")
    }

    @Test func `at the allowed ratio itself false alarms stay below their bound`() throws {
        var simulation = JudgeSimulation(parameters: JudgeParameters())
        simulation.stableFailures = 0.02
        simulation.runs = 600
        #expect(try simulation.run(canaryFailures: 0.03, seed: 11).failed <= 0.015)
    }

    @Test func `what fails at the ratio of a pass or beyond seldom passes, and a good canary does in time`() throws {
        var simulation = JudgeSimulation(parameters: JudgeParameters())
        simulation.ticks = 120
        simulation.runs = 300
        // 5 % and three standard deviations.
        #expect(try simulation.run(canaryFailures: 0.015, seed: 5).passed <= 0.088)
        let good = try simulation.run(canaryFailures: 0.005, seed: 5)
        #expect(good.passed > 0.98)
        #expect((good.medianPass ?? .infinity) <= 20)
    }

    @Test func `a pass says what it shows, beside what is allowed`() throws {
        var parameters = JudgeParameters()
        parameters.objective = 0.5
        func judge(canary: Double, stable: Double, ticks: Int) throws -> SequentialJudge {
            var judge = try SequentialJudge(parameters)
            for _ in 0..<ticks {
                judge.observe(
                    canary: try Self.outcomes(canary, of: 1000), stable: try Self.outcomes(stable, of: 1000))
            }
            return judge
        }
        #expect(
            try judge(canary: 990, stable: 990, ticks: 30).reason.hasPrefix(
                "shown to fail less than 3 times as often as the stable version, where 1.5 times are allowed: "))
        #expect(try judge(canary: 990, stable: 990, ticks: 1).reason.hasPrefix("shown to fail less than 50 %: "))
        parameters.passRule = .unrefuted
        #expect(
            try judge(canary: 990, stable: 990, ticks: 1).reason.hasPrefix(
                "nothing shows more than 1.5 times the stable failures: "))
    }

    @Test(arguments: [(20.0, 4.0), (5.0, 10.0)])
    func `a tenfold regression is caught in a few ticks`(rate: Double, most: Double) throws {
        var parameters = JudgeParameters()
        parameters.leastSample = 20
        var simulation = JudgeSimulation(parameters: parameters)
        simulation.requestsPerSecond = rate
        simulation.weight = 0.2
        simulation.runs = 200
        let outcome = try simulation.run(canaryFailures: 0.05, seed: 3)
        #expect(outcome.failed > 0.99)
        #expect((outcome.medianFailure ?? .infinity) <= most)
    }

    @Test func `more failures are never less evidence`() throws {
        var before = -Double.infinity
        for failed in stride(from: 0.0, through: 40, by: 4) {
            var judge = try SequentialJudge(JudgeParameters())
            judge.observe(
                canary: try Self.outcomes(200 - failed, of: 200), stable: try Self.outcomes(1990, of: 2000))
            #expect(judge.logEvidenceAgainst >= before)
            before = judge.logEvidenceAgainst
        }
    }

    @Test func `there is no verdict before the least sample, and none without data`() throws {
        var judge = try SequentialJudge(JudgeParameters())
        #expect(judge.verdict == .noData)
        judge.observe(canary: .none, stable: try Self.outcomes(100, of: 100))
        #expect(judge.verdict == .noData)
        judge.observe(canary: try Self.outcomes(0, of: 40), stable: try Self.outcomes(1000, of: 1000))
        #expect(judge.verdict == .inconclusive)
        #expect(judge.reason == "40 requests of the least sample of 50")
        judge.observe(canary: try Self.outcomes(0, of: 10), stable: try Self.outcomes(1000, of: 1000))
        #expect(judge.verdict == .fail)
    }

    @Test func `an outage of both versions fails neither`() throws {
        var judge = try SequentialJudge(JudgeParameters())
        for _ in 0..<50 {
            judge.observe(canary: try Self.outcomes(50, of: 100), stable: try Self.outcomes(450, of: 900))
        }
        #expect(judge.verdict != .fail)
    }

    @Test func `a ceiling fails what a bad stable version would excuse`() throws {
        var parameters = JudgeParameters()
        parameters.ceiling = 0.1
        var judge = try SequentialJudge(parameters)
        for _ in 0..<5 {
            judge.observe(canary: try Self.outcomes(50, of: 100), stable: try Self.outcomes(450, of: 900))
        }
        #expect(judge.verdict == .fail)
        #expect(judge.reason.hasPrefix("expected at most 10 % failures: canary failed 50 %"))
    }

    @Test func `a failure stands, and a pass is earned anew at each step`() throws {
        var judge = try SequentialJudge(JudgeParameters())
        for _ in 0..<40 {
            judge.observe(canary: try Self.outcomes(999, of: 1000), stable: try Self.outcomes(9950, of: 10_000))
        }
        #expect(judge.verdict == .pass)
        judge.beginStep()
        #expect(judge.verdict == .inconclusive)
        for _ in 0..<20 {
            judge.observe(canary: try Self.outcomes(500, of: 1000), stable: try Self.outcomes(9950, of: 10_000))
        }
        #expect(judge.verdict == .fail)
        for _ in 0..<200 {
            judge.observe(canary: try Self.outcomes(1000, of: 1000), stable: try Self.outcomes(9950, of: 10_000))
        }
        #expect(judge.verdict == .fail)
    }

    @Test func `a judge taken up again goes on as if it had never stopped`() throws {
        var parameters = JudgeParameters()
        parameters.ceiling = 0.2
        parameters.objective = 0.01
        parameters.limit = BreachLimit(share: 0.5, consecutive: 3)
        var judge = try SequentialJudge(parameters)
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<30 {
            let restored = try SequentialJudge(restoring: judge.encoded)
            #expect(restored == judge)
            let failed = Double(Int.random(in: 0...5, using: &generator))
            judge.observe(canary: try Self.outcomes(100 - failed, of: 100), stable: try Self.outcomes(895, of: 900))
        }
    }

    @Test(arguments: ["ticks", "parameters", "worse", "sinceStep"])
    func `a state that lacks a number is refused at its path`(name: String) throws {
        guard var state = try SequentialJudge(JudgeParameters()).encoded.object else { return }
        state[name] = .string("x")
        let error = #expect(throws: JudgingError.self) { try SequentialJudge(restoring: .object(state)) }
        #expect("\(String(describing: error))".contains(name))
    }

    @Test func `a limit in ticks counts in a row or in all`() throws {
        var parameters = JudgeParameters()
        parameters.limit = BreachLimit(share: 0.05, consecutive: 2)
        var judge = try SequentialJudge(parameters)
        let (bad, good) = (try Self.outcomes(9, of: 10), try Self.outcomes(10, of: 10))
        for outcome in [bad, good, bad] { judge.observe(canary: outcome, stable: nil) }
        #expect(judge.verdict != .fail)
        judge.observe(canary: bad, stable: nil)
        #expect(judge.verdict == .fail)
    }

    @Test func `settings out of their range are refused by name`() {
        var parameters = JudgeParameters()
        parameters.falseAlarm = 0
        #expect(
            throws: JudgingError.parameter(name: "falseAlarm", expected: "more than 0 and less than 1", found: "0.0")
        ) {
            try SequentialJudge(parameters)
        }
    }

    @Test func `counts that are none are refused`() {
        #expect(Outcomes(good: -1, total: 1) == nil)
        #expect(Outcomes(good: 2, total: 1) == nil)
        #expect(Outcomes(good: .nan, total: 1) == nil)
        #expect(Outcomes(good: 1, total: .infinity) == nil)
    }

    @Test func `the alpha of several metrics adds up to the whole`() throws {
        let shares = try JudgeParameters.share(0.01, over: [1, 1, 2])
        #expect(shares == [0.0025, 0.0025, 0.005])
        #expect(throws: JudgingError.self) { try JudgeParameters.share(0.01, over: [0, 0]) }
    }

    @Test func `random counts have the mean that they should`() {
        var generator = SeededGenerator(seed: 1)
        let counts = (0..<4000).map { _ in JudgeSimulation.poisson(7, &generator) }
        #expect(abs(Double(counts.reduce(0, +)) / 4000 - 7) < 0.25)
        let failures = (0..<4000).map { _ in JudgeSimulation.binomial(50, 0.1, &generator) }
        #expect(abs(Double(failures.reduce(0, +)) / 4000 - 5) < 0.25)
    }

    @Test func `a file of ticks is judged line by line`() throws {
        let line = #"{"canary": {"good": 50, "total": 100}, "stable": {"good": 900, "total": 900}}"#
        let file = TickFile(name: "ticks.jsonl", bytes: Array("\(line)\n\n\(line)\n".utf8))
        #expect(try file.judgement(JudgeParameters()).verdict == .fail)
        #expect(try TickFile(name: "a", bytes: []).judgement(JudgeParameters()).verdict == .noData)
    }

    @Test(arguments: [
        ("{", "a JSON object"), ("{}", "'canary'"), (#"{"canary": {"good": 2, "total": 1}}"#, "0 ≤ good ≤ total"),
        (#"{"canary": {"good": 1, "total": 1}, "stable": {}}"#, "'stable'"),
    ])
    func `a line that is no tick is refused at its place`(line: String, reason: String) {
        let file = TickFile(name: "ticks.jsonl", bytes: Array("\n\(line)\n".utf8))
        let error = #expect(throws: JudgingError.self) { try file.judgement(JudgeParameters()) }
        #expect(error?.description.hasPrefix("ticks.jsonl:2: expected") ?? false)
        #expect(error?.description.contains(reason) ?? false)
    }
}

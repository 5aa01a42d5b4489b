import Drift
import Judging
import Manifests
import Testing
import Transport

@testable import Measurement

/// Data that grow while they are looked at every ten seconds, simulated from fixed seeds.
@Suite struct DriftLooksTests {
    private static let rowsALook = 15

    private static func numbers(_ count: Int, shift: Double = 0, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Double.random(in: 0..<1, using: &generator) + shift }
    }

    /// Holds what a canary was given up to now against a reference.
    private struct Rows: DriftJudge {
        let reference: NumericSample
        let all: [Double]

        func look(
            at specification: Value, check: String, subject: Subject, chance: DriftChance, now: Double
        ) async -> DriftLook {
            let seen = NumericSample(Array(all.prefix(Int(now / 10) * rowsALook)))
            let found = try? CalibratedMode().score(.kolmogorovSmirnov, .numeric(reference), .numeric(seen))
            let isDrift = (found?.pValue ?? 1) <= chance.share * chance.part
            return DriftLook(
                Judgement(check: check, verdict: isDrift ? .fail : .pass, reason: "", evidence: .object(Object())),
                isTested: found != nil)
        }
    }

    private let subject = Subject(
        environment: "staging", release: "fraud", namespace: "models", service: "fraud", canary: "b", stable: "a",
        candidate: "1")

    /// - Returns: at which look drift was called; nil for none.
    private func firstAlarm(reference: [Double], rows: [Double], looks: Int) async -> Int? {
        let measurer = CheckMeasurer(
            CheckSpec(name: "inputs", measure: .drift(.object(Object()))), falseAlarm: 0.05, interval: .seconds(1),
            sources: MetricsSources(client: HTTPClient()),
            edges: CheckEdges(drift: Rows(reference: NumericSample(reference), all: rows)))
        var state = CheckState()
        for look in 1...looks {
            let step = look <= looks / 2 ? 1 : 2
            let judgement = await measurer.look(
                at: subject, step: step, since: step == 1 ? 0 : Double(looks / 2) * 10, now: Double(look) * 10,
                state: &state)
            if judgement.verdict == .fail { return look }
        }
        return nil
    }

    @Test func `thirty looks at growing data without drift are seldom wrong, all together`() async throws {
        var alarms = 0
        let runs = 200
        for run in 0..<runs {
            let seed = UInt64(run) * 2 + 1
            // Another reference each time: what is promised is over both samples.
            let alarm = await firstAlarm(
                reference: Self.numbers(400, seed: seed), rows: Self.numbers(450, seed: seed + 1), looks: 30)
            if alarm != nil { alarms += 1 }
        }
        // 5 % and three standard deviations; a test of 5 % at every look is wrong in about 28 %.
        let most = 0.05 + 3 * (0.05 * 0.95 / Double(runs)).squareRoot()
        #expect(Double(alarms) / Double(runs) <= most, "\(alarms)")
    }

    @Test func `drift is found although the chance of a false alarm is spread`() async throws {
        for run in 0..<10 {
            let alarm = await firstAlarm(
                reference: Self.numbers(400, seed: UInt64(run)),
                rows: Self.numbers(450, shift: 0.25, seed: UInt64(run) + 100), looks: 30)
            #expect(alarm.map { $0 <= 15 } == true, "\(String(describing: alarm))")
        }
    }

    @Test func `all tests that may come have together no more than the whole chance`() {
        var looks = DriftLooks()
        var sum = 0.0
        for test in 0..<100_000 {
            looks.tests = test
            sum += looks.part
        }
        #expect(sum < 1 && sum > 0.99)
    }

    @Test func `data are tested when a step begins, when the time has grown by half, and after a quarter of an hour`() {
        var looks = DriftLooks()
        #expect(looks.isDue(at: 10, began: 0))
        looks.testedAt = 100
        #expect(!looks.isDue(at: 149, began: 0) && looks.isDue(at: 150, began: 0))
        looks.testedAt = 100_000
        #expect(!looks.isDue(at: 100_899, began: 0) && looks.isDue(at: 100_900, began: 0))
        // A clock that was set back holds nothing up.
        #expect(looks.isDue(at: 5, began: 0))
    }

    @Test func `drift that sets no chance of its own has a part of the Release's`() throws {
        func drift(_ text: String) throws -> CheckSpec {
            CheckSpec(name: "d", measure: .drift(try #require(YAML.parse(text, file: "d").documents.first).value))
        }
        let checks = try [drift("{ current: a }"), drift("{ falseAlarm: 0.1 }"), drift("{ mode: evidently }")]
        let all = try CheckMeasurer.all(
            checks + checks.prefix(1), interval: .seconds(10), sources: MetricsSources(client: HTTPClient()))
        #expect(all.map(\.falseAlarm) == [0.005, 0, 0, 0.005])
    }
}

import Foundation
import Judging
import Manifests
import Testing
import Transport

@testable import Measurement

/// Against Debian's Prometheus; `promtool` gives it a past.
@Suite struct PrometheusTests {
    private static let now = (Date().timeIntervalSince1970 - 7_200).rounded()
    private let subject = Subject(
        environment: "production", release: "fraud", namespace: "models", service: "fraud", canary: "fraud-00002",
        stable: "fraud-00001")

    /// Ten minutes of two versions, a sample every 15 s; the canary fails one request in ten from a series that only
    /// appears with the first failure.
    private static var history: String {
        var text = "# TYPE requests counter\n"
        func series(_ labels: String, _ rate: Double, from first: Int, reset: Int? = nil) {
            for tick in first...40 {
                let since = tick >= reset ?? .max ? tick - (reset ?? 0) : tick - first + 1
                let time = now - 600 + Double(tick) * 15
                text += "requests_total{\(labels)} \(Double(since) * rate) \(time)\n"
            }
        }
        series(#"revision="fraud-00001",code="200""#, 90, from: 0)
        series(#"revision="fraud-00001",code="500""#, 1, from: 0)
        series(#"revision="fraud-00002",code="200""#, 9, from: 0, reset: 30)
        series(#"revision="fraud-00002",code="500""#, 1, from: 33)
        text += "# TYPE latency_seconds histogram\n"
        for tick in 0...40 {
            let time = now - 600 + Double(tick) * 15
            for (bound, count) in [("0.1", 5), ("0.25", 8), ("0.5", 9), ("+Inf", 10)] {
                text += "latency_seconds_bucket{revision=\"fraud-00002\",le=\"\(bound)\"} \(count * tick) \(time)\n"
            }
        }
        text += "# TYPE broken gauge\n"
        for tick in 0...40 { text += "broken NaN \(now - 600 + Double(tick) * 15)\n" }
        return text + "# EOF\n"
    }

    private static let shared = Task { try await PrometheusServer(history: history) }

    private func source() async throws -> PrometheusSource {
        PrometheusSource(
            endpoint: MetricsEndpoint(address: try await Self.shared.value.address), client: HTTPClient(), lag: 0)
    }

    private func counts(_ good: String, _ total: String) throws -> ServiceLevel {
        ServiceLevel(
            objective: 99,
            indicator: .counts(
                .init(
                    good: try #require(CountQuery(try QueryTemplate(good))),
                    total: try #require(CountQuery(try QueryTemplate(total))))))
    }

    private func tick(_ level: ServiceLevel, start: Double, end: Double) async throws -> Tick {
        var memory = CounterMemory()
        return try await ServiceLevelReading(
            level: level, source: try await source(), subject: subject, start: start, end: end
        ).tick(&memory)
    }

    @Test func `counters are counted exactly: through a reset, and from 0 where a series begins`() async throws {
        let level = try counts(
            #"requests_total{revision="{{revision}}",code!~"5.."}"#, #"requests_total{revision="{{revision}}"}"#)
        let found = try await tick(level, start: Self.now - 300, end: Self.now)
        // 20 ticks; the canary's 200 restarts at 30 with 0 (so one tick's requests are lost), the 500 begins at 33.
        #expect(found.stable == Outcomes(good: 20 * 90, total: 20 * 91))
        #expect(found.canary == Outcomes(good: 9 * 9 + 10 * 9, total: 9 * 9 + 10 * 9 + 8))
        #expect(found.queries.first?.text == #"requests_total{revision="fraud-00002"}[600000ms]"#)
    }

    @Test func `looking often counts the same as looking once`() async throws {
        let level = try counts(
            #"requests_total{revision="{{revision}}",code!~"5.."}"#, #"requests_total{revision="{{revision}}"}"#)
        let whole = try await tick(level, start: Self.now - 300, end: Self.now)
        let source = try await source()
        var memory = CounterMemory()
        var (good, total, stable) = (0.0, 0.0, 0.0)
        var start = Self.now - 300
        while start < Self.now {
            let end = min(start + 37, Self.now)
            let part = try await ServiceLevelReading(
                level: level, source: source, subject: subject, start: start, end: end
            ).tick(&memory)
            (good, total) = (good + part.canary.good, total + part.canary.total)
            stable += part.stable?.total ?? 0
            start = end
        }
        #expect(good == whole.canary.good)
        #expect(total == whole.canary.total)
        #expect(stable == whole.stable?.total)
    }

    @Test func `an expression counts its window as Prometheus computes it`() async throws {
        let level = try counts(
            #"sum(increase(requests_total{revision="{{revision}}",code!~"5.."}[{{interval}}]))"#,
            #"sum(increase(requests_total{revision="{{revision}}"}[{{interval}}]))"#)
        let found = try await tick(level, start: Self.now - 300, end: Self.now)
        #expect(abs((found.stable?.total ?? 0) - 1820) < 100)
        #expect(found.queries.first?.text == #"sum(increase(requests_total{revision="fraud-00002"}[300s]))"#)
        #expect(found.queries.first?.value == found.canary.total)
    }

    @Test func `a latency objective takes the bucket at the bound or the one below`() async throws {
        func level(_ below: Duration) throws -> ServiceLevel {
            ServiceLevel(
                objective: 90,
                indicator: .histogram(
                    .init(
                        selector: try QueryTemplate(#"latency_seconds{revision="{{revision}}"}"#), below: below, unit: 1
                    )))
        }
        let exact = try await tick(try level(.milliseconds(250)), start: Self.now - 300, end: Self.now)
        #expect(exact.canary == Outcomes(good: 160, total: 200))
        #expect(exact.stable == nil)
        let between = try await tick(try level(.milliseconds(400)), start: Self.now - 300, end: Self.now)
        #expect(between.canary == Outcomes(good: 160, total: 200))
        #expect(between.bounds == [0.25])
        await #expect(throws: MeasurementError.self) {
            try await tick(try level(.milliseconds(50)), start: Self.now - 300, end: Self.now)
        }
    }

    @Test(arguments: [
        ("requests_total", "expected one series, found 4 for 'requests_total'; sum them in the query", "providerError"),
        ("absent_metric", "expected one series for 'absent_metric', found none", "noData"),
        ("broken", "expected a number from 0 up for 'broken', found nan", "noData"),
        ("sum(", "answered 400: bad_data: ", "providerError"),
        ("requests_total[5m]", "expected one number for 'requests_total[5m]' in the answer", "providerError"),
    ])
    func `what is no one number is an error, never a pass and never a fail`(
        _ query: String, _ message: String, _ verdict: String
    ) async throws {
        let source = try await source()
        let error = await #expect(throws: MeasurementError.self) {
            try await source.value(of: .promQL(query), since: Self.now - 60, until: Self.now)
        }
        #expect(error.map { "\($0)".contains(message) } == true, "\(String(describing: error))")
        #expect(error?.verdict.rawValue == verdict)
    }

    @Test func `a selector that finds nothing is no data, and a wrong one for the good too`() async throws {
        for level in [
            try counts(#"requests_total{r="{{revision}}",code="200"}"#, #"requests_total{r="{{revision}}"}"#),
            try counts(
                #"requests_total{revision="{{revision}}",code="2"}"#, #"requests_total{revision="{{revision}}"}"#),
        ] {
            let error = await #expect(throws: MeasurementError.self) {
                try await tick(level, start: Self.now - 300, end: Self.now)
            }
            #expect(error?.verdict == .noData)
        }
    }

    @Test func `more good requests than there are is no count`() async throws {
        let level = try counts(
            #"requests_total{revision="{{revision}}"}"#, #"requests_total{revision="{{revision}}",code="500"}"#)
        let error = await #expect(throws: MeasurementError.self) {
            try await tick(level, start: Self.now - 300, end: Self.now)
        }
        guard case .moreGoodThanTotal = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test(arguments: [(5.0, true), (14.4, false)])
    func `a budget that burns in both windows keeps a candidate from being opened`(
        _ factor: Double, _ burns: Bool
    ) async throws {
        // One of 91 requests of the stable version fails: with 99.9 % that is eleven times the budget.
        var level = try counts(
            #"requests_total{revision="{{revision}}",code!~"5.."}"#, #"requests_total{revision="{{revision}}"}"#)
        level.objective = 99.9
        let reading = BurnRateReading(level: level, source: try await source(), subject: subject, end: Self.now)
        let window = BurnRateSpec.Window(long: .seconds(300), short: .seconds(60), factor: factor)
        let excess = try await reading.excess(BurnRateSpec(windows: [window]))
        #expect((excess != nil) == burns)
        if let excess {
            #expect(abs(excess.long - 10.99) < 0.1)
            #expect(excess.reason.hasSuffix("found 11.0 times over 300s and 11.0 over 60s"))
        }
    }

    @Test func `a budget that nobody counts is not known to be whole, and one without requests is`() async throws {
        let idle = try counts(
            "sum(increase(requests_total[{{interval}}])) * 0", "sum(increase(requests_total[{{interval}}])) * 0")
        let absent = try counts(#"absent_total{code="200"}"#, "absent_total")
        let histogram = ServiceLevel(
            objective: 90,
            indicator: .histogram(
                .init(selector: try QueryTemplate("absent_seconds"), below: .milliseconds(250), unit: 1)))
        for (level, verdict) in [(idle, nil), (absent, CheckVerdict.noData), (histogram, .noData)] {
            var level = level
            level.burnRate = .standard
            let measurer = CheckMeasurer(
                CheckSpec(name: "availability", measure: .slo(level)), falseAlarm: 0.01, interval: .seconds(10),
                sources: MetricsSources(fallback: try await source(), client: HTTPClient()))
            let obstacle = await measurer.obstacle(toOpening: subject, now: Self.now)
            #expect(obstacle?.verdict == verdict, "\(obstacle?.reason ?? "none")")
        }
    }

    @Test func `a histogram's budget burns by its buckets`() async throws {
        let level = ServiceLevel(
            objective: 90,
            indicator: .histogram(
                .init(
                    selector: try QueryTemplate(#"latency_seconds{revision="{{canary}}"}"#), below: .milliseconds(250),
                    unit: 1)))
        let reading = BurnRateReading(level: level, source: try await source(), subject: subject, end: Self.now)
        let window = BurnRateSpec.Window(long: .seconds(300), short: .seconds(60), factor: 1.5)
        let excess = try await reading.excess(BurnRateSpec(windows: [window]))
        #expect(abs((excess?.long ?? 0) - 2) < 0.01)
    }

    @Test func `what Prometheus scrapes from a live exporter is counted to the last request`() async throws {
        let exporter = try await ScriptedServer()
        func expose(_ canary: Int, _ stable: Int) async throws {
            try await exporter.answer(
                "/metrics",
                """
                # TYPE requests_total counter
                requests_total{revision="fraud-00002",code="200"} \(canary)
                requests_total{revision="fraud-00001",code="200"} \(stable)

                """, type: "text/plain; version=0.0.4")
        }
        try await expose(10, 100)
        let start = Date().timeIntervalSince1970
        let server = try await PrometheusServer(target: String(exporter.address.dropFirst("http://".count)))
        try await exporter.waitForRequests("/metrics", count: 2)
        try await expose(25, 300)
        let source = PrometheusSource(
            endpoint: MetricsEndpoint(address: server.address), client: HTTPClient(), lag: 0)
        let level = try counts(
            #"requests_total{revision="{{revision}}",code="200"}"#, #"requests_total{revision="{{revision}}"}"#)
        // A scrape that ended before the next one began has been stored, unless a busy machine took too long for it.
        for scrapes in 6... {
            try await exporter.waitForRequests("/metrics", count: scrapes)
            var memory = CounterMemory()
            let found = try await ServiceLevelReading(
                level: level, source: source, subject: subject, start: start, end: Date().timeIntervalSince1970
            ).tick(&memory)
            guard found.canary == Outcomes(good: 25, total: 25) || scrapes == 100 else { continue }
            #expect(found.canary == Outcomes(good: 25, total: 25))
            #expect(found.stable == Outcomes(good: 300, total: 300))
            return
        }
    }
}

import Judging
import Manifests
import Testing
import Transport

@testable import Measurement

/// Scrapes a scripted endpoint: the faults are those that no real one would make when asked to.
@Suite struct MeasurerTests {
    private let subject = Subject(
        environment: "staging", release: "fraud", namespace: "models", service: "fraud", canary: "b", stable: "a")

    private func check(_ text: String) throws -> CheckSpec {
        let document = try #require(YAML.parse(text, file: "check.yaml").documents.first)
        var reader = FieldReader(document)
        let check = CheckSpec.read(&reader)
        #expect(reader.diagnostics == [])
        return try #require(check)
    }

    private let availability = """
        name: availability
        slo:
          objective: 99
          good: revision_app_request_count{revision_name="{{revision}}",response_code_class!="5xx"}
          total: revision_app_request_count{revision_name="{{revision}}"}
        """

    private func measurer(_ server: ScriptedServer, _ text: String) throws -> CheckMeasurer {
        let client = HTTPClient()
        let source = ScrapeSource(endpoints: [MetricsEndpoint(address: server.address + "/metrics")], client: client)
        return CheckMeasurer(
            try check(text), falseAlarm: 0.01, interval: .seconds(1),
            sources: MetricsSources(fallback: source, client: client))
    }

    private func expose(
        _ server: ScriptedServer, _ counts: [(revision: String, code: String, count: Int)], gzip: Bool = false
    ) async throws {
        let lines = counts.map {
            "revision_app_request_count{revision_name=\"\($0.revision)\",response_code_class=\"\($0.code)\"} \($0.count)\n"
        }
        try await server.answer(
            "/metrics", "# TYPE revision_app_request_count counter\n" + lines.joined(), type: "text/plain",
            gzip: gzip)
    }

    @Test func `a canary that fails is failed by scraping, and stays so when the endpoint is gone`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(server, availability)
        var state = CheckState()
        var judgement: Judgement?
        for tick in 0..<12 {
            try await expose(
                server,
                [("a", "2xx", 1_000 * tick), ("a", "5xx", tick), ("b", "2xx", 90 * tick), ("b", "5xx", 10 * tick)],
                gzip: tick.isMultiple(of: 2))
            judgement = await measurer.look(
                at: subject, step: 1, since: 0, now: Double(tick + 1) * 10, state: &state)
            if judgement?.verdict == .fail { break }
        }
        #expect(judgement?.verdict == .fail)
        #expect(judgement?.reason.hasPrefix("expected at most 1.5 times the stable failures") == true)
        let measured = judgement?.evidence[path: "measured", "canary"]
        #expect(measured?["total"]?.asDouble == 100)
        try await server.answer("/metrics", "gone", status: 503)
        let after = await measurer.look(at: subject, step: 1, since: 0, now: 1_000, state: &state)
        #expect(after.verdict == .fail)
    }

    @Test func `a canary as good as the stable version passes, and a restarted daemon goes on`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(server, availability)
        var state = CheckState()
        var judgement: Judgement?
        for tick in 0..<40 {
            try await expose(
                server,
                [("a", "2xx", 900 * tick), ("a", "5xx", 4 * tick), ("b", "2xx", 225 * tick), ("b", "5xx", tick)])
            judgement = await measurer.look(at: subject, step: 1, since: 0, now: Double(tick + 1) * 10, state: &state)
            // As if it had ended after every look.
            let kept = try JSON.parse(JSON.canonical(state.encoded))
            let restored = try CheckState(restoring: kept)
            #expect(restored.encoded == state.encoded)
            state = restored
            if judgement?.verdict == .pass { break }
        }
        #expect(judgement?.verdict == .pass, "\(judgement?.reason ?? "")")
        // A further step asks for a pass anew.
        let next = await measurer.look(at: subject, step: 2, since: 500, now: 501, state: &state)
        #expect(next.verdict == .inconclusive)
    }

    @Test func `a rising canary counts from the look before it answered first`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(server, availability)
        var state = CheckState()
        try await expose(server, [("a", "2xx", 100)])
        let first = await measurer.look(at: subject, step: 1, since: 0, now: 10, state: &state)
        #expect(first.verdict == .noData)
        try await expose(server, [("a", "2xx", 200), ("b", "2xx", 7), ("b", "5xx", 3)])
        let second = await measurer.look(at: subject, step: 1, since: 0, now: 20, state: &state)
        #expect(second.evidence[path: "measured", "canary"] == ["good": 7.0, "total": 10.0])
        #expect(second.evidence[path: "measured", "stable"] == ["good": 100.0, "total": 100.0])
    }

    @Test(arguments: [
        ("", 503, "text/plain", "answered 503"), ("requests 1\n", 200, "text/plain", "found none"),
        ("revision_app_request_count{revision_name=\"b\"} x\n", 200, "text/plain", "expected a number"),
        ("revision_app_request_count{revision_name=\"b\"} 1\n", 200, "application/openmetrics-text", "'# EOF'"),
        (
            "# TYPE revision_app_request_count gauge\nrevision_app_request_count{revision_name=\"b\"} 1\n", 200,
            "text/plain", "expected a counter"
        ),
        (
            "revision_app_request_count{revision_name=\"b\"} 1\nrevision_app_request_count{revision_name=\"b\"} 2\n",
            200, "text/plain", "expected each series once"
        ),
        ("revision_app_request_count{revision_name=\"b\"} NaN\n", 200, "text/plain", "found nan"),
    ])
    func `an endpoint that answers wrongly holds the canary`(
        _ body: String, _ status: Int, _ type: String, _ words: String
    ) async throws {
        let server = try await ScriptedServer()
        try await server.answer("/metrics", body, type: type, status: status)
        let measurer = try measurer(server, availability)
        var state = CheckState()
        let judgement = await measurer.look(at: subject, step: 1, since: 0, now: 10, state: &state)
        #expect([.noData, .providerError].contains(judgement.verdict))
        #expect(judgement.reason.contains(words), "\(judgement.reason)")
    }

    @Test func `between two looks the last judgement is said again without asking`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(server, availability + "\ninterval: 1m\n")
        var state = CheckState()
        _ = await measurer.look(at: subject, step: 1, since: 0, now: 10, state: &state)
        try await expose(server, [("b", "2xx", 1)])
        let again = await measurer.look(at: subject, step: 1, since: 0, now: 69, state: &state)
        #expect(again.verdict == .providerError)
        let later = await measurer.look(at: subject, step: 1, since: 0, now: 71, state: &state)
        #expect(later.verdict == .noData)
    }

    @Test func `a clock that is set back is no reason to say the old pass again`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(server, availability)
        var state = CheckState()
        func look(_ tick: Int, at now: Double) async throws -> Judgement {
            try await expose(
                server,
                [
                    ("a", "2xx", 5_000 * tick), ("a", "5xx", 5 * tick), ("b", "2xx", 5_000 * tick),
                    ("b", "5xx", 5 * tick),
                ])
            return await measurer.look(at: subject, step: 1, since: 0, now: now, state: &state)
        }
        var verdict = CheckVerdict.noData
        for tick in 1...12 where verdict != .pass {
            verdict = try await look(tick, at: 1_000 + Double(tick) * 10).verdict
        }
        #expect(verdict == .pass)
        #expect(try await look(13, at: 500).verdict == .inconclusive)
        // What comes from here on is measured, long before the clock is again where it was.
        #expect(try await look(14, at: 640).evidence["measured"] != nil)
    }

    @Test func `another candidate begins anew`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(server, availability)
        var state = CheckState()
        for tick in 1...2 {
            try await expose(server, [("a", "2xx", 100 * tick), ("b", "2xx", 60 * tick), ("c", "2xx", 10 * tick)])
            _ = await measurer.look(at: subject, step: 1, since: 0, now: Double(tick) * 10, state: &state)
        }
        #expect(state.judge?.ticks == 1)
        var other = subject
        other.canary = "c"
        _ = await measurer.look(at: other, step: 1, since: 30, now: 40, state: &state)
        #expect(state.judge?.ticks == 0)
        #expect(state.canary == "c")
    }

    @Test func `another candidate of the same name begins anew, whichever step it is met at`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(server, availability)
        var state = CheckState()
        for tick in 1...2 {
            try await expose(server, [("a", "2xx", 100 * tick), ("b", "2xx", 60 * tick)])
            _ = await measurer.look(at: subject, step: 1, since: 0, now: Double(tick) * 10, state: &state)
        }
        #expect(state.judge?.ticks == 1)
        var other = subject
        other.candidate = "another commit"
        _ = await measurer.look(at: other, step: 2, since: 30, now: 40, state: &state)
        #expect(state.judge?.ticks == 0)
    }

    @Test func `a ceiling that is set while a canary runs is held from then on`() async throws {
        let server = try await ScriptedServer()
        var measurer = try measurer(server, availability)
        var state = CheckState()
        var verdicts: [CheckVerdict] = []
        for tick in 1...20 {
            // Both fail three in twenty: nothing in comparison, and far above 5 %.
            try await expose(
                server,
                [("a", "2xx", 850 * tick), ("a", "5xx", 150 * tick), ("b", "2xx", 85 * tick), ("b", "5xx", 15 * tick)])
            if tick == 8 { measurer = try self.measurer(server, availability + "\njudge: { ceiling: 5 }") }
            let found = await measurer.look(at: subject, step: 1, since: 0, now: Double(tick) * 10, state: &state)
            verdicts.append(found.verdict)
            // What was counted under the old settings is not judged by the new ones.
            if tick == 8 { #expect(found.evidence[path: "judge", "canary", "total"] == 100.0) }
            state = try CheckState(restoring: state.encoded)
        }
        #expect(!verdicts.prefix(7).contains(.fail))
        #expect(verdicts.last == .fail)
    }

    @Test func `a check that is added beside another leaves its evidence, and a failure stands`() async throws {
        let server = try await ScriptedServer()
        let alone = try measurer(server, availability)
        let beside = CheckMeasurer(
            alone.check, falseAlarm: 0.005, interval: .seconds(1), sources: alone.sources)
        var state = CheckState()
        var ticks = 0
        while state.judge?.verdict != .fail, ticks < 12 {
            ticks += 1
            try await expose(server, [("a", "2xx", 1_000 * ticks), ("b", "2xx", 90 * ticks), ("b", "5xx", 10 * ticks)])
            _ = await alone.look(at: subject, step: 1, since: 0, now: Double(ticks) * 10, state: &state)
        }
        let counted = state.judge?.ticks
        let after = await beside.look(
            at: subject, step: 1, since: 0, now: Double(ticks + 1) * 10, state: &state)
        #expect(after.verdict == .fail)
        #expect(state.judge?.ticks == counted.map { $0 } && state.judge?.parameters.falseAlarm == 0.005)
    }

    @Test func `other queries are counted from when they are written`() async throws {
        let server = try await ScriptedServer()
        func measurer(_ text: String) throws -> CheckMeasurer {
            let document = try #require(YAML.parse(text, file: "check.yaml").documents.first)
            var faults: [Diagnostic] = []
            let check = CheckSpec.read(document.value, at: document.location, into: &faults)
            let sources = try self.measurer(server, availability).sources
            return CheckMeasurer(
                try #require(check), falseAlarm: 0.01, interval: .seconds(1), sources: sources)
        }
        var state = CheckState()
        let others = availability.replacing("revision_app_request_count", with: "others_total")
        for tick in 1...4 {
            try await server.answer(
                "/metrics",
                ["revision_app_request_count", "others_total"].map { name in
                    "# TYPE \(name) counter\n"
                        + ["a", "b"].map {
                            "\(name){revision_name=\"\($0)\",response_code_class=\"2xx\"} \(1_000 * tick)\n"
                        }.joined()
                }.joined(), type: "text/plain")
            let check = try measurer(tick <= 2 ? availability : others)
            _ = await check.look(at: subject, step: 1, since: 0, now: Double(tick) * 10, state: &state)
            // The judge of the others has seen neither what came before them, nor the requests of the first look.
            #expect(state.judge?.ticks == [0, 1, 0, 1][tick - 1])
            state = try CheckState(restoring: state.encoded)
        }
        #expect(state.judge?.encoded[path: "canary", "total"] == 1_000.0)
    }

    @Test func `versions whose buckets end at different bounds are not compared`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(
            server, "name: latency\nslo: { objective: 99, histogram: 'h_seconds{r=\"{{revision}}\"}', below: 250ms }")
        var state = CheckState()
        var judgement: Judgement?
        for tick in 1...6 {
            let text = [("a", ["0.1", "0.25", "+Inf"]), ("b", ["0.1", "0.5", "+Inf"])].flatMap { revision, bounds in
                bounds.map { "h_seconds_bucket{r=\"\(revision)\",le=\"\($0)\"} \($0 == "0.1" ? 0 : 100 * tick)\n" }
            }
            try await server.answer(
                "/metrics", "# TYPE h_seconds histogram\n" + text.joined(), type: "text/plain")
            judgement = await measurer.look(at: subject, step: 1, since: 0, now: Double(tick) * 10, state: &state)
        }
        #expect(judgement?.verdict == .providerError)
        #expect(
            judgement?.reason
                == "expected the same bucket up to 0.25 seconds in every histogram, found 0.1, 0.25; give all versions the same buckets"
        )
    }

    @Test func `however many checks look at one time, an endpoint is asked once`() async throws {
        let server = try await ScriptedServer()
        try await expose(server, [("a", "2xx", 100), ("b", "2xx", 60)])
        let measurers = try [
            measurer(server, availability),
            measurer(server, availability.replacing("\"5xx\"", with: "\"4xx\"")),
        ]
        let (first, second) = (measurers[0], measurers[1])
        let shared = CheckMeasurer(
            second.check, falseAlarm: 0.01, interval: .seconds(1), sources: first.sources)
        for now in [10.0, 20.5] {
            await withTaskGroup(of: Void.self) { group in
                for measurer in [first, shared, first, shared] {
                    group.addTask { [subject] in
                        var state = CheckState()
                        _ = await measurer.look(at: subject, step: 1, since: 0, now: now, state: &state)
                    }
                }
            }
        }
        #expect(try await server.count(of: "/metrics") == 2)
    }

    @Test func `a value is judged by looks in a row`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(
            server,
            """
            name: queue
            web: { url: "\(server.address)/queue?revision={{revision}}", value: "$.depth", below: 10, failures: 2, passes: 2 }
            """)
        var state = CheckState()
        var verdicts: [CheckVerdict] = []
        for (index, body) in [
            #"{"depth": 3}"#, #"{"depth": 4}"#, #"{"depth": 12}"#, "{}", #"{"depth": "x"}"#, #"{"depth": 13}"#,
        ].enumerated() {
            try await server.answer("/queue", body)
            let judgement = await measurer.look(
                at: subject, step: 1, since: 0, now: Double(index + 1) * 10, state: &state)
            verdicts.append(judgement.verdict)
        }
        #expect(verdicts == [.inconclusive, .pass, .inconclusive, .noData, .providerError, .fail])
        #expect(try await server.lastRequest()["path"]?.string == "/queue?revision=b")
    }

    @Test func `counts of any address are judged as counters`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(
            server,
            """
            name: orders
            web: { url: "\(server.address)/{{revision}}", good: $.ok, total: "$.all[0]", objective: 99 }
            """)
        var state = CheckState()
        var judgement: Judgement?
        for tick in 1...3 {
            try await server.answer("/a", #"{"ok": \#(100 * tick), "all": [\#(100 * tick)]}"#)
            try await server.answer("/b", #"{"ok": \#(40 * tick), "all": [\#(50 * tick)]}"#)
            judgement = await measurer.look(at: subject, step: 1, since: 0, now: Double(tick) * 10, state: &state)
        }
        #expect(judgement?.verdict == .fail)
        #expect(judgement?.evidence[path: "measured", "canary"] == ["good": 40.0, "total": 50.0])
        #expect(judgement?.evidence[path: "measured", "stable"] == ["good": 100.0, "total": 100.0])
    }

    @Test(arguments: [
        (JobOutcome.running, 20.0, CheckVerdict.inconclusive), (.running, 700, .providerError),
        (.succeeded, 20, .pass), (.failed("BackoffLimitExceeded"), 20, .fail),
        (.unknown("no answer"), 20, .providerError),
    ])
    func `a job's end is the verdict`(_ outcome: JobOutcome, _ now: Double, _ verdict: CheckVerdict) async throws {
        struct Runner: JobRunner {
            let outcome: JobOutcome
            func outcome(of name: String, spec: Value, namespace: String, environment: String) async -> JobOutcome {
                let argument = spec[path: "template", "spec"]?["containers"]?.array?.first?["args"]?.array?.first
                return argument == "--revision=b" && name.hasPrefix("lockstep-fraud-smoke-") && namespace == "models"
                    ? outcome : .unknown("wrong job")
            }
        }
        let check = try check(
            """
            name: smoke
            job:
              spec: { template: { spec: { containers: [{ name: smoke, image: i, args: ["--revision={{canary}}"] }] } } }
            """)
        let measurer = CheckMeasurer(
            check, falseAlarm: 0.01, interval: .seconds(1), sources: MetricsSources(client: HTTPClient()),
            edges: CheckEdges(jobs: Runner(outcome: outcome)))
        var state = CheckState()
        let judgement = await measurer.look(at: subject, step: 1, since: 0, now: now, state: &state)
        #expect(judgement.verdict == verdict, "\(judgement.reason)")
    }

    @Test func `checks that count share the chance of a false alarm`() throws {
        let checks = try [availability, availability, "name: m\nthreshold: { query: a, below: 1 }"].map(check)
        let all = try CheckMeasurer.all(
            checks, falseAlarm: 0.01, interval: .seconds(10), sources: MetricsSources(client: HTTPClient()))
        #expect(all.map(\.falseAlarm) == [0.005, 0.005, 0])
    }

    @Test(arguments: ["{}", #"{"canary":"a","step":-1}"#, #"{"canary":"a","step":1,"stepBegan":0,"failuresInRow":0}"#])
    func `a state that is none is an error`(_ text: String) throws {
        let value = try JSON.parse(text)
        #expect(throws: MeasurementError.self) { try CheckState(restoring: value) }
    }
}

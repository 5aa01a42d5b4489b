import Judging
import Manifests
import Transport

extension CheckMeasurer {
    func look(
        _ web: WebMetric, at subject: Subject, now: Double, _ state: inout CheckState
    ) async throws(MeasurementError) -> Judgement {
        switch web.reading {
        case .value(let path, let bounds):
            let (url, answer) = try await ask(web, subject, revision: subject.canary, interval: interval)
            let value = try Self.number(path, in: answer, of: url)
            return bounded(value, bounds, query: path.text, source: url, &state)
        case .counts(let good, let total, _):
            guard let (start, end) = window(now, state) else { return early(state) }
            let judge = try judge(state)
            var memory = state.memory
            var counts: [Outcomes] = []
            var queries: [Tick.AskedQuery] = []
            for (side, revision) in sides(web, subject) {
                let (url, answer) = try await ask(web, subject, revision: revision, interval: end - start)
                var pair = (good: try Self.number(good, in: answer, of: url), total: 0.0)
                pair.total = try Self.number(total, in: answer, of: url)
                if !web.isWindow {
                    pair = try Self.increase(pair, side: side, at: end, since: start, &memory)
                }
                counts.append(try Outcomes.counted(good: pair.good, total: pair.total, query: url))
                queries.append(Tick.AskedQuery(text: url, value: pair.total))
            }
            guard let canary = counts.first else { return early(state) }
            state.memory = memory
            let tick = Tick(
                canary: canary, stable: counts.dropFirst().first, start: start, end: end, source: "web",
                queries: queries)
            return judged(tick, judge, &state)
        }
    }

    private func sides(_ web: WebMetric, _ subject: Subject) -> [(side: String, revision: String)] {
        let canary = ("canary", subject.canary)
        guard web.isPerRevision, let stable = subject.stable else { return [canary] }
        return [canary, ("stable", stable)]
    }

    private func ask(
        _ web: WebMetric, _ subject: Subject, revision: String, interval: Double
    ) async throws(MeasurementError) -> (url: String, answer: Value) {
        let values = subject.values(revision: revision, interval: interval)
        let url = try web.url.filled(values, escape: \.percentEncoded)
        let body = try web.body.map { body throws(MeasurementError) in
            Array(try body.filled(values, escape: QueryTemplate.quoted).utf8)
        }
        var endpoint = MetricsEndpoint(address: "")
        endpoint.address = url
        endpoint.headers = web.headers
        endpoint.timeout = web.timeout
        let response = try await endpoint.send(HTTPMethod(web.method), "", body: body, over: sources.client)
        guard (200..<300).contains(response.status) else {
            throw .refused(source: url, status: response.status, message: response.excerpt)
        }
        do throws(JSONError) {
            return (url, try JSON.parse(response.body))
        } catch {
            throw .malformed(source: url, expected: "JSON", found: "\(error)")
        }
    }

    private static func number(
        _ path: JSONPath, in answer: Value, of url: String
    ) throws(MeasurementError) -> Double {
        guard let value = answer[steps: path.steps], !value.isNull else { throw .nothing(query: path.text) }
        guard let number = value.asDouble ?? value.string.flatMap(MetricNumber.read) else {
            throw .malformed(source: url, expected: "a number at '\(path.text)'", found: value.kindInWords)
        }
        guard number.isFinite else { throw .notANumber(query: path.text, found: "\(number)") }
        return number
    }

    /// What two counters have risen by since the look before.
    private static func increase(
        _ pair: (good: Double, total: Double), side: String, at end: Double, since start: Double,
        _ memory: inout CounterMemory
    ) throws(MeasurementError) -> (good: Double, total: Double) {
        guard let good = Series(name: "\(side).good", labels: []), let total = Series(name: "\(side).total", labels: [])
        else { return (0, 0) }
        let isFirst = memory[good] == nil
        let rises = try memory.increases(
            in: [good: [Sample(time: end, value: pair.good)], total: [Sample(time: end, value: pair.total)]],
            since: start, remembers: false)
        return isFirst ? (0, 0) : (rises[good] ?? 0, rises[total] ?? 0)
    }
}

extension CounterMemory {
    fileprivate subscript(series: Series) -> Sample? { last[series] }
}

import Testing

@testable import Measurement

@Suite struct ExpositionTests {
    private func parse(
        _ text: String, openMetrics: Bool = false, names: Set<String> = ["a_total", "h_bucket"]
    ) throws -> [String: Double] {
        let exposition = try Exposition(parsing: Array(text.utf8), isOpenMetrics: openMetrics, names: names)
        return Dictionary(exposition.samples.map { ("\($0.series)", $0.value) }) { $1 }
    }

    @Test func `Prometheus' text is read with its escapes, times and blanks`() throws {
        let text = """
            # HELP a_total Requests.\r
            # TYPE a_total counter
            a_total 3
            a_total{ path = "C:\\\\x \\"y\\"\\nz" , code="200", } 1.5e3 1700000000000
            a_total{code="é}"}	+Inf
            other{broken

            h_bucket{le="+Inf"} NaN
            """
        let found = try parse(text)
        #expect(found["a_total"] == 3)
        #expect(found[#"a_total{code="200",path="C:\\x \"y\"\nz"}"#] == 1500)
        #expect(found[#"a_total{code="é}"}"#] == .infinity)
        #expect(found[#"h_bucket{le="+Inf"}"#]?.isNaN == true)
        #expect(found.count == 4)
    }

    @Test func `OpenMetrics is read without its exemplars, and must come to its end`() throws {
        let text = """
            # TYPE a counter
            a_total{code="200"} 17 1700000000.5 # {trace_id="b"} 0.5 1700000000
            # TYPE h histogram
            h_bucket{le="1"} 4 # {trace_id="c # d"} 0.7

            """
        let exposition = try Exposition(
            parsing: Array((text + "# EOF\n").utf8), isOpenMetrics: true, names: ["a_total", "h_bucket"])
        #expect(exposition.samples.map(\.value) == [17, 4])
        #expect(exposition.samples.first?.time == 1_700_000_000.5)
        #expect(exposition.type(of: "a_total") == "counter")
        #expect(exposition.type(of: "h_bucket") == "histogram")
        let fault = #expect(throws: Exposition.Fault.self) { try parse(text, openMetrics: true) }
        #expect(fault?.expected == "'# EOF' at the end")
    }

    @Test(arguments: [
        "a_total", "a_total x", "a_total{", "a_total{b} 1", "a_total{b=1} 1", "a_total{b=\"c} 1", "a_total 1 2 3",
        "a_total{b=\"1\",b=\"2\"} 1", "a_total 0x10",
    ])
    func `a broken line of a wanted metric is an error with its line`(_ line: String) {
        let fault = #expect(throws: Exposition.Fault.self) { try parse("# c\n\(line)\n") }
        #expect(fault?.line == 2)
    }

    @Test func `no byte string ends the process`() {
        var random = SeededBytes(state: 7)
        let seeds = [
            "a_total{b=\"c\"} 1 # {x=\"y\"} 2\n", "# TYPE a_total counter\na_total 1\n", "h_bucket{le=\"1\"} 2\n",
        ]
        for round in 0..<3_000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0..<4 {
                let index = Int(random.next() % UInt64(bytes.count))
                bytes[index] = UInt8(truncatingIfNeeded: random.next())
            }
            _ = try? Exposition(parsing: bytes, isOpenMetrics: round % 2 == 0, names: ["a_total", "h_bucket"])
        }
    }
}

private struct SeededBytes {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}

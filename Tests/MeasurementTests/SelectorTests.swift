import Testing

@testable import Measurement

@Suite struct SelectorTests {
    @Test func `a selector selects by name and by every matcher, absent labels being empty`() throws {
        let selector = try #require(Selector(parsing: #"requests_total{code!~"5..", pod='a', zone=""}"#))
        let selects = selector.predicate
        func series(_ name: String, _ labels: [String: String]) throws -> Series {
            try #require(Series(name: name, labels: labels.map { Series.Label($0.key, $0.value) }))
        }
        #expect(selects(try series("requests_total", ["code": "200", "pod": "a"])))
        #expect(selects(try series("requests_total", ["code": "5xx0", "pod": "a"])))
        #expect(!selects(try series("requests_total", ["code": "503", "pod": "a"])))
        #expect(!selects(try series("requests_total", ["code": "200"])))
        #expect(!selects(try series("requests_total", ["code": "200", "pod": "a", "zone": "b"])))
        #expect(!selects(try series("requests", ["code": "200", "pod": "a"])))
    }

    @Test(arguments: [
        "sum(a)", "a[5m]", "a + b", "a{b}", "a{b=\"c\"", "{a=\"b\"}", "", "1a", "a{b=~\"(\"}", "a offset 5m", "a{b=c}",
    ])
    func `what is no plain selector is none`(_ text: String) {
        #expect(Selector(parsing: text) == nil)
    }

    @Test func `a selector is written as Prometheus reads it`() throws {
        let selector = try #require(Selector(parsing: #"a { b = "c\"\\d" , }"#))
        #expect("\(selector)" == #"a{b="c\"\\d"}"#)
        #expect(Selector(parsing: "\(selector)") == selector)
        #expect("\(selector.named("a_bucket"))" == #"a_bucket{b="c\"\\d"}"#)
    }
}

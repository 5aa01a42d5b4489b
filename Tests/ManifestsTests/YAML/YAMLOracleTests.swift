import Foundation
import Manifests
import Testing

@Suite(.enabled(if: KubectlOracle.isAvailable, "kubectl is missing: run scripts/setup-tests.sh"))
struct YAMLOracleTests {
    static let scalars = [
        "yes", "No", "on", "OFF", "y", "n", "Y", "true", "True", "tRue", "~", "null", "Null", "nULL", "", "\"\"", "''",
        "0777", "0o777", "0o8", "0O17", "08", "0_8", "09.5", "0x1F", "-0x1F", "0x", "0x_1F", "0X1f", "0b11", "+0b11",
        "-0b11",
        "0b12", "0b-11", "0b+11", "0b", "1_000", "1__0", "_1", "1_", "+12", "-12", "--1", "+", "1:30", "190:20:30",
        "1e3", "1e", "1E5", "1.", ".5", ".5e1", ".", "..", "-.5", "+.5", ".1_5", ".5_", "._5", "1_0.5", "1e3_0",
        "1.5e-7",
        "1e21", "1e20", "1e400", "-1e400", "1e-400", "1.0", "-0", "-0.0", "0.1", "100000000000000000000.0",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616", "12345678901234567890123456789", "0xfffffffffffffffffffff",
        "012345678901234567890123", "9.223372036854775807e18", "99999e999", "123456789012345678", "1234567890123456789",
        "2001-01-01", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10", "12:30:45",
        "'yes'", "\"1\"", "'it''s'", "\"a\\tb\\u00e9\\x41\\n\"", "é", "e\u{301}", "😀", "a: b", "<<", "=",
        "!!str 1", "!!str yes", "!!str", "!!int \"5\"", "!!int 0x10", "!!float 1", "!!float \"1.5\"", "!!float 0x10",
        "!!bool \"yes\"", "!!null \"\"", "!!null ~", "!!binary aGVsbG8=", "!!timestamp 2001-01-01", "!foo bar", "! 12",
        "!foo 12",
        "!!set {a, b}", "!!map {a: 1}", "!!seq [1]", "!!omap [a: 1]", "!<tag:yaml.org,2002:merge> <<", "!!merge x",
        "[1, 2,]", "{}", "[]", "{a, b: }", "[a: 1, b]", "{a: [b, {c: d}]}", "\"\\0\"", "{\"a\":1}",
        "[{\"a\": 1}, \"b\"]",
        "1e3s", "1Gi", "100m", "v1.2", "1.2.3", "10.0.0.1", "::1", "a#b", "a #b", "http://x:80/y", "-", "- a", "?a",
        "%a", "@a",
        "|\n  a\n  b\n", "|-\n  a\n\n  b\n\n", "|+\n  a\n\n", ">\n  a\n  b\n\n  c\n", ">-\n  a\n    b\n  c",
        "|2\n    a\n  b",
        "\"a\n  b\n\n  c\"", "a\n  b\n  c", "'a\n\n  b'", "|\n   indented\n  less", "|\n\n  a",
    ]

    @Test(arguments: scalars)
    func `a value is what kubectl makes of it, or both refuse it`(text: String) throws {
        let space = text.isEmpty ? "" : " "
        let ours = KubectlOracle.ours(space + text)
        switch try KubectlOracle.values([space + text]) {
        case .success(let theirs):
            #expect(ours.value == theirs.first, "\(ours.diagnostics)")
        case .failure(let refusal):
            #expect(ours.value == nil && !ours.diagnostics.isEmpty, "kubectl: \(refusal.words)")
        }
    }

    static let refused = [
        "[.nan]", ".inf", "-.INF", "{~: 1}", "{[a]: 1}", "{{a: b}: 1}", "!!int 1.5", "!!int abc", "*x", "&x [*x]",
        "&a {b: 1, c: *a}", "!!float 18446744073709551615", "!!float abc", "!!timestamp abc", "\"\\ud800\"",
        "!!binary \"!!\"", "{<<: 1}", "{<<: [1]}", "{<<: ~}", "{<<: [[{a: 1}]]}", "!!bool 1",
        "{18446744073709551615: a}",
        "!!float 1e400", "[a", "{a: b", "\"abc", "a: b: c", "%", "@", "`", "[a]]", "\"\\q\"", "!!null 1", "!!int \"\"",
        "{a: b}}", "|x\n  a", "&", "*", "!x!y z", "- [", "}",
    ]

    @Test(arguments: refused)
    func `what kubectl refuses is refused with a position`(text: String) throws {
        let theirs = try KubectlOracle.values([" " + text])
        guard case .failure = theirs else {
            Issue.record("kubectl takes it as \(theirs)")
            return
        }
        let ours = KubectlOracle.ours(" " + text)
        #expect(ours.value == nil)
        #expect(ours.diagnostics.first?.location != nil)
    }

    @Test func `keys are what kubectl makes of them`() throws {
        let keys = [
            "0777", "1e3", "1234567.5", "0.1", "0.00001", "16777217.0", "1e30", "2001-01-01", "0x10", ".5", "-0.0",
            "1e100",
            "123456.7", "yes", "n", "on", "1", "-1", "!!str 5", "\"yes2\"", "!!binary aGk=", ".inf", ".nan", "-.inf",
            "1e6", "1e5",
            "12e5", "0.0001234567", "3.0", "é", "a b", "=", "!!int \"7\"", "\"<<\"",
        ]
        let text = keys.map { " {\($0): v}" }
        let theirs = try KubectlOracle.values(text).get()
        for (key, value) in zip(text, theirs) { #expect(KubectlOracle.ours(key).value == value, "\(key)") }
    }

    @Test func `merge keys, anchors and nesting are what kubectl makes of them`() throws {
        let texts = [
            " {a: 1, <<: {a: 2}}", " {<<: {a: 2}, a: 1}", " {<<: [{a: 1}, {a: 2, b: 3}]}",
            " {<<: {a: 2}, <<: {a: 3, c: 1}}",
            " {\"<<\": 1}", " {!!str <<: 1}", " {<<: {}}", " {<<: []}",
            " [&a {x: 1}, {<<: *a, y: 2}, {<<: [*a, {x: 3}]}]",
            " [&a 1, *a, &a 2, *a]", " {&k a: 1, b: *k}", " {a: &x [1, 2], b: *x}", " [&a yes, *a, &b 'yes', *b]",
            " {&k yes: 1, b: *k}", "\n- a\n-\n- - b\n  - c\n- d: 1\n  e:\n  - f\n", "\n  ? a\n  : b\n  c:\n    d\n",
            "\n  a:\n  # comment\n  - 1 # two\n  -   2\n", " {? a : b, ? c, d}", " [a, [b, c], {d}]",
            "\n  {a: 1,\n b: 2}",
            "\n  &a b: c\n  *a : d\n", "\n  *x : 1\n", "\r\n  a: 1\r\n  b: |\r\n    x\r\n    y\r\n",
        ].filter { $0 != "\n  *x : 1\n" && !$0.contains("*a : d") }
        let theirs = try KubectlOracle.values(texts).get()
        #expect(theirs.count == texts.count)
        for (text, value) in zip(texts, theirs) {
            let ours = KubectlOracle.ours(text)
            #expect(ours.value == value, "\(text) \(ours.diagnostics)")
        }
    }

    @Test func `random values written by us read the same in kubectl`() throws {
        var generator = SeededGenerator(seed: 7)
        let values = (0..<400).map { _ in Value.random(depth: 4, using: &generator).withoutIntegralDoubles }
        let texts = values.map { value in
            let text = YAML.write(["value": value])
            return String(text.dropFirst("value:".count))
        }
        let theirs = try KubectlOracle.values(texts).get()
        #expect(theirs.count == values.count)
        for (value, their) in zip(values, theirs) { #expect(their == value, "\(YAML.write(value))") }
    }
}

extension Value {
    /// Kubernetes' YAML has no double without a fraction.
    var withoutIntegralDoubles: Value {
        switch self {
        case .double(let double): Int64(exactly: double).map { .integer($0) } ?? self
        case .array(let elements): .array(elements.map(\.withoutIntegralDoubles))
        case .object(let object):
            .object(Object(object.map { Object.Member(key: $0.key, value: $0.value.withoutIntegralDoubles) }))
        default: self
        }
    }
}

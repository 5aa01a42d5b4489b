import Testing

@testable import CEL

/// Values that there are none of.
@Suite struct FaultTests {
    @Test(arguments: [
        ("1 / 0 == 1", "division by zero"), ("1 % 0 == 1", "modulus by zero"), ("1u / 0u == 1u", "division by zero"),
        ("9223372036854775807 + 1 == 0", "integer overflow"), ("-9223372036854775808 - 1 == 0", "integer overflow"),
        ("9223372036854775807 * 2 == 0", "integer overflow"), ("-9223372036854775808 / -1 == 0", "integer overflow"),
        ("-9223372036854775808 % -1 == 0", "integer overflow"), ("-(-9223372036854775808) == 0", "integer overflow"),
        ("0u - 1u == 0u", "unsigned integer overflow"), ("int(9223372036854775808.0) == 0", "integer overflow"),
        ("uint(-1) == 0u", "unsigned integer overflow"), ("int(double('nan')) == 0", "integer overflow"),
        ("int('x') == 0", #"strconv.ParseInt: parsing "x": invalid syntax"#),
        ("string(b'\\xff') == ''", "invalid UTF-8 in bytes, cannot convert to string"),
        ("timestamp('9999-12-31T23:59:59Z') + duration('1s') == timestamp(0)", "timestamp overflow"),
        ("[1][5] == 1", "index out of bounds: 5"), ("[1][-1] == 1", "index out of bounds: -1"),
        ("{'a': 1}['b'] == 1", "no such key: b"), ("{'a': 1}.b == 1", "no such key: b"),
        ("dyn('a') + dyn(1) == 1", "no such overload"), ("dyn(1).a == 1", "no such overload"),
        ("dyn('x') && true", "no such overload"), ("{'a': 1, 'a': 2} == {}", "Failed with repeated key"),
        ("'hello'.charAt(-1) == ''", "index out of range: -1"),
        ("'hello'.substring(3, 2) == ''", "invalid substring range. start: 3, end: 2"),
        ("'hello'.indexOf('l', 9) == 1", "index out of range: 9"), ("[].min() == 1", "min called on empty list"),
        ("optional.none().value() == 1", "optional.none() dereference"),
        (
            "'%d'.format(['a']) == ''",
            "error during formatting: decimal clause can only be used on integers, was given string"
        ),
        ("'%s'.format([]) == ''", "index 0 out of range"),
        ("timestamp(0).getHours('Nowhere') == 0", "unknown time zone Nowhere"),
        ("'a'.find('(') == ''", "error parsing regexp: missing closing ): `(`"),
        ("[0, 1].all(x, 1 / x == 1)", "division by zero"), ("1 / 0 == 1 || false", "division by zero"),
        ("[1, 2].map(x, x / 0) == []", "division by zero"),
    ])
    func `what has no value says why`(expression: String, fault: String) throws {
        #expect(try Evaluated(expression).fault == fault)
    }

    @Test(arguments: [
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(a, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(b, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(c, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(d, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(e, 1))))).size() > 0",
        #"[[0].map(a, '0123456789').map(a, [a + a + a + a + a + a + a + a + a + a]).map(b, b[0] + b[0] + b[0] + b[0]).map(c, c.replace('0', c)).map(d, d.replace('1', d)).map(e, e.replace('2', e)).map(f, f.replace('3', f))].size() > 0"#,
        "[[1, 2, 3, 4, 5, 6, 7, 8]].map(a, a + a + a + a + a + a + a + a).map(a, a + a + a + a + a + a + a + a).map(a, a + a + a + a + a + a + a + a).map(a, a + a + a + a + a + a + a + a).map(a, a + a + a + a + a + a + a + a).map(a, a + a + a + a + a + a + a + a).size() > 0",
    ])
    func `what would take too long or too much is ended`(expression: String) throws {
        #expect(try Evaluated(expression).result.failure == .costExceeded)
    }

    @Test func `text that nests too deeply is refused and not followed`() {
        for (open, close) in [("(", ")"), ("[", "]"), ("!", ""), ("{1: ", "}"), ("size(", ")"), ("true ? true : ", "")]
        {
            let text = String(repeating: open, count: 5_000) + "true" + String(repeating: close, count: 5_000)
            if open == "!" { continue }
            #expect(Evaluated.refusal(text)?.contains("expression recursion limit exceeded: 250") ?? false)
        }
        #expect(Evaluated.refusal("1" + String(repeating: " + 1", count: 5_000)) != nil)
        #expect(Evaluated.refusal("true" + String(repeating: " && true", count: 5_000)) == nil)
        #expect(Evaluated.refusal(String(repeating: "!", count: 5_000) + "true") == nil)
        #expect(
            Evaluated.refusal(String(repeating: " ", count: 100_001))?.contains(
                "expression code point size exceeds limit: size: 100001, limit: 100000") ?? false)
    }
}

extension Result {
    fileprivate var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}

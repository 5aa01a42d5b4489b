import Testing

@testable import EmbeddedCluster

@Suite struct LabelSelectorTests {
    @Test(
        arguments: [
            ("", []), ("a", [.exists("a")]), ("!a", [.isAbsent("a")]), ("a=b", [.isIn("a", ["b"])]),
            ("a == b , c!=d", [.isIn("a", ["b"]), .isNotIn("c", ["d"])]), ("a=", [.isIn("a", [""])]),
            ("a in (b, c)", [.isIn("a", ["b", "c"])]), ("a notin(b)", [.isNotIn("a", ["b"])]),
            ("in in (in)", [.isIn("in", ["in"])]), ("a>5,b<3", [.isGreater("a", than: 5), .isLess("b", than: 3)]),
            ("a in (,)", [.isIn("a", [""])]), ("a in ()", [.isIn("a", [""])]),
            ("example.com/a=b", [.isIn("example.com/a", ["b"])]),
        ] as [(String, [LabelRequirement])])
    func `a selector is read`(text: String, requirements: [LabelRequirement]) throws {
        #expect(try LabelSelectorParser.parse(text) == requirements)
    }

    @Test(arguments: [
        ("==", "found '==', expected: !, identifier, or 'end of string'"),
        ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("a,", "found '', expected: identifier after ','"),
        ("a in b", "unable to parse requirement: found 'b' expected: '('"),
        ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
        ("a=b c", "found 'c', expected: ',' or 'end of string'"),
        (
            "a>b",
            "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer"
        ),
        ("!", "unable to parse requirement: found '', expected: identifier"),
    ])
    func `what is no selector is refused in the server's words`(text: String, words: String) {
        let error = #expect(throws: APIError.self) { try LabelSelectorParser.parse(text) }
        #expect(error?.code == 400)
        #expect(error?.message == words)
    }

    @Test(arguments: [
        "a/b/c=d", "-a", "a=-b", "a=b_", "/a", "A/a", "a in (b c)", "\(String(repeating: "a", count: 64))",
    ])
    func `keys and values that no label can have are refused`(text: String) {
        #expect(throws: APIError.self) { try LabelSelectorParser.parse(text) }
    }
}

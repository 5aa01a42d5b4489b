import Testing

@testable import CEL

/// What is refused before anything is evaluated, in the server's words.
@Suite struct CheckingTests {
    private static let object = ValueType.object(
        ObjectType(name: "selfType", fields: ["name": .string, "ports": .list(.int), "any": .dynamic]))

    @Test(arguments: [
        ("x", 1, "undeclared reference to 'x' (in container '')"),
        ("self.nam", 5, "undefined field 'nam'"),
        ("self.name.first", 10, "type 'string' does not support field selection"),
        ("self.name + 1", 11, "found no matching overload for '_+_' applied to '(string, int)'"),
        ("1 == 1.0", 3, "found no matching overload for '_==_' applied to '(int, double)'"),
        ("self.name.size(1)", 15, "found no matching overload for 'size' applied to 'string.(int)'"),
        ("size(1)", 5, "found no matching overload for 'size' applied to '(int)'"),
        ("self == self.name", 6, "found no matching overload for '_==_' applied to '(selfType, string)'"),
        ("self.ports.all(p, p)", 15, "found no matching overload for '_&&_' applied to '(bool, int)'"),
        (
            "self.all(p, true)", 1,
            "expression of type 'selfType' cannot be range of a comprehension (must be list, map, or dynamic)"
        ),
        ("true ? 1 : 'a'", 6, "found no matching overload for '_?_:_' applied to '(bool, int, string)'"),
        ("[1, 'a']", 5, "expected type 'int' but found 'string'"),
        ("{'a': 1, 'b': 'c'}", 15, "expected type 'int' but found 'string'"),
        ("self.name.foo()", 14, "undeclared reference to 'foo' (in container '')"),
        ("Thing{a: 1}", 6, "undeclared reference to 'Thing' (in container '')"),
        ("duration('1 day')", 10, "invalid duration argument"),
        ("timestamp('today')", 11, "invalid timestamp argument"),
        ("self.name.matches('(')", 19, "invalid matches argument"),
        (
            "optional.of(1).orValue('a')", 23,
            "found no matching overload for 'orValue' applied to 'optional_type(int).(string)'"
        ),
    ])
    func `what no value could satisfy is refused at its place`(text: String, column: Int, message: String) throws {
        let refusal = try #require(Evaluated.refusal(text, self: Self.object))
        #expect(refusal.split(separator: "\n").first.map(String.init) == "ERROR: <input>:1:\(column): \(message)")
    }

    @Test(arguments: [
        "self.any == 1 || self.any == 'a'", "self.any.x.y[0] > 1", "self.any.all(x, x)", "dyn(1) + dyn('a') == 2",
        "type(self.any) == int ? self.any < 5 : self.any.contains('x')", "[dyn(1), dyn('a')].size() == 2",
        "self == self", "self.ports + [] == []", "'%s %d'.format(['a', 1]) == ''", "{}.a == 1", "[[], [1]] == []",
        "optional.none().orValue(1) == 1",
    ])
    func `what may be satisfied is kept`(text: String) {
        #expect(Evaluated.refusal(text, self: Self.object) == nil)
    }

    @Test(arguments: [
        ("a b", 3, "Syntax error: extraneous input 'b' expecting <EOF>"),
        ("(1", 3, "Syntax error: missing ')' at '<EOF>'"),
        ("'abc", 1, "Syntax error: token recognition error at: ''abc'"),
        ("'\\q'", 1, "Syntax error: token recognition error at: ''\\q''"),
        ("1 # 2", 3, "Syntax error: token recognition error at: '#'"),
        ("while", 1, "reserved identifier: while"),
        ("has(1)", 5, "invalid argument to has() macro"),
        ("[1].all(1, true)", 9, "argument must be a simple name"),
        ("99999999999999999999", 1, "invalid int literal"),
        ("-9223372036854775809", 1, "invalid int literal"),
        ("99999999999999999999u", 1, "invalid uint literal"),
    ])
    func `what is no expression is refused at its place`(text: String, column: Int, message: String) throws {
        let refusal = try #require(Evaluated.refusal(text))
        #expect(refusal.split(separator: "\n").first.map(String.init) == "ERROR: <input>:1:\(column): \(message)")
    }

    @Test func `every fault is shown, in order, under its line`() {
        #expect(
            Evaluated.refusal("a ==\n\t'é' + b")
                == """
                ERROR: <input>:1:1: undeclared reference to 'a' (in container '')
                 | a ==
                 | ^
                ERROR: <input>:2:8: undeclared reference to 'b' (in container '')
                 |  'é' + b
                 | ..．....^
                """)
    }

    @Test func `names are looked for in what stands around them first`() throws {
        #expect(try Evaluated("[1, 2].all(int, int > 0)").isTrue)
        #expect(try Evaluated("[{'of': 1}].all(optional, optional.of == 1)").isTrue)
        #expect(Evaluated.refusal("[1].all(x, true) && x") != nil)
    }
}

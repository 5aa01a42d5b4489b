import Foundation
import Manifests
import Testing

@Suite struct JSONTests {
    @Test(
        arguments: [
            ("null", Value.null), ("true", true), (" false ", false), ("0", 0), ("-0", 0), ("-1", -1),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1.5", 1.5), ("1e3", .double(1000)),
            ("1E-2", .double(0.01)), ("\"\"", ""), (#""a\n\"\\\/\b\f\r\t""#, "a\n\"\\/\u{8}\u{c}\r\t"),
            (#""\u00e9\ud83d\ude00""#, "é😀"), ("[]", []), ("[1,[2]]", [1, [2]]), ("{}", [:]),
            (#"{"b":1,"a":{"c":null}}"#, ["a": ["c": .null], "b": 1]),
        ] as [(String, Value)])
    func `text is read as the value it stands for`(text: String, value: Value) throws {
        #expect(try JSON.parse(text) == value)
    }

    @Test func `where keys stand twice is told, and the last ones count`() throws {
        let text = #"{"a":1,"b":{"c":1,"c":[{"d":1},{"e":{"f":1,"f":2,"g":1,"f":3}}]},"a":2}"#
        let (value, repeated) = try JSON.parseRepeating(Array(text.utf8))
        #expect(value == ["a": 2, "b": ["c": [["d": 1], ["e": ["f": 3, "g": 1]]]]])
        #expect(repeated == ["b.c[1].e.f", "b.c[1].e.f", "b.c", "a"])
        #expect(try JSON.parseRepeating(Array(#"{"a":[1],"b":{}}"#.utf8)).repeated == [])
    }

    @Test(arguments: [
        ("", "expected a value, found the end of the text"),
        ("nul", "expected 'null', found 'n'"),
        ("[1,]", "expected a value, found ']'"),
        ("[1 2]", "expected ',' or ']', found '2'"),
        ("{\"a\" 1}", "expected ':' after a key, found '1'"),
        ("{a:1}", "expected a key in double quotes, found 'a'"),
        ("{\"a\":1,\"a\":2}", "duplicate key 'a'"),
        ("{\"a\":1,\"b\":2,\"a\":2}", "duplicate key 'a'"),
        ("01", "expected no leading zero in a number"),
        ("-", "expected a digit, found the end of the text"),
        ("1.", "expected a digit, found the end of the text"),
        ("1e", "expected a digit, found the end of the text"),
        ("1e999", "expected a number within the range of a 64-bit float"),
        ("\"a", "expected the end of the string, found the end of the text"),
        ("\"\\x\"", "expected an escape such as \\n or \\u0041, found '\\'"),
        ("\"\\ud800\"", "expected a surrogate pair"),
        ("\"\\ud800\\u0041\"", "expected the second half of a surrogate pair"),
        ("\"\u{1}\"", "expected control character 1 to be escaped in a string"),
        ("1 2", "expected the end of the text, found '2'"),
        ("+1", "expected a value, found '+'"),
    ])
    func `what is no JSON is refused with what was expected`(text: String, message: String) {
        let error = #expect(throws: JSONError.self) { try JSON.parse(text) }
        #expect(error?.message == message)
    }

    @Test func `an error names line and column`() {
        let error = #expect(throws: JSONError.self) { try JSON.parse("{\n  \"a\": [1,\n  x]}") }
        #expect(error?.description == "3:3: expected a value, found 'x'")
        #expect(error?.offset == 15)
    }

    @Test(
        arguments: [
            [0x22, 0xC3, 0x28, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xFF, 0x22], [0xEF, 0xBB, 0xBF, 0x31],
        ] as [[UInt8]])
    func `text that is no UTF-8 is refused`(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON.parse(bytes) }
    }

    @Test func `records of fields that repeat are read as what they are, whatever comes between them`() throws {
        let records = ["{}", #"{"f:spec":{}}"#, "null", "1"] + (0..<11).map { #"{"f:spec":{"f:part-\#($0)":{}}}"# }
        let order = (0..<400).map { records[($0 * 7 + $0 / 5) % records.count] }
        let whole = try JSON.parse("[" + order.map { #"{"fieldsV1": \#($0)}"# }.joined(separator: ",") + "]")
        #expect(try whole == .array(order.map { ["fieldsV1": try JSON.parse($0)] }))
    }

    @Test func `a record that repeats too deep is refused, as the first one would be`() throws {
        let record = #"{"fieldsV1":{"a":{"b":{}}}}"#
        let limits = JSON.Limits(bytes: 1000, depth: 5)
        #expect(throws: Never.self) { try JSON.parse(Array("[\(record),\(record)]".utf8), limits: limits) }
        #expect(throws: JSONError.self) { try JSON.parse(Array("[\(record),[[\(record)]]]".utf8), limits: limits) }
    }

    @Test func `a record that ends with the text is no more than that`() {
        let error = #expect(throws: JSONError.self) {
            try JSON.parse(#"[{"fieldsV1":{"a":{}}},{"fieldsV1":{"a":{"#)
        }
        #expect(error?.message == "expected a key in double quotes, found the end of the text")
    }

    @Test func `nesting is bounded`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSON.parse(nested(128))
        #expect(throws: JSONError.self) { try JSON.parse(nested(129)) }
        #expect(throws: JSONError.self) { try JSON.parse(String(repeating: "[", count: 1_000_000)) }
    }

    @Test func `a hundred thousand keys in falling order are read in time`() throws {
        let text = "{" + (0..<100_000).reversed().map { "\"key\($0)\":\($0)" }.joined(separator: ",") + "}"
        let value = try JSON.parse(text)
        #expect(value.object?.count == 100_000)
        #expect(value["key77777"] == 77777)
    }

    @Test func `what is written is read back as the same value`() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let value = Value.random(depth: 4, using: &generator)
            #expect(try JSON.parse(JSON.write(value)) == value)
            #expect(try JSON.parse(JSON.write(value, pretty: true)) == value)
        }
    }

    @Test func `no bytes make the parser trap`() {
        var generator = SeededGenerator(seed: 11)
        let alphabet = Array("{}[]\",:\\u0123456789.eE+-truefalsn \n\u{e9}".utf8) + [0xFF, 0xC3, 0]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            if let value = try? JSON.parse(bytes) { #expect((try? JSON.parse(JSON.write(value))) == value) }
        }
    }

    @Test func `pretty text is laid out for people`() {
        let value: Value = ["b": [], "a": ["x": 1, "y": [true, .null]]]
        #expect(
            JSON.string(value, pretty: true)
                == "{\n  \"a\": {\n    \"x\": 1,\n    \"y\": [\n      true,\n      null\n    ]\n  },\n  \"b\": []\n}")
    }
}

@Suite struct CanonicalJSONTests {
    /// RFC 8785, section 3.2.2 and 3.2.3.
    @Test func `the example of the RFC comes out as printed there`() throws {
        let input = #"""
            {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
             "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}
            """#
        let expected =
            #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        #expect(String(decoding: JSON.canonical(try JSON.parse(input)), as: UTF8.self) == expected)
    }

    /// RFC 8785, section 3.2.3: keys are sorted by UTF-16 code units.
    @Test func `keys are in the order of their UTF-16 code units`() throws {
        let input =
            #"{"\u20ac":"Euro","\r":"CR","\ufb33":"Dagesh","1":"One","\ud83d\ude00":"Emoji","\u0080":"Control","\u00f6":"o"}"#
        let text = String(decoding: JSON.canonical(try JSON.parse(input)), as: UTF8.self)
        let order = ["CR", "One", "Control", "o", "Euro", "Emoji", "Dagesh"].map {
            text.range(of: $0)?.lowerBound ?? text.endIndex
        }
        #expect(order == order.sorted())
    }

    /// RFC 8785, appendix B.
    @Test(
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"), (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"), (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"), (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"), (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"), (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"), (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"), (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"), (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func `doubles are printed as ECMAScript prints them`(bits: UInt64, text: String) {
        #expect(String(decoding: JSON.canonical(.double(Double(bitPattern: bits))), as: UTF8.self) == text)
    }
}

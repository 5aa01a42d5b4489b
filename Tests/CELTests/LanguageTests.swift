import Testing

@testable import CEL

/// The language itself: literals, operators, macros.
@Suite struct LanguageTests {
    @Test(arguments: [
        #"1 + 2 * 3 == 7"#,
        #"10 - 3 - 2 == 5"#,
        #"-(-3) == 3 && --3 == 3 && -3 + 3 == 0"#,
        #"!(!true) && !!true"#,
        #"7 / 2 == 3 && -7 / 2 == -3 && -7 % 2 == -1 && 7u / 2u == 3u"#,
        #"true || false && false"#,
        #"false ? false : true ? true : false"#,
        #"1 < 2 == true"#,
        #"1 in [1, 2] == true"#,
        #"[1] + [2] == [1, 2] && 'a' + 'b' == 'ab' && b'a' + b'b' == b'ab'"#,
        #"1.5 * 2.0 == 3.0 && 1.0 / 0.0 > 1.0"#,
    ])
    func `operators have their precedence and direction`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"0x1F == 31 && -0x1 == -1 && 0xAu == 10u && 5U == 5u"#,
        #"1e3 == 1000.0 && .5 == 0.5 && 1.5e-1 == 0.15"#,
        #"'\u00e9' == 'é' && '\U0001F451' == '👑' && "\303\251" == 'Ã©' && '\x41' == 'A'"#,
        #"b'\303\251' == b'é' && b'\xff'.size() == 1 && bytes('é') == b'é'"#,
        #"r'\n' == '\\n' && R"a\"b" == 'a\\"b' && 'a\'b' == "a'b""#,
        #""""x"y""" == 'x"y' && '''a'b''' == "a'b""#,
        #"{'a': 1, 'b': 2,} == {'b': 2, 'a': 1} && [1, 2,] == [1, 2]"#,
        #"-9223372036854775808 < 9223372036854775807 && 18446744073709551615u > 0u"#,
        #"true // what follows is a comment"#,
        #"null == null"#,
    ])
    func `literals are read as they are written`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"dyn(1) == dyn(1.0) && dyn(1u) == dyn(1) && dyn(1) != dyn(1.5)"#,
        #"1 < 1.5 && 2u > 1 && 1.0 <= 1 && -1 < 1u"#,
        #"dyn(9223372036854775807) < 9223372036854775808.0"#,
        #"dyn('1') != dyn(1) && dyn([1]) != dyn('a') && dyn(null) != dyn(0)"#,
        #"'a' < 'b' && 'Z' < 'a' && b'a' < b'b' && false < true"#,
        #"{'a': [{'b': 2}]} == {'a': [{'b': 2}]} && {'a': [1]} != {'a': [2]}"#,
        #"[1, 2] != [2, 1]"#,
        #"'é' != 'e\u0301'"#,
    ])
    func `equality and order look at values, not at types of numbers`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"true || 1 / 0 == 1"#,
        #"1 / 0 == 1 || true"#,
        #"!(false && 1 / 0 == 1)"#,
        #"!(1 / 0 == 1 && false)"#,
        #"[1, 0].exists(x, 1 / x == 1) && [0, 1].exists(x, 1 / x == 1)"#,
        #"!([0, 1].all(x, 1 / x == 0))"#,
        #"true ? true : 1 / 0 == 1"#,
    ])
    func `what is decided on one side takes no harm from the other`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"[1, 2, 3].all(x, x > 0) && ![1, 2].all(x, x > 1) && [].all(x, x)"#,
        #"[1, 2, 3].exists(x, x == 2) && ![].exists(x, x)"#,
        #"[1, 2, 3].exists_one(x, x > 2) && ![1, 2, 3].exists_one(x, x > 1) && [1].existsOne(x, x == 1)"#,
        #"[1, 2, 3].map(x, x * 2) == [2, 4, 6] && [1, 2, 3].map(x, x > 1, x * 2) == [4, 6]"#,
        #"[1, 2, 3].filter(x, x > 1) == [2, 3]"#,
        #"{'a': 1, 'b': 2}.all(k, k in ['a', 'b']) && {'a': 1}.map(k, k) == ['a']"#,
        #"[[1, 2], [3]].all(x, x.all(y, y > 0 && x.size() < 3))"#,
        #"[1, 2].map(x, [3, 4].map(y, x * y)) == [[3, 4], [6, 8]]"#,
        #"has({'a': 1}.a) && !has({'a': 1}.b)"#,
    ])
    func `macros go over lists and maps`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"[1, 2, 3].all(i, v, i == v - 1)"#,
        #"[1, 2].exists(i, v, i == 1 && v == 2) && [7].existsOne(i, v, v == 7) && [7].exists_one(i, v, i == 0)"#,
        #"{'a': 1}.all(k, v, k == 'a' && v == 1)"#,
        #"[1, 2, 3].transformList(i, v, i * v) == [0, 2, 6] && [1, 2, 3].transformList(i, v, v > 1, v) == [2, 3]"#,
        #"{'a': 1, 'b': 2}.transformMap(k, v, v * 2) == {'a': 2, 'b': 4}"#,
        #"{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v) == {'b': 2}"#,
        #"{'a': 1}.transformMapEntry(k, v, {v: k}) == {1: 'a'}"#,
    ])
    func `macros of two variables see the place and the element, the key and the value`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"optional.of(1).orValue(2) == 1 && optional.none().orValue(2) == 2"#,
        #"optional.none().or(optional.of(3)).value() == 3 && optional.of(1).hasValue()"#,
        #"!optional.ofNonZeroValue(0).hasValue() && optional.ofNonZeroValue('a').hasValue() && !optional.ofNonZeroValue([]).hasValue()"#,
        #"{'a': 1}.?a.orValue(0) == 1 && {'a': 1}.?b.orValue(7) == 7"#,
        #"{'a': {'b': 2}}.?a.b.orValue(0) == 2 && !{'a': {'b': 2}}.?c.b.hasValue()"#,
        #"[1, 2][?5].orValue(9) == 9 && [1, 2][?0].value() == 1 && {'a': 1}[?'a'] == optional.of(1)"#,
        #"has({'a': {'b': 2}}.?a.b) && !has({'a': {'b': 2}}.?a.c)"#,
        #"optional.of(2).optMap(x, x * 3).value() == 6 && !optional.none().optMap(x, x).hasValue()"#,
        #"!optional.of(2).optFlatMap(x, optional.none()).hasValue() && optional.of(2).optFlatMap(x, optional.of(x)) == optional.of(2)"#,
        #"[?optional.of(1), ?optional.none(), 2] == [1, 2] && {?'a': optional.none(), 'b': 1} == {'b': 1}"#,
    ])
    func `optional values chain`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        #"type(1) == int && type(1u) == uint && type(1.0) == double && type('a') == string && type(b'') == bytes"#,
        #"type([]) == list && type({}) == map && type(null) == null_type && type(type(1)) == type && type(int) == type"#,
        #"type(duration('1s')) == google.protobuf.Duration && type(timestamp(0)) == google.protobuf.Timestamp"#,
        #"type(optional.none()) == optional_type"#,
    ])
    func `types are values`(expression: String) throws {
        let evaluated = try Evaluated(expression)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }
}

import Testing

@testable import Patterns

/// Regular expressions of RE2's syntax.
@Suite struct RegularExpressionTests {
    @Test(arguments: [
        ("^a+b$", "aaab", true), ("^a+b$", "aaabc", false), ("b|c", "xcx", true), ("^(a|ab)(c|bcd)$", "abcd", true),
        ("[a-c]{2,3}", "xxab", true), ("^[^a-c]+$", "xyz", true), ("\\d{4}-\\d\\d", "on 2026-01", true),
        ("(?i)hello", "HeLLo", true), ("^$", "", true), ("a{0}b", "b", true), ("\\bfoo\\b", "a foo b", true),
        ("\\bfoo\\b", "afoob", false), ("^[a-zA-Z]+.agilebank.demo$", "me.agilebank.demo", true), ("é", "café", true),
        ("x*", "", true), ("(a*)*b", "aaaac", false), ("(?i)^àé$", "ÀÉ", true), ("(?m)^b$", "a\nb", true),
        ("^b$", "a\nb", false), ("(?s)a.b", "a\nb", true), ("a.b", "a\nb", false), ("^\\Q.*\\E$", ".*", true),
        ("^\\p{Lu}\\P{Lu}$", "Ωω", true), ("^[[:alpha:]_]+$", "a_b", true), ("^[[:^digit:]]$", "1", false),
        ("\\t\\x41\\x{1F451}\\z", "\tA👑", true), ("^a{2,}$", "a", false), ("a{", "a{", true), ("^[]-]$", "-", true),
        ("^(?P<first>a)(?:b|x)c?$", "ab", true), ("(?i)[a-k]", "K", true), ("^[\\d\\s]+$", "1 2", true),
        ("^(?i:a)b$", "Ab", true), ("^(?i:a)b$", "AB", false), ("\\A\\w\\W\\z", "a-", true), ("^\\101$", "A", true),
    ])
    func `a pattern matches anywhere in the text`(pattern: String, text: String, expected: Bool) throws {
        #expect(try RegularExpression(pattern).matches(text) == expected)
    }

    @Test(arguments: [
        ("a.*?X", "aXbX", "aX"), ("a.*X", "aXbX", "aXbX"), ("ab|abcd", "abcd", "ab"), ("a|b", "cba", "b"),
        ("a+?", "xaab", "a"), ("(?:a|ab)*b", "aab", "aab"), ("a{2,}?", "aaa", "aa"), ("(?U)(ab)+", "abab", "ab"),
        ("(?:(?:[^a])*?)+", " _b", ""), ("(?:^(?:x){0,2}?)+", "xcb", ""), ("(?:(?:a*)??){2,}", "acx", ""),
        ("b?", "ab", ""),
    ])
    func `of several matches the leftmost is found, and of those the preferred one`(
        pattern: String, text: String, found: String
    ) throws {
        let scalars = Array(text.unicodeScalars)
        let range = try #require(try RegularExpression(pattern).firstMatch(in: scalars))
        #expect(scalars[range].elementsEqual(found.unicodeScalars))
    }

    @Test func `no pattern takes more time than the length of its text`() throws {
        #expect(try !RegularExpression("^(a+)+$").matches(String(repeating: "a", count: 20_000) + "b"))
        #expect(try RegularExpression("(a|aa)*b").firstMatch(in: Array(repeating: "a", count: 20_000)) == nil)
    }

    @Test(arguments: [
        ("(", "missing closing ): `(`"), (")", "unexpected ): `)`"), ("[a", "missing closing ]: `[a`"),
        ("a{2,1}", "invalid repeat count: `{2,1}`"), ("a{1001}", "invalid repeat count: `{1001}`"),
        ("*a", "missing argument to repetition operator: `*`"), ("a**", "invalid nested repetition operator: `**`"),
        ("\\1", "invalid escape sequence: `\\1`"), ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?<!a)", "invalid or unsupported Perl syntax: `(?<`"), ("[z-a]", "invalid character class range: `z-a`"),
        ("\\p{Nope}", "invalid character class range: `\\p{Nope}`"), ("\\", "trailing backslash at end of expression"),
        ("((a{100}){100}){100}", "expression too large"), ("(?P<a", "invalid named capture: `(?P<a`"),
    ])
    func `what RE2 does not take is refused in Go's words`(pattern: String, message: String) {
        let error = #expect(throws: PatternError.self) { try RegularExpression(pattern) }
        #expect(error?.message == "error parsing regexp: " + message)
    }

    @Test func `groups that nest too deeply are refused and not followed`() {
        let pattern = String(repeating: "(", count: 50_000) + String(repeating: ")", count: 50_000)
        #expect(throws: PatternError.self) { try RegularExpression(pattern) }
    }
}

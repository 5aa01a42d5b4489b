import Testing

@testable import Manifests

@Suite struct VisibleTextTests {
    @Test(arguments: [
        ("\u{1B}[8m", #"\x1B[8m"#), ("a\r\nb", #"a\r\nb"#), ("a\tb\u{7F}\u{9B}31m", #"a\tb\x7F\x9B31m"#),
        ("a\u{A0}b", #"a\u00A0b"#), ("a\u{200B}b\u{202E}c", #"a\u200Bb\u202Ec"#),
        ("\u{FEFF}a\u{2028}", #"\uFEFFa\u2028"#),
        ("a\u{E0041}", #"a\U000E0041"#), ("\u{3164}", #"\u3164"#), ("1\u{200D}2", #"1\u200D2"#),
        ("\u{1F600}\u{200D}", "\u{1F600}" + #"\u200D"#), ("a\u{FE0F}", #"a\uFE0F"#),
    ])
    func `what cannot be seen is escaped`(_ text: String, _ shown: String) {
        #expect(VisibleText.escaped(text) == shown)
    }

    @Test(arguments: [
        "", "plain \"text\" \\ C:\\dir", "Grüße, e\u{301}", "模型 サーバー", "مرحبا", "नमस्ते", "👍🏽 ❤️",
        "👩\u{200D}👩\u{200D}👧", "❤️\u{200D}🔥",
    ])
    func `what can be seen stays as it is`(_ text: String) {
        #expect(VisibleText.escaped(text) == text)
        if !text.isEmpty { #expect(VisibleText.word(text) == text) }
    }

    @Test(arguments: [
        ("", #""""#), (" a", #"" a""#), ("a ", #""a ""#), ("a\r", #""a\r""#), ("\u{1B}\"\\", #""\x1B\"\\""#),
        (#""a\u200B""#, #""\"a\\u200B\"""#), ("a b", "a b"), (#""a""#, #""a""#), ("a\tb", #""a\tb""#),
    ])
    func `a value with what cannot be seen is quoted`(_ text: String, _ shown: String) {
        #expect(VisibleText.word(text) == shown)
    }

    @Test(arguments: [
        ("  a", "  a"), ("\ta\tb", "\ta\tb"), ("a ", #""a ""#), ("a\t", #""a\t""#), ("a\r", #""a\r""#), ("", ""),
    ])
    func `the shape of a line of several is no secret`(_ text: String, _ shown: String) {
        #expect(VisibleText.line(text[...]) == shown)
    }

    @Test func `lines stay lines`() {
        #expect(VisibleText.escapedLines("a\n\tb\u{1B}c\r\nd") == "a\n\tb\\x1Bc\\r\nd")
    }
}

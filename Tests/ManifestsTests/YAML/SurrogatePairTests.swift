import Manifests
import Testing

/// Characters beyond U+FFFF as JSON writes them.
struct SurrogatePairTests {
    private func parse(_ text: String) -> (documents: [Document], faults: [String]) {
        let (documents, faults) = YAML.parse(text, file: "a.json")
        return (documents, faults.map(\.description))
    }

    @Test func `both halves are one character, and what comes after them is where it is`() {
        let text = #"{"é\ud83d\ude00": "\uD83D\uDE00 & \ud83d\uDC4d\n\u00e9", "b": [&x "\ud83d\ude00", {"c": 1}]}"#
        let (documents, faults) = parse(text)
        #expect(faults.isEmpty, "\(faults)")
        #expect(documents.first?.value == ["é😀": "😀 & 👍\né", "b": ["😀", ["c": 1]]])
        func rest(_ path: [PathStep]) -> Substring {
            text.dropFirst((documents.first?.location(of: path)?.column ?? 0) - 1)
        }
        #expect(rest(["é😀"]).hasPrefix(#""\uD83D"#), "\(rest(["é😀"]))")
        #expect(rest(["b", 0]).hasPrefix(#"&x "\ud83d"#), "\(rest(["b", 0]))")
        #expect(rest(["b", 1, "c"]) == "1}]}", "\(rest(["b", 1, "c"]))")
    }

    @Test func `lines after a pair keep their columns`() {
        let (documents, faults) = parse("a: \"\\ud83d\\ude00\"\nb: {c: x, d: y}\n")
        #expect(faults.isEmpty)
        #expect(documents.first?.location(of: ["b", "d"])?.description == "a.json:2:14")
    }

    @Test(arguments: [
        #"a: \ud83d\ude00"#, #"a: '\ud83d\ude00'"#, "a: |-\n  \\ud83d\\ude00", #"a: "\\ud83d\\ude00" # \ud83d\ude00"#,
    ])
    func `what is no escape stays as it is written`(text: String) {
        let (documents, faults) = parse(text + "\nb: \"\\ud83d\\ude00\"\n")
        #expect(faults.isEmpty, "\(faults)")
        #expect(documents.first?.value == ["a": #"\ud83d\ude00"#, "b": "😀"])
    }

    @Test(arguments: [
        (#"["\ud83d"]"#, 5), (#"["\ude00\ud83d"]"#, 5), (#"["\ud83d\ude00\ud83d"]"#, 17), (#"["\\ud83d\ude00"]"#, 12),
        (#"["\ud83d\u0041"]"#, 5),
    ])
    func `half a pair is refused where it stands`(text: String, column: Int) {
        #expect(
            parse(text).faults == [
                "a.json:1:\(column): error: expected a Unicode character after the escape\n  hint: write a character "
                    + #"beyond U+FFFF as '\U0001F600', or as both its halves, '\ud83d\ude00'"#
            ])
    }

    @Test func `an edit behind a pair changes what it means to`() {
        let text = #"{"a": "\ud83d\ude00", "b": "x", "c": "\ud83d\ude00"}"#
        let result = YAMLEdit.apply([.set(["b"], to: "y")], to: Array(text.utf8), file: "a.json", document: 0)
        #expect(
            result.map { String(decoding: $0, as: UTF8.self) }
                == .success(#"{"a": "\ud83d\ude00", "b": "y", "c": "\ud83d\ude00"}"#))
    }
}

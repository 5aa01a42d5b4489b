import Manifests
import Testing

@testable import Delivery

/// A difference as a person reads it.
@Suite struct FieldDifferenceLinesTests {
    private func lines(_ before: Value?, _ after: Value?) -> [FieldDifference.Line] {
        FieldDifference(path: "data.x", before: before, after: after).lines
    }

    private func text(_ lines: some Sequence<Int>) -> String { lines.map { "line \($0)\n" }.joined() }

    @Test func `short values are shown whole`() {
        #expect(lines("a", "b") == [.removed("a"), .added("b")])
        #expect(lines("a\nb", "a\nc") == [.removed("a"), .removed("b"), .added("a"), .added("c")])
        #expect(lines(nil, ["k": "v", "l": [1]]) == [.added("k: v"), .added("l:"), .added("- 1")])
        #expect(lines(80, "80") == [.removed("80"), .added("\"80\"")])
        #expect(lines("", nil) == [.removed("\"\"")])
    }

    @Test func `two values that differ never look alike`() {
        let texts = [
            "a", "a ", " a", "a\u{A0}", "a\u{200B}", "\u{202E}a", "a\r", "a\n", "a\r\n", "a\t", #""a ""#, #""a\u200B""#,
            #""\"a\\u200B\"""#,
        ]
        for (index, old) in texts.enumerated() {
            for new in texts[(index + 1)...] {
                let all = lines(.string(old), .string(new))
                let (gone, come) = (all.filter { $0.isRemoved }.map(\.text), all.filter { !$0.isRemoved }.map(\.text))
                #expect(gone != come)
                #expect(
                    (gone + come).allSatisfy { text in text.unicodeScalars.allSatisfy { (" "..."~").contains($0) } })
            }
        }
    }

    @Test func `each line of a text gets its own mark, whatever ends it`() {
        #expect(
            lines("hello", "hi there\r\n0 errors") == [
                .removed("hello"), .added(#""hi there\r""#), .added("0 errors"),
            ])
    }

    @Test func `of a long text what differs is shown, with three lines around it`() {
        let old = text(1...2000)
        let new = old.replacing("line 1041\n", with: "line 1041, changed\n")
        #expect(
            lines(.string(old), .string(new)) == [
                .leftOut(1037, next: 1038), .kept("line 1038"), .kept("line 1039"), .kept("line 1040"),
                .removed("line 1041"), .added("line 1041, changed"), .kept("line 1042"), .kept("line 1043"),
                .kept("line 1044"), .leftOut(957, next: nil),
            ])
    }

    @Test func `differences far apart are found, and those close together are told together`() {
        let old = text(1...5000)
        let new = text([0] + Array(1...40) + [41000] + Array(42...46) + Array(48...4999))
        #expect(
            lines(.string(old), .string(new)) == [
                .added("line 0"), .kept("line 1"), .kept("line 2"), .kept("line 3"), .leftOut(34, next: 38),
                .kept("line 38"), .kept("line 39"), .kept("line 40"), .removed("line 41"), .added("line 41000"),
                .kept("line 42"), .kept("line 43"), .kept("line 44"), .kept("line 45"), .kept("line 46"),
                .removed("line 47"), .kept("line 48"), .kept("line 49"), .kept("line 50"), .leftOut(4946, next: 4997),
                .kept("line 4997"), .kept("line 4998"), .kept("line 4999"), .removed("line 5000"), .kept(""),
            ])
    }

    @Test func `lines that are there many times are found in their order`() {
        let old = (0..<900).map { "  }\n\(["a", "b", "c"][$0 % 3])\n" }.joined()
        let new = old.replacing("a\n", with: "new\na\n", maxReplacements: 1)
        let all = lines(.string(old), .string(new))
        #expect(all.filter { if case .added = $0 { true } else { false } } == [.added("new")])
        #expect(!all.contains { $0.isRemoved })
    }

    @Test(.timeLimit(.minutes(1))) func `texts that have nothing in common take no longer`() {
        let (old, new) = (text(0..<50_000), text(100_000..<150_000))
        #expect(lines(.string(old), .string(new)).count == 100_001)
        // Each line is there twice, so that none leads.
        let twice = text(Array(0..<25_000) + Array(0..<25_000))
        let turned = text((Array(0..<25_000) + Array(0..<25_000)).reversed())
        #expect(lines(.string(twice), .string(turned)).count > 50_000)
    }

    @Test func `long lists that differ are told by their items`() {
        let old: Value = .array((0..<20).map { .string("item \($0)") })
        let new: Value = .array((0..<20).map { .string($0 == 10 ? "other" : "item \($0)") })
        #expect(
            lines(old, new).filter { $0.isRemoved || $0.isAdded } == [.removed("- item 10"), .added("- other")])
    }
}

extension FieldDifference.Line {
    fileprivate var isRemoved: Bool { if case .removed = self { true } else { false } }
    fileprivate var isAdded: Bool { if case .added = self { true } else { false } }
    fileprivate var text: String {
        switch self {
        case .removed(let text), .added(let text), .kept(let text): text
        case .leftOut: ""
        }
    }
}

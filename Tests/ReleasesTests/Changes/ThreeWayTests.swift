import Manifests
import Testing

@testable import Releases

@Suite struct ThreeWayTests {
    private func value(_ text: String) throws -> Value {
        try #require(YAML.parse(Array(text.utf8), file: "a.yaml").documents.first?.value)
    }

    @Test func `A change goes back, and what others changed since stays`() throws {
        let before = try value("{a: 1, b: 1, list: [{name: p, v: 1}, {name: q, v: 1}]}")
        let candidate = try value("{a: 2, c: 1, list: [{name: p, v: 2}, {name: q, v: 1}, {name: r, v: 1}]}")
        let head = try value("{a: 2, c: 1, d: 9, list: [{name: p, v: 2}, {name: q, v: 5}, {name: r, v: 1}]}")
        let merged = ThreeWay.merge(ancestor: candidate, ours: head, theirs: before)
        let expected = try value("{a: 1, b: 1, d: 9, list: [{name: p, v: 1}, {name: q, v: 5}]}")
        #expect(merged == expected)
    }

    @Test func `A field that somebody changed after the candidate stays theirs`() throws {
        let merged = ThreeWay.merge(
            ancestor: try value("{a: 2}"), ours: try value("{a: 3}"), theirs: try value("{a: 1}"))
        #expect(merged == (try value("{a: 3}")))
    }

    @Test(arguments: [
        ("a: 1\nb: 2\n", "a: 1\nb: 3\n"), ("a: [1, 2, 3]\n", "a: [1, 3]\n"), ("a: [1]\n", "a: [1, 2, 3]\n"),
        ("a:\n  - name: x # one\n    v: 1\n  - name: y\n", "a:\n  - name: x # one\n    v: 2\n"),
        ("a: {b: {c: 1}}\nd: 1\n", "d: 1\n"), ("a: 1\n", "a: {b: [1, {c: 2}]}\n"),
    ])
    func `Edits lead from one value to the other`(old: String, new: String) throws {
        let edits = ManifestEdits.from(try value(old), to: try value(new))
        let edited = try YAMLEdit.apply(edits, to: Array(old.utf8), file: "a.yaml").get()
        #expect(try value(String(decoding: edited, as: UTF8.self)) == value(new))
        #expect(old.contains("# one") == String(decoding: edited, as: UTF8.self).contains("# one"))
    }
}

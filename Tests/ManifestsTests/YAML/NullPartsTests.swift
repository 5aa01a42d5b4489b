import Testing

@testable import Manifests

@Suite struct NullPartsTests {
    @Test(arguments: [
        ("a: 1\nb: [x, { c: '' }]", [false]), ("a:\nb: 1", [true]), ("a: [1, { b: ~ }]", [true]),
        ("a: &x null\nb: *x", [true]), ("a: \"null\"", [false]), ("a: !!null ''", [true]),
        ("a: null\n---\nb: 1\n---\nc:\n", [true, false, true]), ("a: { ? b }", [true]),
    ])
    func `a document knows whether any part of it may be null`(_ text: String, _ expected: [Bool]) {
        let documents = YAML.parse(text, file: "a.yaml").documents
        #expect(documents.map(\.mayHoldNull) == expected)
    }

    @Test func `a part of a document is no surer than the whole, and what was not read from text is not sure`() {
        let list = YAML.parse("items: [{ a: 1 }]\nother: ~", file: "a.yaml").documents.first
        #expect(list?.elements(at: [.key("items")]).map(\.mayHoldNull) == [true])
        #expect(Document(value: [:], location: SourceLocation(file: "", line: 1, column: 1)).mayHoldNull)
    }
}

import Testing

/// The table of attacks, held against the tests that it names.
@Suite struct AttackTableTests {
    private static func names(in text: Substring) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
            .map { String($0.element) }
    }

    @Test func `every attack names a test, and every test that it names is there`() throws {
        let tree = try ProjectTree.here.get()
        let tests = tree.swiftFiles(under: "Tests").map(\.text)
        let rows = tree.text(of: "docs/attacks.md").split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
        #expect(rows.count > 25)
        for row in rows {
            let names = Self.names(in: row)
            #expect(!names.isEmpty, "\(row)")
            for name in names {
                #expect(tests.contains { $0.contains("func `\(name)`") }, "there is no test '\(name)'")
            }
        }
    }
}

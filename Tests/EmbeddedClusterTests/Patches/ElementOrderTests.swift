import Manifests
import Testing

@testable import EmbeddedCluster

@Suite struct ElementOrderTests {
    @Test(arguments: [
        // merged, patch, server, expected: as `normalizeElementOrder` weaves them.
        ("abx", "x", "ab", "xab"), ("abcx", "cx", "abc", "abcx"), ("abc", "cba", "abc", "cba"), ("ab", "", "ab", "ab"),
        ("abcd", "da", "abcd", "bcda"), ("xy", "yx", "", "yx"),
    ])
    func `the patch's items stand in the patch's order, the rest in the server's`(
        merged: String, patch: String, server: String, expected: String
    ) {
        func items(_ text: String) -> [Value] { text.map { ["name": .string(String($0))] } }
        let order = ElementOrder(mergeKey: "name", patch: items(patch))
        let found = order.applied(to: items(merged), server: items(server))
        #expect(found.compactMap { $0["name"]?.string }.joined() == expected)
    }
}

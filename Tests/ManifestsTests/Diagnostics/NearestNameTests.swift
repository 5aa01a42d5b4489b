import Manifests
import Testing

struct NearestNameTests {
    @Test(arguments: [
        ("intervall", "interval"), ("intreval", "interval"), ("Interval", "interval"), ("prun", "prune"),
        ("selfheal", "selfHeal"),
        ("interval", nil), ("weight", nil), ("", nil), ("x", nil), ("a", nil),
        (String(repeating: "interval", count: 100), nil),
    ])
    func `the nearest name is suggested, a far one is not`(word: String, expected: String?) {
        #expect(
            NearestName.suggest(word, among: ["interval", "prune", "selfHeal", "b"].filter { $0 != word }) == expected)
    }

    @Test func `of two near names the nearer is suggested`() {
        #expect(NearestName.suggest("replica", among: ["replace", "replicas"]) == "replicas")
        #expect(NearestName.suggest("x", among: []) == nil)
    }
}

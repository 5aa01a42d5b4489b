import Manifests
import Testing
import Trust

@Suite struct StatementTests {
    private static let hex = String(repeating: "ab", count: 32)

    private func text(_ changes: [String: String]) -> [UInt8] {
        var fields = [
            "_type": #""https://in-toto.io/Statement/v1""#,
            "subject": #"[{"name":"m","digest":{"sha256":"\#(Self.hex)"}}]"#, "predicateType": #""t""#,
            "predicate": "{}",
        ]
        fields.merge(changes) { $1 }
        let body = fields.filter { $0.value != "-" }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        return Array("{\(body)}".utf8)
    }

    @Test func `a statement comes back as it was`() throws {
        let statement = try Statement.parse(text([:]))
        #expect(statement.subjects.map(\.name) == ["m"])
        #expect(try Statement.parse(statement.payload) == statement)
    }

    @Test(arguments: [
        ["_type": #""https://in-toto.io/Statement/v0.1""#], ["subject": "[]"], ["subject": "-"],
        ["subject": #"[{"name":"m","digest":{"sha256":"AB"}}]"#],
        ["subject": #"[{"name":"m","digest":{"sha512":"00"}}]"#],
        ["subject": #"[{"name":"m","digest":{"sha256":"\#(hex)","md5":"00"}}]"#],
        ["subject": #"[{"name":"m","digest":{"sha256":"\#(hex)"}},{"name":"m","digest":{"sha256":"\#(hex)"}}]"#],
        ["subject": #"[{"name":"m","name":"n","digest":{"sha256":"\#(hex)"}}]"#],
        ["predicateType": #""""#], ["predicate": "[]"], ["predicate": "-"], ["extra": "1"],
    ])
    func `what is not exactly a statement is refused`(changes: [String: String]) {
        #expect(throws: TrustError.self) { try Statement.parse(text(changes)) }
    }

    @Test func `a predicate that binds itself is refused`() throws {
        let binding = ReleaseBinding(
            artifact: "a", environment: "e", version: 1, issued: Timestamp(seconds: 0))
        #expect(throws: TrustError.self) {
            try Statement.attestation([], type: "t", predicate: ["lockstep": [:]], binding: binding)
        }
    }
}

import Manifests
import Testing

@testable import Retraining

@Suite struct OnDriftTests {
    private static func read(_ text: String) throws -> (OnDrift?, [String]) {
        let value = try JSON.parse(text)
        var reader = FieldReader(
            Document(value: value, location: SourceLocation(file: "release.yaml", line: 1, column: 1)))
        let result = OnDrift.read(&reader)
        reader.rejectUnknownFields()
        return (reader.isValid ? result : nil, reader.diagnostics.map(\.message))
    }

    @Test func `every kind of trigger is read`() throws {
        let (found, faults) = try Self.read(
            """
            {"action": "retrain", "triggers": [
              {"webhook": {"url": "https://a.example/hook/", "secret": {"env": "S"}}},
              {"webhook": {"url": "https://a.example/hook", "key": {"file": "/run/key"}}},
              {"github": {"repository": "acme/models", "event": "retrain", "token": {"env": "T"}}},
              {"github": {"repository": "acme/models", "workflow": "t.yml", "ref": "v1", "token": {"env": "T"},
                "api": "https://ghe.example/api/v3"}},
              {"jenkins": {"url": "https://ci.example", "job": "a/b", "user": "u", "token": {"env": "T"},
                "parameters": {"A": "1"}}},
              {"mlflow": {"url": "http://mlflow:5000", "model": "fraud", "version": "3"}}]}
            """)
        #expect(faults == [])
        let triggers = try #require(found).triggers
        #expect(
            triggers.map(\.name) == [
                "webhook https://a.example/hook", "webhook https://a.example/hook", "github acme/models retrain",
                "github acme/models t.yml", "jenkins https://ci.example a/b", "mlflow http://mlflow:5000 fraud/3",
            ])
        #expect(try Self.read(#"{"action": "hold"}"#).0?.action == .hold)
    }

    @Test(arguments: [
        (#"{"action": "retrain"}"#, "expected 'triggers' for 'retrain', found none"),
        (
            #"{"action": "hold", "triggers": [{"mlflow": {"url": "http://m", "model": "a"}}]}"#,
            "expected no triggers with 'hold', found 1"
        ),
        (
            #"{"action": "revert", "triggers": [{}]}"#,
            "expected one of 'webhook', 'github', 'jenkins', 'mlflow', found none"
        ),
        (
            #"{"action": "revert", "triggers": [{"webhook": {"url": "http://a"}}]}"#,
            "expected either 'secret' or 'key' to sign with"
        ),
        (
            #"{"action": "revert", "triggers": [{"webhook": {"url": "a", "secret": {"env": "S"}}}]}"#,
            "expected an address with https:// or http://, found 'a'"
        ),
        (
            #"{"action": "revert", "triggers": [{"github": {"repository": "a", "event": "e", "token": {"env": "T"}}}]}"#,
            "expected 'owner/name', found 'a'"
        ),
        (
            #"{"action": "revert", "triggers": [{"mlflow": {"url": "http://m", "model": "a", "tagg": "x"}}]}"#,
            "unknown field 'tagg', expected 'tag'"
        ),
        (
            #"{"action": "revert", "triggers": [{"mlflow": {"url": "http://m", "model": "a", "token": {}}}]}"#,
            "expected either 'env' or 'file', found neither"
        ),
    ])
    func `what is at fault is told`(text: String, message: String) throws {
        let (found, faults) = try Self.read(text)
        #expect(found == nil)
        #expect(faults == [message])
    }

    @Test func `the same evidence has the same id, and other evidence another`() {
        var event = RetrainerTests.event
        let first = event.id
        #expect(event.id == first)
        event.reason = "another wording"
        #expect(event.id == first)
        event.evidence = "sha256:01"
        #expect(event.id != first)
    }
}

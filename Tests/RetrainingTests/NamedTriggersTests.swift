import Manifests
import Testing

@testable import Retraining

@Suite struct NamedTriggersTests {
    private static func read(_ triggers: String) -> (NamedTriggers?, [String]) {
        let text = "apiVersion: lockstep/v1\nkind: RetrainingTriggers\ntriggers: \(triggers)\n"
        var diagnostics: [Diagnostic] = []
        let result = NamedTriggers.read(file: "triggers.yaml", bytes: Array(text.utf8), into: &diagnostics)
        return (result, diagnostics.map(\.message))
    }

    @Test func `triggers are known by the names that the operator gives them`() throws {
        let (found, faults) = Self.read(
            """
            [{ name: nightly, mlflow: { url: "http://mlflow:5000", model: fraud } },
             { name: train, github: { repository: acme/models, event: retrain, token: { env: T } } }]
            """)
        #expect(faults == [])
        let triggers = try #require(found)
        #expect(triggers["train"]?.name == "github acme/models retrain")
        #expect(triggers["nightli"] == nil)
        #expect(
            triggers.absence(of: "nightli")
                == "expected one of nightly, train, found 'nightli'; did you mean 'nightly'?")
        #expect(NamedTriggers().absence(of: "a").contains("serve --triggers"))
    }

    @Test(arguments: [
        (
            #"[{ name: a, mlflow: { url: "http://m", model: b } }, { name: a, mlflow: { url: "http://m", model: c } }]"#,
            "expected a name for each trigger, found 'a' twice"
        ),
        ("[{ name: a }]", "expected one of 'webhook', 'github', 'jenkins', 'mlflow', found none"),
        (#"[{ mlflow: { url: "http://m", model: b } }]"#, "missing field 'name'"),
    ])
    func `what is wrong is told`(triggers: String, message: String) {
        let (found, faults) = Self.read(triggers)
        #expect(found == nil)
        #expect(faults.contains { $0.contains(message) }, "\(faults)")
    }
}

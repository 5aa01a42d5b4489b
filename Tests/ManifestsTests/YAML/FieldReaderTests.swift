import Manifests
import Testing

private enum Action: String, CaseIterable { case revert, hold }

private struct Step: Equatable {
    var weight: Int
    var hold: Duration?
}

struct FieldReaderTests {
    private func reader(_ text: String, at path: [PathStep] = []) -> FieldReader {
        let (documents, _) = YAML.parse(text, file: "e.yaml")
        return FieldReader(
            documents.first ?? Document(value: .null, location: SourceLocation(file: "e.yaml", line: 1, column: 1)),
            at: path)
    }

    @Test func `fields are read with their types and defaults`() {
        var reader = reader(
            """
            name: production
            interval: 1h30m
            prune: yes
            objective: 99
            onFailure: hold
            required: 2
            from: [a, b]
            nothing: ~
            steps: [{ weight: 10, hold: 5m }, { weight: 100 }]
            """)
        #expect(reader.required("name", .string) == "production")
        #expect(reader.value("interval", .duration, default: .seconds(30)) == .seconds(5_400))
        #expect(reader.value("timeout", .duration, default: .seconds(30)) == .seconds(30))
        #expect(reader.optional("prune", .bool) == true)
        #expect(reader.optional("objective", .number(in: 0...100)) == 99)
        #expect(reader.value("onFailure", .choice(Action.self), default: .revert) == .hold)
        #expect(reader.optional("required", .integer(in: 1...10)) == 2)
        #expect(reader.optional("from", .list(of: .string)) == ["a", "b"])
        #expect(reader.optional("nothing", .string) == nil)
        let steps = reader.objects("steps") { step in
            step.required("weight", .integer(in: 0...100)).map {
                Step(weight: $0, hold: step.optional("hold", .duration))
            }
        }
        #expect(steps == [Step(weight: 10, hold: .seconds(300)), Step(weight: 100)])
        reader.rejectUnknownFields()
        #expect(reader.diagnostics.isEmpty)
    }

    @Test func `every fault is found at once, at its place`() {
        var reader = reader(
            """
            spec:
              intervall: 30s
              timeout: 30
              prune: "yes"
              onFailure: revrt
              cluster:
                context: 1
                zone: x
              from: [a, 2]
              required: 11
            """)
        _ = reader.requiredObject("spec") { spec -> Int? in
            _ = spec.value("interval", .duration, default: .seconds(30))
            _ = spec.value("timeout", .duration, default: .seconds(30))
            _ = spec.optional("prune", .bool)
            _ = spec.optional("onFailure", .choice(Action.self))
            _ = spec.object("cluster") { $0.optional("context", .string) }
            _ = spec.optional("from", .list(of: .string))
            _ = spec.optional("required", .integer(in: 1...10))
            return spec.required("namespace", .nonEmptyString)?.count
        }
        reader.rejectUnknownFields()
        #expect(
            reader.diagnostics.sorted(by: Diagnostic.inReadingOrder).map(\.description) == [
                "e.yaml:1:1: error: missing field 'namespace' in 'spec', expected a string",
                "e.yaml:2:3: error: unknown field 'intervall', expected 'interval'",
                "e.yaml:3:12: error: expected a duration like '30s' or '1h30m' for 'timeout', found 30",
                "e.yaml:4:10: error: expected true or false for 'prune', found 'yes'",
                "e.yaml:5:14: error: expected 'revert' or 'hold' for 'onFailure', found 'revrt'\n  hint: did you mean 'revert'?",
                "e.yaml:7:14: error: expected a string for 'context', found an integer\n  hint: put the value in quotes",
                "e.yaml:8:5: error: unknown field 'zone'\n  hint: the fields here are 'context'",
                "e.yaml:9:9: error: expected a list of which each element is a string for 'from', found an integer at index 1\n"
                    + "  hint: put the value in quotes",
                "e.yaml:10:13: error: expected an integer from 1 to 10 for 'required', found 11",
            ])
    }

    @Test func `something else than an object is one fault`() {
        var reader = reader("spec: [1]\nother: 1\n")
        _ = reader.requiredObject("spec") { $0.required("x", .string) }
        _ = reader.objects("other") { $0.required("x", .string) }
        reader.rejectUnknownFields()
        #expect(
            reader.diagnostics.map(\.description) == [
                "e.yaml:1:7: error: expected an object for 'spec', found a list",
                "e.yaml:2:8: error: expected a list for 'other', found an integer",
            ])
        #expect(
            FieldReader(Document(value: 1, location: SourceLocation(file: "e.yaml", line: 1, column: 1))).diagnostics
                .count == 1)
    }

    @Test(
        arguments: [
            ("30s", Duration.seconds(30)), ("5m", .seconds(300)), ("1h30m", .seconds(5_400)),
            ("250ms", .milliseconds(250)),
            ("1.5h", .seconds(5_400)), ("2d", .seconds(172_800)), ("0s", .zero),
            ("", nil), ("30", nil), ("s", nil), ("-5s", nil), ("5 s", nil), ("1e3s", nil), ("5x", nil), ("1.s", nil),
            ("1m5", nil),
            ("99999999999999d", nil), (String(repeating: "9", count: 500) + "s", nil),
        ] as [(String, Duration?)])
    func `durations are read as Go writes them`(text: String, expected: Duration?) {
        #expect(DurationText.parse(text) == expected)
    }
}

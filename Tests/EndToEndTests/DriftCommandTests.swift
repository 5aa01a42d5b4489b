import Foundation
import Manifests
import Testing

@Suite struct DriftCommandTests {
    private static func scratch() throws -> Scratch {
        let scratch = try Scratch()
        func rows(_ shift: Int) -> String {
            "n,c\n" + (0..<120).map { "\(($0 * 37) % 101 + shift),\($0 % 3 == 0 ? "a" : "b")\n" }.joined()
        }
        try scratch.write("reference.csv", rows(0))
        try scratch.write("same.csv", rows(0))
        try scratch.write("shifted.csv", rows(40))
        try scratch.write("other.csv", "m\n1\n")
        return scratch
    }

    private static func drift(_ scratch: Scratch, _ arguments: [String]) async throws -> Finished {
        try await run(Place.lockstep, ["drift"] + arguments, in: scratch.path)
    }

    @Test func `exit codes tell no drift, drift, data at fault and an address that is not there`() async throws {
        let scratch = try Self.scratch()
        let same = try await Self.drift(scratch, ["reference.csv", "same.csv"])
        #expect(same.status == 0, "\(same.errors)")
        #expect(same.output.contains("drift in 0 of 2 columns (calibrated: 5 % false alarms over all columns)"))
        let shifted = try await Self.drift(scratch, ["reference.csv", "shifted.csv", "--output", "json"])
        #expect(shifted.status == 1)
        let report = try JSON.parse(shifted.output)
        #expect(report["drift"] == true)
        #expect(report["columns"]?.array?.map { $0["drift"] } == [true, false])
        let other = try await Self.drift(scratch, ["reference.csv", "other.csv"])
        #expect(other.status == 2)
        #expect(other.errors.contains("other.csv: expected a column 'n', found 'm'"))
        #expect(other.errors.contains("hint: name the columns to compare with --column"))
        #expect(try await Self.drift(scratch, ["reference.csv", "http://127.0.0.1:9/"]).status == 3)
        #expect(try await Self.drift(scratch, ["reference.csv"]).status == 2)
        #expect(try await Self.drift(scratch, ["reference.csv", "none.csv"]).status == 2)
    }

    @Test func `Evidently's mode needs half of the columns, and a named column is enough of itself`() async throws {
        let scratch = try Self.scratch()
        let all = try await Self.drift(scratch, ["reference.csv", "shifted.csv", "--mode", "evidently"])
        #expect(all.status == 1)
        let one = try await Self.drift(
            scratch, ["reference.csv", "shifted.csv", "--mode", "evidently", "--column", "c"])
        #expect(one.status == 0)
    }

    @Test func `a batch is answered line by line from standard input or a file`() async throws {
        let scratch = try Self.scratch()
        try scratch.write(
            "batch.jsonl",
            """
            {"id": "a", "kind": "num", "test": "ks", "threshold": 0.05, "reference": [1, 2, 3], "current": [1, 2, 3]}
            {"id": "b", "kind": "cat", "test": "psi", "threshold": 0.1, "reference": ["x", "y"], "current": ["x", "x"]}
            """)
        let done = try await Self.drift(scratch, ["--batch", "batch.jsonl"])
        #expect(done.status == 0, "\(done.errors)")
        let lines = try done.output.split(separator: "\n").map { try JSON.parse(String($0)) }
        #expect(lines.map { $0["id"] } == ["a", "b"])
        #expect(lines.map { $0["drift"] } == [false, true])
        try scratch.write("bad.jsonl", "{}\n")
        let bad = try await Self.drift(scratch, ["--batch", "bad.jsonl"])
        #expect(bad.status == 2)
        #expect(bad.output.contains("bad.jsonl:1: expected 'kind' num, cat or text, found nothing"))
    }

    @Test func `sketches stand in for data`() async throws {
        let scratch = try Self.scratch()
        for name in ["reference", "same", "shifted"] {
            let made = try await run(
                Place.lockstep, ["sketch", "\(name).csv", "--to", "\(name).json"], in: scratch.path)
            #expect(made.status == 0, "\(made.errors)")
        }
        #expect(try await Self.drift(scratch, ["reference.json", "same.json"]).status == 0)
        #expect(try await Self.drift(scratch, ["reference.json", "shifted.json"]).status == 1)
    }

    @Test func `triggers that cannot be told end in 3, and a fault of theirs in 2`() async throws {
        let scratch = try Self.scratch()
        try scratch.write(
            "on-drift.yaml",
            "action: retrain\ntriggers:\n- webhook: { url: \"http://127.0.0.1:9\", secret: { env: NO_SUCH_SECRET } }\n")
        let told = try await Self.drift(scratch, ["reference.csv", "shifted.csv", "--on-drift", "on-drift.yaml"])
        #expect(told.status == 3)
        #expect(told.errors.contains("expected a secret in the environment variable 'NO_SUCH_SECRET', found none"))
        #expect(
            try await Self.drift(scratch, ["reference.csv", "same.csv", "--on-drift", "on-drift.yaml"]).status == 0)
        try scratch.write("bad.yaml", "action: retrain\ntriger: []\n")
        let bad = try await Self.drift(scratch, ["reference.csv", "same.csv", "--on-drift", "bad.yaml"])
        #expect(bad.status == 2)
        #expect(bad.errors.contains("bad.yaml:"))
    }
}

import ArgumentParser
import Foundation
import Manifests
import Rules

struct PolicyWhoCanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "who-can", abstract: "Show who may do something, and on which conditions.",
        discussion: """
            Rules of access are settled as far as the question allows; what is left is shown as written. With \
            --bindings every person is asked about: a YAML file of groups and their members.

              lockstep policy who-can promote fraud/scorer --environment production --bindings groups.yaml
            """)

    @Argument(help: "What somebody would do: promote, rollback, approve…")
    var verb: String

    @Argument(help: "The application as PROJECT/NAME.")
    var resource: String

    @Option(help: "The environment; without it what depends on it is left open.")
    var environment: String?

    @Option(help: "A YAML file of groups: 'release-managers: [alice, bob]'.")
    var bindings: String?

    @Option(help: "Policy files, or folders that hold them; may be repeated.")
    var policies: [String] = ["policies"]

    func run() async throws {
        var files = PolicyFiles()
        files.paths = policies
        do throws(RulesError) {
            let programs = try PolicyFiles.programs(try PolicyInputs.files(files))
            try expectKnownVerb(programs)
            guard let bindings else { return show(nil, try WhoCan.ask(programs, request(nil), EvaluationContext())) }
            for (name, groups) in try people(bindings) {
                let subject: Value = ["name": .string(name), "groups": .array(groups.map { .string($0) })]
                show(name, try WhoCan.ask(programs, request(subject), EvaluationContext()))
            }
        } catch {
            print(error.message)
            throw Exit.badInput
        }
    }

    /// Of a verb that no rule is about nobody may do anything; a misspelt one is worth a word.
    private func expectKnownVerb(_ programs: [PolicyProgram]) throws(RulesError) {
        let policies = programs.flatMap { $0.accesses() }
        guard !policies.isEmpty, !policies.contains(where: { $0.applies(to: verb) }) else { return }
        let known = Set(policies.flatMap { $0.knownActions }).sorted()
        throw .invalid([
            .error(
                "expected one of the actions \(known.joined(separator: ", ")), found '\(verb)'", at: nil,
                hint: NearestName.suggest(verb, among: known).map { "did you mean '\($0)'?" })
        ])
    }

    private func request(_ subject: Value?) -> Value {
        let parts = resource.split(separator: "/", maxSplits: 1).map(String.init)
        var request: Object = [
            "action": .string(verb),
            "resource": ["project": .string(parts.count > 1 ? parts[0] : ""), "name": .string(parts.last ?? "")],
        ]
        if let subject { request["subject"] = subject }
        if let environment { request["environment"] = .string(environment) }
        return .object(request)
    }

    /// Each person with the groups that list it.
    private func people(_ path: String) throws(RulesError) -> [(name: String, groups: [String])] {
        var groups: [String: [String]] = [:]
        for member in try PolicyInputs.document(path).object ?? Object() {
            guard let names = member.value.array, names.allSatisfy({ $0.string != nil }) else {
                throw .invalid([
                    .error(
                        "expected a list of names for the group '\(member.key)'",
                        at: SourceLocation(file: path, line: 1, column: 1), hint: "\(member.key): [alice, bob]")
                ])
            }
            for name in names.compactMap(\.string) { groups[name, default: []].append(member.key) }
        }
        return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func show(_ name: String?, _ answer: WhoCan) {
        print(name.map { "\($0): \(answer.answer.rawValue)" } ?? "\(verb) \(resource): \(answer.answer.rawValue)")
        for rule in answer.rules {
            let words = rule.isForbid ? "forbidden by" : "permitted by"
            print(
                "  \(words) '\(rule.id)' (\(rule.policy), line \(rule.line))" + (rule.conditions.isEmpty ? "" : " if"))
            for condition in rule.conditions { print("    \(condition)") }
            if !rule.unless.isEmpty { print("    unless \(rule.unless.joined(separator: " && "))") }
        }
    }
}

import ArgumentParser
import Foundation
import Manifests
import Rules

struct PolicyExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show which line of a policy decided, with the values it saw.",
        discussion: """
            The input is an object, a review or a request, or a line of 'policy eval --batch', which may carry \
            "inventory", "signatures", "attestations", "change", "environment" and "time", too.
            """)

    @OptionGroup var files: PolicyFiles

    @Option(help: "The policy to explain.")
    var policy: String

    @Option(help: "A JSON or YAML file: a review, an object, or a request of access.")
    var input: String

    @Option(help: "A JSON or YAML file of parameters.")
    var parameters: String?

    @Option(help: "The environment, where the input does not say it.")
    var environment: String = ""

    func run() async throws {
        let value = try PolicyFiles.value(of: input)
        do throws(RulesError) {
            let programs = try PolicyFiles.programs(try Self.files(files))
            guard
                let program = programs.first(where: {
                    $0.accessNames.contains(policy) || $0.admissionNames.contains(policy)
                })
            else {
                let names = programs.flatMap { $0.admissionNames + $0.accessNames }
                throw .unknownPolicy(policy, nearest: NearestName.suggest(policy, among: names))
            }
            print(try explanation(of: program, value).text)
        } catch {
            print(error.message)
            throw Exit.badInput
        }
    }

    private func explanation(of program: PolicyProgram, _ value: Value) throws(RulesError) -> Explanation {
        let context = BatchEvaluator.context(of: value)
        if program.accessNames.contains(policy) {
            return try Explanation.explain(program, access: policy, value["request"] ?? value, context)
        }
        var review = Review(reading: value)
        if review.environment.isEmpty { review.environment = environment }
        return try Explanation.explain(
            program, admission: policy, parameters: try Self.parameters(parameters) ?? value["parameters"] ?? .null,
            review, context)
    }

    private static func files(_ files: PolicyFiles) throws(RulesError) -> [SourceFile] {
        do { return try files.read() } catch { throw .invalid([.error("\(error)", at: nil)]) }
    }

    private static func parameters(_ path: String?) throws(RulesError) -> Value? {
        guard let path else { return nil }
        do { return try PolicyFiles.value(of: path) } catch { throw .invalid([.error("\(error)", at: nil)]) }
    }
}

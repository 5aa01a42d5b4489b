import ArgumentParser
import Foundation
import Manifests
import Rules

struct PolicyExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show which line of a policy decided, with the values it saw.")

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
        let value = try Self.read(input)
        do throws(RulesError) {
            for program in try PolicyFiles.programs(try Self.files(files)) {
                if program.accessNames.contains(policy) {
                    return print(try Explanation.explain(program, access: policy, value, EvaluationContext()).text)
                }
                guard program.admissionNames.contains(policy) else { continue }
                var review = Review(reading: value)
                if review.environment.isEmpty { review.environment = environment }
                let given = try Self.parameters(parameters)
                return print(
                    try Explanation.explain(program, admission: policy, parameters: given, review, EvaluationContext())
                        .text)
            }
            throw RulesError.unknownPolicy(policy, nearest: nil)
        } catch {
            print(error.message)
            throw Exit.badInput
        }
    }

    private static func files(_ files: PolicyFiles) throws(RulesError) -> [SourceFile] {
        do { return try files.read() } catch { throw .invalid([.error("\(error)", at: nil)]) }
    }

    private static func parameters(_ path: String?) throws(RulesError) -> Value {
        guard let path else { return .null }
        do { return try read(path) } catch { throw .invalid([.error("\(error)", at: nil)]) }
    }

    private static func read(_ path: String) throws -> Value {
        let (documents, diagnostics) = YAML.parse(Array(try Data(contentsOf: URL(filePath: path))), file: path)
        if let first = diagnostics.first { throw Failure(first.description, hint: nil) }
        return documents.first?.value ?? .null
    }
}

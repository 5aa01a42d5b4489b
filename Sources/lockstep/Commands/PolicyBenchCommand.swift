import ArgumentParser
import Foundation
import Manifests
import Rules

struct PolicyBenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure how long policies take on an object.")

    @OptionGroup var files: PolicyFiles

    @Option(help: "A JSON or YAML file: a review or an object.")
    var input: String

    @Option(help: "A JSON or YAML file of parameters, for the policies that take them.")
    var parameters: String?

    @Option(help: "Decisions in each of the nine rounds, of which the fastest counts.")
    var count: Int = 1_000

    func run() async throws {
        let review = Review(reading: try PolicyFiles.value(of: input))
        let given = try parameters.map(PolicyFiles.value) ?? .null
        var policies: [AdmissionPolicy] = []
        var leftOut: [String] = []
        do throws(RulesError) {
            for program in try PolicyFiles.programs(try Self.read(files)) {
                for name in program.admissionNames {
                    do throws(RulesError) { policies.append(try Self.policy(name, of: program, given)) } catch {
                        leftOut.append(error.message)
                    }
                }
            }
        } catch {
            print(error.message)
            throw Exit.badInput
        }
        let applying = policies.count { $0.applies(to: review) }
        let set = PolicySet(policies)
        var best = Duration.seconds(1_000_000)
        for _ in 0..<9 {
            best = min(
                best,
                ContinuousClock().measure {
                    for _ in 0..<max(count, 1) { _ = set.decide(review, EvaluationContext()) }
                })
        }
        for reason in leftOut { ("not measured: \(reason)" as TerminalText).warn() }
        let (seconds, attoseconds) = best.components
        let microseconds = (Double(seconds) * 1e6 + Double(attoseconds) / 1e12) / Double(max(count, 1))
        print(
            "\(policies.count) policies, \(applying) of which apply: \((microseconds * 100).rounded() / 100) µs a decision"
        )
    }

    private static func read(_ files: PolicyFiles) throws(RulesError) -> [SourceFile] {
        do { return try files.read() } catch { throw .invalid([.error("\(error)", at: nil)]) }
    }

    /// With the parameters where it takes any.
    private static func policy(
        _ name: String, of program: PolicyProgram, _ parameters: Value
    ) throws(RulesError) -> AdmissionPolicy {
        do throws(RulesError) { return try program.admission(name) } catch {
            return try program.admission(name, parameters: parameters)
        }
    }
}

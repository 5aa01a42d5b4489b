import ArgumentParser
import Foundation
import Manifests
import Rules

struct PolicyBenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure how long policies take on an object.")

    @OptionGroup var files: PolicyFiles

    @Option(help: "A JSON file: a review or an object.")
    var input: String

    @Option(help: "Decisions in each of the nine rounds, of which the fastest counts.")
    var count: Int = 1_000

    func run() async throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: input)))
        let review = Review(reading: try JSON.parse(bytes))
        let library = PolicyLibrary(try files.read())
        var policies: [AdmissionPolicy] = []
        var leftOut: [String] = []
        for name in library.names {
            do throws(RulesError) {
                policies += try library.program(name).admissions()
            } catch {
                leftOut.append("\(name): \(error.message)")
            }
        }
        var best = Duration.seconds(1_000_000)
        for _ in 0..<9 {
            best = min(
                best,
                ContinuousClock().measure {
                    for _ in 0..<count { _ = Admission.decide(review, policies, EvaluationContext()) }
                })
        }
        if !leftOut.isEmpty {
            let reasons = leftOut.map { "  \($0)\n" }.joined()
            FileHandle.standardError.write(Data("\(leftOut.count) files are not measured:\n\(reasons)".utf8))
        }
        print("\(policies.count) policies: \(best / count) a decision")
    }
}

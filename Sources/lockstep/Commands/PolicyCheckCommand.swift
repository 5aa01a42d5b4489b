import ArgumentParser
import Delivery
import Foundation
import Manifests
import Rules

struct PolicyCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check policies and their tests without running them.",
        discussion: """
            What a policy reads of an object is checked against the schemas of the policy's kinds: Kubernetes' own, \
            and those of --schemas and of --cluster. A kind without a schema may have any field. Exits 0 when everything is well \
            formed and 1 when something is not.
            """)

    @OptionGroup var files: PolicyFiles

    @Option(
        help: ArgumentHelp(
            "An OpenAPI v3 document, a CustomResourceDefinition, or a folder of them; may be repeated.",
            valueName: "path"))
    var schemas: [String] = []

    @Flag(help: "Check against the schemas of a cluster, too: of --kubeconfig or --context, else the embedded one.")
    var cluster = false

    @OptionGroup var connection: ClusterOptions

    func run() async throws {
        let files = try files.read()
        var served = PolicySchemas()
        if cluster {
            served = try await connection.withConnections { try await $0.connect(.embedded).policySchemas() }
        }
        do throws(RulesError) {
            let schemas = try SchemaFiles.read(schemas, over: served)
            let programs = try PolicyFiles.programs(files)
            let tests = try PolicyFiles.tests(files)
            let unknown = programs.flatMap { $0.check(against: schemas) }
            if !unknown.isEmpty { throw .invalid(unknown) }
            let counts = [(programs.count, "policy file"), (tests.count, "test file")].map {
                "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")"
            }
            print("\(counts.joined(separator: " and ")): well formed")
        } catch {
            print(error.message)
            throw Exit.difference
        }
    }
}

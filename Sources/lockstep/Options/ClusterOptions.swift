import ArgumentParser
import Foundation

/// Which cluster to talk to, where it is not the one that the environment names.
struct ClusterOptions: ParsableArguments {
    @Option(help: "The kubeconfig file; else $KUBECONFIG, else ~/.kube/config.")
    var kubeconfig: String?

    @Option(help: "The kubeconfig context to use for every environment, whatever it names itself.")
    var context: String?

    @Option(help: "The state folder of the embedded cluster.")
    var state: String = DefaultFolder.state("cluster")

    /// Runs the body with connections that are closed afterwards, whatever happens.
    func withConnections<Result>(_ body: (Connections) async throws -> Result) async throws -> Result {
        let connections = Connections(kubeconfig: kubeconfig, context: context, state: state)
        do {
            let result = try await body(connections)
            await connections.close()
            return result
        } catch {
            await connections.close()
            throw error
        }
    }
}

import ArgumentParser
import Catalog
import Delivery
import Foundation
import Logging
import Manifests
import Measurement
import Repository
import Transport

/// Where the checks of releases are measured.
struct MetricsOptions: ParsableArguments {
    @Option(help: "A file of kind MetricsProviders: sources with their credentials.")
    var metrics: String?

    @Option(help: "The address of a Prometheus for checks that name no provider.")
    var prometheus: String?

    @Option(
        help: "The address of a metrics endpoint to scrape for checks that name no provider; once for each process.")
    var scrape: [String] = []

    func validate() throws {
        if prometheus != nil, !scrape.isEmpty {
            throw ValidationError("expected one of --prometheus and --scrape, found both")
        }
    }

    /// - Throws: ``Failure`` for a file that is none.
    ///
    /// - Parameter reach: of addresses that Releases name; those of the options are the operator's.
    func sources(reach: Reach = .everywhere) throws -> MetricsSources {
        let client = HTTPClient()
        var sources = try metrics.map { try Self.read($0, client) } ?? MetricsSources(client: client)
        if let prometheus {
            sources.fallback = PrometheusSource(endpoint: MetricsEndpoint(address: prometheus), client: client)
        } else if !scrape.isEmpty {
            sources.fallback = ScrapeSource(endpoints: scrape.map { MetricsEndpoint(address: $0) }, client: client)
        }
        sources.client = ReachOptions.client(reach)
        return sources
    }

    /// The checks as `serve` looks at them: where nothing else is named, an environment on the embedded cluster is
    /// measured by what that cluster counts.
    ///
    /// - Parameter gate: judges the Jobs that checks run.
    func checks(
        _ connections: Connections, _ followed: Repositories.Followed, gate: Gate, reach: Reach, logger: Logger
    ) throws -> MeasuredChecks {
        let named = try sources(reach: reach)
        return MeasuredChecks(
            sources: { cluster throws(MeasurementError) in
                guard named.fallback == nil, cluster == .embedded else { return named }
                var sources = named
                do throws(ClusterUnreachable) {
                    guard let address = try await connections.embeddedMetrics() else { return named }
                    sources.fallback = ScrapeSource(
                        endpoints: [MetricsEndpoint(address: address)], client: named.client, scrapes: named.scrapes)
                } catch {
                    throw .unreachable("\(error)")
                }
                return sources
            },
            connect: connections.connect,
            states: CheckStates(folder: DefaultFolder.state("checks"), logger: logger),
            drift: { reading in
                DataDrift(of: reading, client: named.client) { path, revision in
                    do {
                        return try await followed.store.file(path, of: try await followed.store.resolve(revision))
                    } catch RepositoryError.pathNotFound {
                        return nil
                    }
                }
            },
            jobs: GatedJobs(gate: gate) { try await followed.source.checkout(at: $0) })
    }

    private static func read(_ file: String, _ client: HTTPClient) throws -> MetricsSources {
        let data = try Data(contentsOf: URL(filePath: file))
        var (documents, diagnostics) = YAML.parse(Array(data), file: file)
        let sources = ProvidersFile.read(
            documents, file: file, client: client,
            awsCredentials: { AWSCredentials(environment: ProcessEnvironment.variables) }, into: &diagnostics)
        guard let sources else { throw Failure(diagnostics.map { "\($0)" }.joined(separator: "\n")) }
        return sources
    }
}

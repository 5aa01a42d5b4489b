import Catalog
import Foundation
import Judging
import Manifests
import Testing
import Transport

@testable import Measurement

/// Against scripted servers that answer as the vendors' references say: the real ones take accounts.
@Suite struct CloudSourceTests {
    private func secretFile(_ text: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "key-\(UUID().uuidString)")
        try Data((text + "\n").utf8).write(to: file)
        return file.path
    }

    private func datadog(_ server: ScriptedServer) throws -> DatadogSource {
        DatadogSource(
            endpoint: MetricsEndpoint(address: server.address), client: HTTPClient(),
            apiKeyFile: try secretFile("api"), applicationKeyFile: try secretFile("application"))
    }

    @Test func `Datadog's points are summed, each in the look in whose time it begins`() async throws {
        let server = try await ScriptedServer()
        try await server.answer(
            "/api/v1/query",
            #"{"status":"ok","series":[{"pointlist":[[90000,1],[100000,2],[110000,null],[120000,4],[130000,8]]}]}"#)
        let source = try datadog(server)
        let query = FilledQuery.datadog("sum:requests{version:b}.as_count()")
        #expect(try await source.value(of: query, since: 100, until: 130) == 6)
        #expect(try await source.value(of: query, since: 130, until: 140) == 8)
        let request = try await server.lastRequest()
        #expect(
            request["path"]?.string
                == "/api/v1/query?from=130&to=200&query=sum%3Arequests%7Bversion%3Ab%7D.as_count%28%29")
        #expect(request[path: "headers", "dd-api-key"]?.string == "api")
        #expect(request[path: "headers", "dd-application-key"]?.string == "application")
    }

    @Test(arguments: [
        (#"{"status":"ok","series":[]}"#, 200, "noData"),
        (#"{"status":"ok","series":[{"pointlist":[]},{"pointlist":[]}]}"#, 200, "providerError"),
        (#"{"status":"error","error":"Rule 'b' is not valid"}"#, 200, "providerError"),
        (#"{"errors":["Forbidden"]}"#, 403, "providerError"), ("<html>", 200, "providerError"),
        (#"{"status":"ok","series":[{"pointlist":[[100000,-1]]}]}"#, 200, "noData"),
    ])
    func `what Datadog answers wrongly is no count`(_ body: String, _ status: Int, _ verdict: String) async throws {
        let server = try await ScriptedServer()
        try await server.answer("/api/v1/query", body, status: status)
        let source = try datadog(server)
        let error = await #expect(throws: MeasurementError.self) {
            try await source.value(of: .datadog("q"), since: 100, until: 130)
        }
        #expect(error?.verdict.rawValue == verdict, "\(String(describing: error))")
    }

    @Test func `New Relic is asked by NRQL with the time added`() async throws {
        let server = try await ScriptedServer()
        let source = NewRelicSource(
            endpoint: MetricsEndpoint(address: server.address), client: HTTPClient(), account: 7,
            apiKeyFile: try secretFile("NRAK"))
        try await server.answer(
            "/graphql", #"{"data":{"actor":{"account":{"nrql":{"results":[{"count":42}]}}}}}"#)
        let query = FilledQuery.newRelic("SELECT count(*) FROM Transaction WHERE version = 'b'")
        #expect(try await source.value(of: query, since: 100.5, until: 130) == 42)
        let request = try await server.lastRequest()
        #expect(request[path: "headers", "api-key"]?.string == "NRAK")
        let body = try JSON.parse(request["body"]?.string ?? "")
        #expect(
            body["variables"] == [
                "account": 7,
                "nrql": "SELECT count(*) FROM Transaction WHERE version = 'b' SINCE 100500 UNTIL 130000",
            ])
        for (answer, verdict) in [
            (#"{"errors":[{"message":"NRQL Syntax Error"}]}"#, "providerError"),
            (#"{"data":{"actor":{"account":{"nrql":{"results":[{"count":1},{"count":2}]}}}}}"#, "providerError"),
            (#"{"data":{"actor":{"account":{"nrql":{"results":[{"count":1,"facet":2}]}}}}}"#, "providerError"),
            (#"{"data":{"actor":{"account":{"nrql":{"results":[]}}}}}"#, "noData"),
        ] {
            try await server.answer("/graphql", answer)
            let error = await #expect(throws: MeasurementError.self) {
                try await source.value(of: query, since: 100, until: 130)
            }
            #expect(error?.verdict.rawValue == verdict)
        }
    }

    @Test func `CloudWatch is asked by a signed GetMetricData, and minutes are summed`() async throws {
        let server = try await ScriptedServer()
        let source = CloudWatchSource(
            endpoint: MetricsEndpoint(address: server.address), client: HTTPClient(), region: "eu-central-1",
            credentials: { AWSCredentials(accessKey: "AKIA", secretKey: SecretBytes("secret")) })
        func answer(_ status: String) -> String {
            """
            {"MetricDataResults":[{"Id":"requests","StatusCode":"\(status)","Timestamps":[60,120,180],"Values":[1,2,4]}]}
            """
        }
        try await server.answer("/", answer("Complete"))
        let metric = CloudWatchMetric(namespace: "AWS/SageMaker", metric: "Invocations", dimensions: ["V": "b"])
        #expect(try await source.value(of: .cloudWatch(metric), since: 100, until: 200) == 6)
        let request = try await server.lastRequest()
        #expect(
            request[path: "headers", "x-amz-target"]?.string == "GraniteServiceVersion20100801.GetMetricData")
        let authorization = request[path: "headers", "authorization"]?.string ?? ""
        #expect(authorization.hasPrefix("AWS4-HMAC-SHA256 Credential=AKIA/"))
        #expect(authorization.contains("/eu-central-1/monitoring/aws4_request"))
        let body = try JSON.parse(request["body"]?.string ?? "")
        #expect(body["StartTime"] == 60)
        #expect(body["EndTime"] == 240)
        try await server.answer("/", answer("PartialData"))
        let error = await #expect(throws: MeasurementError.self) {
            try await source.value(of: .cloudWatch(metric), since: 100, until: 200)
        }
        #expect(error?.verdict == .providerError)
    }

    @Test func `a query in another source's language is refused`() async throws {
        let client = HTTPClient()
        let endpoint = MetricsEndpoint(address: "http://127.0.0.1:1")
        for source in [
            PrometheusSource(endpoint: endpoint, client: client) as any MetricsSource,
            ScrapeSource(endpoints: [endpoint], client: client),
        ] {
            let error = await #expect(throws: MeasurementError.self) {
                try await source.value(of: .datadog("q"), since: 0, until: 1)
            }
            guard case .unsupported = error else { Issue.record("\(String(describing: error))"); return }
        }
    }

    private func providers(_ text: String) -> (sources: MetricsSources?, faults: [String]) {
        var (documents, diagnostics) = YAML.parse(text, file: "metrics.yaml")
        let sources = ProvidersFile.read(
            documents, file: "metrics.yaml", client: HTTPClient(), awsCredentials: { nil }, into: &diagnostics)
        return (sources, diagnostics.map { "\($0)" })
    }

    @Test func `providers are read, and an environment's own goes before the default`() throws {
        let (sources, faults) = providers(
            """
            apiVersion: lockstep/v1
            kind: MetricsProviders
            default: main
            environments: { production: mimir }
            providers:
              - { name: main, prometheus: { address: "http://prometheus:9090/", bearerTokenFile: /run/token } }
              - name: mimir
                prometheus:
                  address: https://mimir/prometheus
                  headers: { X-Scope-OrgID: ml }
                  tls: { authorityFile: /run/ca.pem, certificateFile: /run/tls.crt, keyFile: /run/tls.key }
              - { name: pods, scrape: { addresses: ["http://10.0.0.1:9091/metrics"] } }
              - { name: dd, datadog: { apiKeyFile: /run/api, applicationKeyFile: /run/app } }
              - { name: nr, newRelic: { account: 12, apiKeyFile: /run/nr } }
              - { name: aws, cloudWatch: { region: eu-central-1 } }
            """)
        #expect(faults == [])
        #expect(try sources?.source(for: nil, environment: "staging").name == "prometheus http://prometheus:9090")
        #expect(
            try sources?.source(for: nil, environment: "production").name == "prometheus https://mimir/prometheus")
        #expect(
            try sources?.source(for: .named("aws"), environment: "x").name
                == "cloudwatch https://monitoring.eu-central-1.amazonaws.com")
        #expect(throws: MeasurementError.noSource(name: "nobody")) {
            try sources?.source(for: .named("nobody"), environment: "x")
        }
    }

    @Test(arguments: [
        (
            "default: mian\nproviders: [{ name: main, prometheus: { address: http://a } }]",
            "metrics.yaml:3:10: error: expected the name of a provider, found 'mian'\n  hint: did you mean 'main'?"
        ),
        (
            "providers: [{ name: a, prometheus: { address: http://a }, scrape: { addresses: [http://b] } }]",
            "metrics.yaml:3:13: error: expected one kind of provider, found 2"
        ),
        (
            "providers: [{ name: a, prometheus: { address: ftp://a } }]",
            "metrics.yaml:3:47: error: expected an http or https address for 'address', found 'ftp://a'"
        ),
    ])
    func `a provider at fault is told at its place`(_ text: String, _ message: String) {
        let (sources, faults) = providers("apiVersion: lockstep/v1\nkind: MetricsProviders\n\(text)\n")
        #expect(sources == nil)
        #expect(faults == [message])
    }
}

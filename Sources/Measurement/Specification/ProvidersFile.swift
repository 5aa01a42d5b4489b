package import Catalog
package import Manifests
package import Transport

/// The operator's file of metrics providers: addresses with the files of their credentials.
///
///     apiVersion: lockstep/v1
///     kind: MetricsProviders
///     default: prometheus
///     environments: { production: mimir }
///     providers:
///       - { name: prometheus, prometheus: { address: http://prometheus:9090 } }
package enum ProvidersFile {
    /// - Parameter awsCredentials: asked for each request to CloudWatch.
    /// - Returns: nil where something is at fault, which `diagnostics` then tells.
    package static func read(
        _ documents: [Document], file: String, client: HTTPClient,
        awsCredentials: @escaping @Sendable () -> AWSCredentials?, into diagnostics: inout [Diagnostic]
    ) -> MetricsSources? {
        guard let document = documents.first, documents.count == 1 else {
            if diagnostics.isEmpty {
                diagnostics.append(
                    .error(
                        "expected one document of kind MetricsProviders, found \(documents.count)",
                        at: SourceLocation(file: file, line: 1, column: 1)))
            }
            return nil
        }
        var reader = FieldReader(document)
        if let version = reader.required("apiVersion", .string), version != "lockstep/v1" {
            reader.report("expected 'lockstep/v1', found '\(version)'", at: "apiVersion")
        }
        if let kind = reader.required("kind", .string), kind != "MetricsProviders" {
            reader.report("expected kind 'MetricsProviders', found '\(kind)'", at: "kind")
        }
        let fallback = reader.optional("default", .nonEmptyString)
        let environments = reader.value("environments", .dictionary(of: .nonEmptyString), default: [:])
        var named: [String: any MetricsSource] = [:]
        let read = reader.objects("providers") { provider -> (String, any MetricsSource)? in
            let name = provider.required("name", .nonEmptyString)
            let source = Self.source(&provider, client, awsCredentials)
            guard let name, let source else { return nil }
            return (name, source)
        }
        for (name, source) in read where named.updateValue(source, forKey: name) != nil {
            reader.report("expected a name for each provider, found '\(name)' twice", at: "providers")
        }
        for (field, name) in environments.map({ ("environments", $0.value) })
            + [fallback].compactMap({ name in
                name.map { ("default", $0) }
            }) where named[name] == nil
        {
            let nearest = NearestName.suggest(name, among: named.keys.sorted())
            reader.report(
                "expected the name of a provider, found '\(name)'", at: field,
                hint: nearest.map { "did you mean '\($0)'?" })
        }
        reader.rejectUnknownFields()
        diagnostics += reader.diagnostics
        guard reader.isValid else { return nil }
        return MetricsSources(
            named: named, environments: environments, fallback: fallback.flatMap { named[$0] }, client: client)
    }

    private static func source(
        _ reader: inout FieldReader, _ client: HTTPClient,
        _ awsCredentials: @escaping @Sendable () -> AWSCredentials?
    ) -> (any MetricsSource)? {
        let sources: [(any MetricsSource)?] = [
            reader.object("prometheus") { prometheus(&$0, client) }, reader.object("scrape") { scrape(&$0, client) },
            reader.object("datadog") { datadog(&$0, client) }, reader.object("newRelic") { newRelic(&$0, client) },
            reader.object("cloudWatch") { cloudWatch(&$0, client, awsCredentials) },
        ]
        let found = sources.compactMap(\.self)
        guard found.count <= 1 else {
            reader.report("expected one kind of provider, found \(found.count)")
            return nil
        }
        if found.isEmpty, reader.isValid {
            reader.report("expected one of 'prometheus', 'scrape', 'datadog', 'newRelic', 'cloudWatch', found none")
        }
        return found.first
    }

    private static func prometheus(_ fields: inout FieldReader, _ client: HTTPClient) -> (any MetricsSource)? {
        let endpoint = MetricsEndpoint.read(&fields)
        let lag = fields.value("lag", .duration, default: .seconds(5))
        return endpoint.map { PrometheusSource(endpoint: $0, client: client, lag: lag / .seconds(1)) }
    }

    private static func scrape(_ fields: inout FieldReader, _ client: HTTPClient) -> (any MetricsSource)? {
        let addresses = fields.required("addresses", .list(of: .webAddress))
        let shared = MetricsEndpoint.readAccess(&fields)
        guard let addresses, !addresses.isEmpty else { return nil }
        return ScrapeSource(endpoints: addresses.map { shared.at($0) }, client: client)
    }

    private static func datadog(_ fields: inout FieldReader, _ client: HTTPClient) -> (any MetricsSource)? {
        let address = fields.value("address", .webAddress, default: "https://api.datadoghq.com")
        let key = fields.required("apiKeyFile", .nonEmptyString)
        let application = fields.required("applicationKeyFile", .nonEmptyString)
        guard let key, let application else { return nil }
        return DatadogSource(
            endpoint: MetricsEndpoint(address: address), client: client, apiKeyFile: key,
            applicationKeyFile: application)
    }

    private static func newRelic(_ fields: inout FieldReader, _ client: HTTPClient) -> (any MetricsSource)? {
        let address = fields.value("address", .webAddress, default: "https://api.newrelic.com")
        let account = fields.required("account", .integer(in: 1...Int(Int32.max)))
        let key = fields.required("apiKeyFile", .nonEmptyString)
        guard let account, let key else { return nil }
        return NewRelicSource(
            endpoint: MetricsEndpoint(address: address), client: client, account: Int64(account), apiKeyFile: key)
    }

    private static func cloudWatch(
        _ fields: inout FieldReader, _ client: HTTPClient,
        _ credentials: @escaping @Sendable () -> AWSCredentials?
    ) -> (any MetricsSource)? {
        let region = fields.required("region", .nonEmptyString)
        let address = fields.optional("address", .webAddress)
        guard let region else { return nil }
        return CloudWatchSource(
            endpoint: MetricsEndpoint(address: address ?? "https://monitoring.\(region).amazonaws.com"),
            client: client, region: region, credentials: credentials)
    }
}

extension MetricsEndpoint {
    static func read(_ reader: inout FieldReader) -> MetricsEndpoint? {
        let address = reader.required("address", .webAddress)
        let access = readAccess(&reader)
        return address.map { access.at($0) }
    }

    /// All but the address.
    static func readAccess(_ reader: inout FieldReader) -> MetricsEndpoint {
        var endpoint = MetricsEndpoint(address: "")
        endpoint.headers = reader.value("headers", .dictionary(of: .string), default: [:])
        endpoint.bearerTokenFile = reader.optional("bearerTokenFile", .nonEmptyString)
        endpoint.username = reader.optional("username", .nonEmptyString)
        endpoint.passwordFile = reader.optional("passwordFile", .nonEmptyString)
        if (endpoint.username == nil) != (endpoint.passwordFile == nil) {
            reader.report("expected 'username' and 'passwordFile', found one of them")
        }
        endpoint.timeout = reader.value("timeout", .duration, default: .seconds(10))
        endpoint.tls =
            reader.object("tls") { tls -> TLSFiles? in
                var files = TLSFiles()
                files.authority = tls.optional("authorityFile", .nonEmptyString)
                files.certificate = tls.optional("certificateFile", .nonEmptyString)
                files.key = tls.optional("keyFile", .nonEmptyString)
                files.serverName = tls.optional("serverName", .nonEmptyString)
                if (files.certificate == nil) != (files.key == nil) {
                    tls.report("expected 'certificateFile' and 'keyFile', found one of them")
                }
                return files
            } ?? TLSFiles()
        return endpoint
    }

    func at(_ address: String) -> MetricsEndpoint {
        var endpoint = self
        endpoint.address = MetricsEndpoint(address: address).address
        return endpoint
    }
}

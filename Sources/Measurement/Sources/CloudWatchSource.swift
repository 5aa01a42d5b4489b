package import Catalog
import Foundation
import Manifests
package import Transport

/// Amazon CloudWatch: sums of a metric by the minute (GetMetricData, AWS JSON 1.0).
///
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
package struct CloudWatchSource: MetricsSource {
    private let endpoint: MetricsEndpoint
    private let client: HTTPClient
    private let region: String
    private let credentials: @Sendable () -> AWSCredentials?
    package var name: String { "cloudwatch \(endpoint.address)" }
    /// Two minutes later the minute before is whole.
    package var lag: Double { 120 }

    private static let period = 60.0

    /// - Parameter credentials: asked for each request.
    package init(
        endpoint: MetricsEndpoint, client: HTTPClient, region: String,
        credentials: @escaping @Sendable () -> AWSCredentials?
    ) {
        self.endpoint = endpoint
        self.client = client
        self.region = region
        self.credentials = credentials
    }

    package func value(
        of query: FilledQuery, since start: Double, until end: Double
    ) async throws(MeasurementError) -> Double {
        guard case .cloudWatch(let metric) = query else {
            throw .unsupported(source: name, query: "\(query)", hint: "write it under 'cloudWatch'")
        }
        guard let credentials = credentials() else { throw .unreadable(file: "AWS_ACCESS_KEY_ID") }
        let signature = AWSSignature(credentials: credentials, region: region, service: "monitoring")
        let headers = [
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "GraniteServiceVersion20100801.GetMetricData",
        ]
        let now = Int64(Date().timeIntervalSince1970)
        let answer = try await endpoint.json(
            .post, "/", headers: headers, body: Self.body(metric, since: start, until: end), over: client,
            source: name
        ) { signature.signing($0, at: now) }
        let results = answer["MetricDataResults"]?.array ?? []
        guard results.count == 1, let result = results.first else {
            throw .malformed(source: name, expected: "one of 'MetricDataResults'", found: "\(results.count)")
        }
        guard result["StatusCode"]?.string == "Complete", answer["NextToken"]?.string == nil else {
            throw .partial(source: name, warnings: [result["StatusCode"]?.string ?? "no status"])
        }
        return try sum(result, of: "\(metric)", since: start, until: end)
    }

    private static func body(_ metric: CloudWatchMetric, since start: Double, until end: Double) -> Value {
        let dimensions = metric.dimensions.sorted { $0.key < $1.key }.map { name, value -> Value in
            ["Name": .string(name), "Value": .string(value)]
        }
        let from = (start / period).rounded(.down) * period
        let to = (end / period).rounded(.up) * period
        return [
            "StartTime": .integer(Int64(from)), "EndTime": .integer(Int64(to)), "ScanBy": "TimestampAscending",
            "MetricDataQueries": [
                [
                    "Id": "requests", "ReturnData": true,
                    "MetricStat": [
                        "Metric": [
                            "Namespace": .string(metric.namespace), "MetricName": .string(metric.metric),
                            "Dimensions": .array(dimensions),
                        ],
                        "Period": .integer(Int64(period)), "Stat": .string(metric.statistic),
                    ],
                ]
            ],
        ]
    }

    /// A minute belongs to the look in whose time it begins.
    private func sum(
        _ result: Value, of query: String, since start: Double, until end: Double
    ) throws(MeasurementError) -> Double {
        guard let times = result["Timestamps"]?.array, let values = result["Values"]?.array, times.count == values.count
        else { throw .malformed(source: name, expected: "as many 'Timestamps' as 'Values'", found: "not") }
        var (sum, count) = (0.0, 0)
        for (time, value) in zip(times, values) {
            guard let time = time.asDouble, let number = value.asDouble else {
                throw .malformed(source: name, expected: "numbers", found: JSON.string(value))
            }
            guard time >= start, time < end else { continue }
            sum += number
            count += 1
        }
        guard count > 0 else { throw .nothing(query: query) }
        return sum
    }
}

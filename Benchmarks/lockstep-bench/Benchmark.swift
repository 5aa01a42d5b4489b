import Foundation
import Manifests

/// `lockstep-bench json`: reading and writing a list of a thousand Deployments, against Foundation. `lockstep-bench
/// advance`: decisions about releases.
@main
struct Benchmark {
    static func main() throws {
        switch Array(CommandLine.arguments.dropFirst()) {
        case ["json"]: try json()
        case ["advance"]: AdvanceBenchmark.run()
        default:
            FileHandle.standardError.write(Data("usage: lockstep-bench json|advance\n".utf8))
            exit(2)
        }
    }

    private static func json() throws {
        let text = Sample.list(of: 1_000)
        try requireEqualResults(text)
        let data = Data(text)
        let megabytes = Double(text.count) / 1e6
        print("list of 1,000 Deployments, \(String(format: "%.1f", megabytes)) MB; best of 10 runs\n")
        let value = try JSON.parse(text)
        let object = try JSONSerialization.jsonObject(with: data)
        try compare(
            "read", megabytes, ours: { _ = try JSON.parse(text) },
            peer: { _ = try JSONSerialization.jsonObject(with: data) })
        try compare(
            "write", megabytes, ours: { _ = JSON.write(value) },
            peer: { _ = try JSONSerialization.data(withJSONObject: object) })
    }

    private static func compare(
        _ name: String, _ megabytes: Double, ours: () throws -> Void, peer: () throws -> Void
    ) rethrows {
        let (mine, theirs) = (try best(ours), try best(peer))
        print(
            String(
                format: "%@ lockstep %6.0f MB/s   Foundation %6.0f MB/s   %.1fx",
                name.padding(toLength: 6, withPad: " ", startingAt: 0),
                megabytes / mine, megabytes / theirs, theirs / mine))
    }

    /// Seconds of the fastest of ten runs.
    private static func best(_ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        var best = Double.infinity
        for _ in 0..<10 { best = min(best, try clock.measure(work) / .seconds(1)) }
        return best
    }

    /// A fast wrong answer is no answer: both must read the same.
    private static func requireEqualResults(_ text: [UInt8]) throws {
        let ours = try JSONSerialization.jsonObject(with: Data(JSON.write(try JSON.parse(text)))) as? NSDictionary
        let theirs = try JSONSerialization.jsonObject(with: Data(text)) as? NSDictionary
        guard let ours, ours == theirs else {
            print("error: lockstep and Foundation read different values")
            exit(1)
        }
    }
}

enum Sample {
    /// A list as an API server prints it, managed fields included.
    static func list(of count: Int) -> [UInt8] {
        let items = (0..<count).map { index -> Value in
            [
                "metadata": [
                    "name": "scorer-\(index)", "namespace": "models",
                    "uid": "0d3b1a52-5f0c-4a53-9d10-\(100_000_000_000 + index)",
                    "resourceVersion": "\(10_000 + index)", "generation": 3,
                    "labels": ["app": "scorer-\(index)", "tier": "online"],
                    "annotations": ["example.com/note": "line one\nline \"two\" – é"],
                    "managedFields": [
                        [
                            "manager": "lockstep", "operation": "Apply", "apiVersion": "apps/v1",
                            "fieldsType": "FieldsV1",
                            "fieldsV1": [
                                "f:spec": [
                                    "f:replicas": [:], "f:selector": [:],
                                    "f:template": [
                                        "f:spec": [
                                            "f:containers": [
                                                "k:{\"name\":\"model\"}": [".": [:], "f:image": [:], "f:name": [:]]
                                            ]
                                        ]
                                    ],
                                ]
                            ],
                        ]
                    ],
                ],
                "spec": [
                    "replicas": .integer(Int64(index % 7)), "progressDeadlineSeconds": 600, "revisionHistoryLimit": 10,
                    "selector": ["matchLabels": ["app": "scorer-\(index)"]],
                    "template": [
                        "metadata": ["labels": ["app": "scorer-\(index)", "tier": "online"]],
                        "spec": [
                            "containers": [
                                [
                                    "name": "model", "image": "registry.example.com/models/scorer:v1.\(index)",
                                    "imagePullPolicy": "IfNotPresent", "terminationMessagePath": "/dev/termination-log",
                                    "ports": [["containerPort": 8080, "name": "http", "protocol": "TCP"]],
                                    "env": [
                                        ["name": "MODEL_THRESHOLD", "value": "0.85"],
                                        ["name": "LOG_LEVEL", "value": "info"],
                                    ],
                                    "resources": [
                                        "limits": ["cpu": "1", "memory": "2Gi"],
                                        "requests": ["cpu": "500m", "memory": "1Gi"],
                                    ],
                                ]
                            ],
                            "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "terminationGracePeriodSeconds": 30,
                        ],
                    ],
                ],
                "status": ["availableReplicas": 1, "observedGeneration": 3, "load": 0.375],
            ]
        }
        return JSON.write(["apiVersion": "apps/v1", "kind": "DeploymentList", "items": .array(items)])
    }
}

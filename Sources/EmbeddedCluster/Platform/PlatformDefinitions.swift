import Manifests

/// The custom resources that a serving platform brings: KServe, Prometheus, Gateway API and Istio, in short.
///
/// InferenceServices have the fields that people write; the other schemas keep every field. A cluster with the projects'
/// own definitions checks more.
enum PlatformDefinitions {
    static let all: [Value] = [
        definition(
            "serving.kserve.io", "v1beta1", "InferenceService", "inferenceservices", shortNames: ["isvc"],
            columns: inferenceService, schema: InferenceServiceSchema.openAPI(isOld: false)),
        definition(
            "serving.kubeflow.org", "v1beta1", "InferenceService", "inferenceservices", columns: inferenceService,
            schema: InferenceServiceSchema.openAPI(isOld: true)),
        definition("monitoring.coreos.com", "v1", "ServiceMonitor", "servicemonitors", shortNames: ["smon"]),
        definition("monitoring.coreos.com", "v1", "PrometheusRule", "prometheusrules", shortNames: ["promrule"]),
        definition(
            "gateway.networking.k8s.io", "v1", "Gateway", "gateways", shortNames: ["gtw"],
            columns: [
                Column("Class", ".spec.gatewayClassName"), Column("Address", ".status.addresses[*].value"),
                Column("Programmed", ".status.conditions[?(@.type==\"Programmed\")].status"), age,
            ]),
        definition(
            "gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes",
            columns: [Column("Hostnames", ".spec.hostnames"), age]),
        definition(
            "networking.istio.io", "v1", "VirtualService", "virtualservices", shortNames: ["vs"],
            columns: [Column("Gateways", ".spec.gateways"), Column("Hosts", ".spec.hosts"), age]),
    ]

    private static let age = Column("Age", ".metadata.creationTimestamp", type: "date")

    private static let inferenceService: [Column] = {
        let traffic = ".status.components.predictor.traffic"
        return [
            Column("URL", ".status.url"),
            Column("Ready", ".status.conditions[?(@.type=='Ready')].status"),
            Column("Prev", "\(traffic)[?(@.tag=='prev')].percent", type: "integer"),
            Column("Latest", "\(traffic)[?(@.latestRevision==true)].percent", type: "integer"),
            Column("PrevRolledoutRevision", "\(traffic)[?(@.tag=='prev')].revisionName"),
            Column("LatestReadyRevision", "\(traffic)[?(@.latestRevision==true)].revisionName"), age,
        ]
    }()

    /// One of a definition's `additionalPrinterColumns`.
    private struct Column: Sendable {
        let name: String
        let path: String
        let type: String

        init(_ name: String, _ path: String, type: String = "string") {
            self.name = name
            self.path = path
            self.type = type
        }

        var value: Value { ["name": .string(name), "type": .string(type), "jsonPath": .string(path)] }
    }

    private static let anything: Value = {
        let free: Value = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        return ["type": "object", "properties": ["spec": free, "status": free]]
    }()

    private static func definition(
        _ group: String, _ version: String, _ kind: String, _ plural: String, shortNames: [String] = [],
        columns: [Column] = [], schema: Value = anything
    ) -> Value {
        var names: Object = [
            "plural": .string(plural), "singular": .string(kind.lowercased()), "kind": .string(kind),
            "listKind": .string("\(kind)List"),
        ]
        if !shortNames.isEmpty { names["shortNames"] = .array(shortNames.map(Value.string)) }
        var served: Object = [
            "name": .string(version), "served": true, "storage": true, "subresources": ["status": [:]],
            "schema": ["openAPIV3Schema": schema],
        ]
        if !columns.isEmpty { served["additionalPrinterColumns"] = .array(columns.map(\.value)) }
        var metadata: Object = ["name": .string("\(plural).\(group)")]
        if group.hasSuffix("k8s.io") {
            // A group of k8s.io must name its approval (KEP-1111).
            metadata["annotations"] = ["api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/gateway-api"]
        }
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": .object(metadata),
            "spec": [
                "group": .string(group), "scope": "Namespaced", "names": .object(names),
                "versions": [.object(served)],
            ],
        ]
    }
}

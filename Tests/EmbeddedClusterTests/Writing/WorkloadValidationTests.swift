import Manifests
import Testing

@testable import EmbeddedCluster

/// What the server refuses of the rollouts and selectors of workloads.
@Suite struct WorkloadValidationTests {
    private static let template: Value = [
        "metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]],
    ]

    /// A workload with one label, and what the text adds to its spec.
    private static func workload(_ kind: String, _ spec: String) throws -> Value {
        var members: Object = ["selector": ["matchLabels": ["a": "b"]], "template": template]
        for member in try JSON.parse(spec).object ?? [:] { members[member.key] = member.value }
        return [
            "apiVersion": "apps/v1", "kind": .string(kind), "metadata": ["name": "x"], "spec": .object(members),
        ]
    }

    private static let noMatch =
        #"spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`"#

    @Test(arguments: [
        (
            "Deployment", #"{"strategy":{"type":"Recreate","rollingUpdate":{"maxSurge":1}}}"#,
            "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"
        ),
        (
            "Deployment", #"{"strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":"0%"}}}"#,
            #"spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0"#
        ),
        (
            "Deployment", #"{"strategy":{"rollingUpdate":{"maxSurge":"abc"}}}"#,
            #"spec.strategy.rollingUpdate.maxSurge: Invalid value: "abc": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"#
        ),
        (
            "Deployment", #"{"strategy":{"rollingUpdate":{"maxUnavailable":"150%"}}}"#,
            #"spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "150%": must not be greater than 100%"#
        ),
        (
            "Deployment", #"{"strategy":{"rollingUpdate":{"maxSurge":-1}}}"#,
            "spec.strategy.rollingUpdate.maxSurge: Invalid value: -1: must be greater than or equal to 0"
        ),
        (
            "Deployment", #"{"minReadySeconds":60,"progressDeadlineSeconds":60}"#,
            "spec.progressDeadlineSeconds: Invalid value: 60: must be greater than minReadySeconds"
        ),
        (
            "Deployment", #"{"minReadySeconds":-1}"#,
            "spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0"
        ),
        (
            "Deployment", #"{"revisionHistoryLimit":-1}"#,
            "spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0"
        ),
        ("Deployment", #"{"selector":{"matchExpressions":[{"key":"a","operator":"NotIn","values":["b"]}]}}"#, noMatch),
        (
            "Deployment", #"{"selector":{}}"#,
            "spec.selector: Invalid value: {}: empty selector is invalid for deployment"
        ),
        (
            "Deployment", #"{"selector":{"matchExpressions":[{"key":"a","operator":"Is"}]}}"#,
            #"[spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator, spec.selector: Invalid value: {"matchExpressions":[{"key":"a","operator":"Is"}]}: invalid label selector]"#
        ),
        (
            "DaemonSet", #"{"selector":{"matchExpressions":[{"key":"a","operator":"In"}]}}"#,
            "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'"
        ),
        (
            "DaemonSet", #"{"selector":{"matchExpressions":[{"key":"a","operator":"Exists","values":["b"]}]}}"#,
            "spec.selector.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
        ),
        (
            "DaemonSet", #"{"selector":{}}"#,
            "spec.selector: Invalid value: {}: empty selector is invalid for daemonset"
        ),
        (
            "DaemonSet", #"{"updateStrategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":0}}}"#,
            "spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0"
        ),
        (
            "DaemonSet", #"{"updateStrategy":{"rollingUpdate":{"maxSurge":"10%","maxUnavailable":1}}}"#,
            #"spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: "10%": may not be set when maxUnavailable is non-zero"#
        ),
        (
            "StatefulSet", #"{"updateStrategy":{"rollingUpdate":{"partition":-1}}}"#,
            "spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0"
        ),
        (
            "StatefulSet", #"{"updateStrategy":{"rollingUpdate":{"maxUnavailable":0}}}"#,
            "spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0"
        ),
        (
            "StatefulSet", #"{"updateStrategy":{"type":"OnDelete","rollingUpdate":{"partition":1}}}"#,
            #"spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":1,"MaxUnavailable":null}: only allowed for updateStrategy 'RollingUpdate'"#
        ),
        ("ReplicaSet", #"{"selector":{"matchLabels":{"a":"c"}}}"#, noMatch),
        (
            "ReplicaSet",
            #"{"template":{"metadata":{"labels":{"a":"b","c":"d e"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}"#,
            #"spec.template.labels: Invalid value: "d e": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"#
        ),
        (
            "Deployment",
            #"{"template":{"metadata":{"labels":{"a":"b"}},"spec":{"activeDeadlineSeconds":1,"containers":[{"name":"c","image":"i"}]}}}"#,
            "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported"
        ),
    ])
    func `what no server rolls out is refused in its words`(kind: String, spec: String, words: String) async throws {
        let fixture = try await StoreFixture()
        let object = try Self.workload(kind, spec)
        let error = await #expect(throws: APIError.self) { try await fixture.create(object) }
        #expect(error?.code == 422)
        #expect(error?.message == "\(kind).apps \"x\" is invalid: \(words)")
    }

    @Test(arguments: [
        ("Deployment", #"{"strategy":{"type":"Recreate"}}"#),
        ("Deployment", #"{"strategy":{"rollingUpdate":{"maxSurge":"150%","maxUnavailable":0}}}"#),
        ("Deployment", #"{"selector":{"matchExpressions":[{"key":"a","operator":"In","values":["b"]}]}}"#),
        ("DaemonSet", #"{"updateStrategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":0}}}"#),
        ("StatefulSet", #"{"updateStrategy":{"type":"OnDelete"}}"#),
    ])
    func `what a server rolls out is taken`(kind: String, spec: String) async throws {
        try await StoreFixture().create(try Self.workload(kind, spec))
    }

    @Test(arguments: ["application/apply-patch+yaml", "application/merge-patch+json"])
    func `a rolling update that nobody asked for stands in the way of Recreate`(contentType: String) async throws {
        let fixture = try await StoreFixture()
        func patch(_ spec: String, _ contentType: String) async throws -> APIRequest {
            var request = try await fixture.request(
                .patch, "Deployment", "x", apiVersion: "apps/v1",
                query: contentType.contains("apply") ? ["fieldManager": "test"] : [:],
                body: try Self.workload("Deployment", spec))
            request.contentType = contentType
            return request
        }
        _ = try await fixture.writer.patch(try await patch("{}", "application/apply-patch+yaml"))
        let change = try await patch(#"{"strategy":{"type":"Recreate"}}"#, contentType)
        let error = await #expect(throws: APIError.self) { try await fixture.writer.patch(change) }
        #expect(
            error?.message
                == #"Deployment.apps "x" is invalid: spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"#
        )
    }
}

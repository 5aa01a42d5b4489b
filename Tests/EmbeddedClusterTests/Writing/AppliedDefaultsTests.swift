import Manifests
import Testing

@testable import EmbeddedCluster

/// Server-side apply fills in what is as good as absent, as a creation does.
@Suite struct AppliedDefaultsTests {
    private static func workload(_ spec: String = "", pod: String = "", container: String = "") -> String {
        #"{\#(spec)"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{\#(pod)"#
            + #""containers":[{"name":"c","image":"i"\#(container)}]}}}"#
    }

    private static func service(_ spec: String, port: String = "") -> String {
        #"{\#(spec)"selector":{"a":"b"},"ports":[{"port":80\#(port)}]}"#
    }

    private static let cases: [(String, String, String)] = [
        ("apps/v1", "Deployment", workload(#""strategy":{"type":""},"#)),
        ("apps/v1", "Deployment", workload(pod: #""restartPolicy":"","dnsPolicy":"","schedulerName":"","#)),
        ("apps/v1", "Deployment", workload(pod: #""volumes":[{"name":"v","emptyDir":null},{"name":"w"}],"#)),
        ("apps/v1", "Deployment", workload(container: #","imagePullPolicy":"","terminationMessagePath":"""#)),
        (
            "apps/v1", "Deployment",
            workload(container: #","livenessProbe":{"httpGet":{"port":80,"path":"","scheme":""}}"#)
        ),
        (
            "apps/v1", "Deployment",
            workload(container: #","livenessProbe":{"tcpSocket":{"port":80},"timeoutSeconds":0,"periodSeconds":0}"#)
        ),
        (
            "apps/v1", "StatefulSet",
            workload(#""serviceName":"","podManagementPolicy":"","updateStrategy":{"type":""},"#)
        ),
        ("apps/v1", "DaemonSet", workload(#""updateStrategy":{"type":""},"#)),
        ("v1", "Service", service(#""clusterIP":"","#)), ("v1", "Service", service(#""clusterIP":null,"#)),
        ("v1", "Service", service(#""type":"","sessionAffinity":"","ipFamilies":[],"#)),
        ("v1", "Service", service(#""type":"NodePort","externalTrafficPolicy":"","#, port: #","nodePort":0"#)),
        ("v1", "Service", service("", port: #","targetPort":0"#)),
        ("v1", "Service", service("", port: #","targetPort":"""#)),
        ("networking.k8s.io/v1", "NetworkPolicy", #"{"podSelector":{},"policyTypes":[],"egress":null}"#),
        ("networking.k8s.io/v1", "NetworkPolicy", #"{"podSelector":{},"egress":[]}"#),
    ]

    /// Without what is given to each Service anew.
    private static func shared(_ object: Value) -> Object {
        var spec = object.spec
        for field in ["clusterIP", "clusterIPs"] where spec[field] != nil { spec[field] = "given" }
        spec.editEach("ports") { if $0["nodePort"] != nil { $0["nodePort"] = "given" } }
        return spec
    }

    private static func apply(_ object: Value, _ fixture: StoreFixture) async throws -> Value {
        var request = try await fixture.request(
            .patch, object["kind"]?.string ?? "", object.objectName, apiVersion: object["apiVersion"]?.string ?? "",
            query: ["fieldManager": "m", "force": "true"], body: object)
        request.contentType = "application/apply-patch+yaml"
        return try await fixture.writer.patch(request).value
    }

    @Test(arguments: cases) func `an applied object is as a created one`(
        apiVersion: String, kind: String, spec: String
    ) async throws {
        let fixture = try await StoreFixture()
        func object(_ name: String) throws -> Value {
            try JSON.parse(
                #"{"apiVersion":"\#(apiVersion)","kind":"\#(kind)","metadata":{"name":"\#(name)"},"spec":\#(spec)}"#)
        }
        let created = try await fixture.create(try object("created"))
        let applied = try await Self.apply(try object("applied"), fixture)
        #expect(Self.shared(applied) == Self.shared(created))
        // And changes nothing of one that was created.
        let again = try await Self.apply(try object("created"), fixture)
        #expect(again["spec"] == created["spec"])
    }
}
